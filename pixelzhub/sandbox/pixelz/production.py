"""The clock of Pixelz's production: each ticket moves on when its time has come, and is really rendered on the way."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path, PurePosixPath
from sqlite3 import Row

from pixelzhub.sandbox.catalogue import slug
from pixelzhub.sandbox.faults import Faults
from pixelzhub.sandbox.files import NotAnImage, fetch, write_whole
from pixelzhub.sandbox.pixelz import tickets
from pixelzhub.sandbox.pixelz.notices import Notices
from pixelzhub.sandbox.pixelz.rendering.formats import can_be_opened
from pixelzhub.sandbox.pixelz.rendering.render import render_file
from pixelzhub.sandbox.pixelz.rendering.stand_in import stand_in
from pixelzhub.sandbox.pixelz.statuses import (
    DELIVERED,
    DOWNLOAD_FAILED,
    DOWNLOADED,
    ENDS,
    FINISHED,
    NEW,
    NEXT,
    QUALITY,
    READY,
    REJECTED,
)
from pixelzhub.sandbox.pixelz.templates import Template, templates_of
from pixelzhub.sandbox.pool import Pool
from pixelzhub.sandbox.store import Store


class Production:
    """Moves tickets whose `due_at` has passed. Everything is in the database, so a killed process goes on later."""

    def __init__(
        self, store: Store, faults: Faults, editors: Pool, notices: Notices, *, sources: Path, folder: Path
    ) -> None:
        self.store, self.faults, self.editors, self.notices = store, faults, editors, notices
        self.sources, self.folder = sources, folder
        self._stop = threading.Event()
        self._threads = ThreadPoolExecutor(4, "production")
        self._under_way: set[str] = set()

    def run(self) -> None:
        """Move tickets until told to stop."""
        while not self._stop.is_set():
            due = self.store.rows("SELECT * FROM tickets WHERE due_at <= ? ORDER BY due_at LIMIT 100", time.time())
            for row in due:
                if row["ticket"] not in self._under_way:
                    self._under_way.add(row["ticket"])
                    self._threads.submit(self._advance, row)
            self._stop.wait(0.03)

    def stop(self) -> None:
        self._stop.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _advance(self, row: Row) -> None:
        try:
            if row["status"] == NEW:
                self._download(row)
            elif row["status"] == DOWNLOADED:
                self._render(row)
            elif row["status"] == FINISHED:
                self._deliver(row)
            else:
                self._move(row, NEXT[row["status"]])
        finally:
            self._under_way.discard(row["ticket"])

    def _move(self, row: Row, status: int) -> bool:
        """To the next status, unless the ticket was deleted, returned or put elsewhere meanwhile."""
        due = row["started_at"] + ENDS[status] * self.faults.turnaround_s if status in ENDS else None
        sql = "UPDATE tickets SET status = ?, due_at = ? WHERE seq = ? AND status = ? AND held = 0"
        return self.store.changed(sql, status, due, row["seq"], row["status"])

    def _stop_at(self, row: Row, status: int, reason: str) -> None:
        if self._move(row, status):
            self.store.run("UPDATE tickets SET reason = ? WHERE seq = ?", reason, row["seq"])

    def _download(self, row: Row) -> None:
        try:
            for url, path in zip(tickets.parts(row), self._sources(row), strict=True):
                data = fetch(url)
                can_be_opened(data, whole=self.faults.render)
                write_whole(path, data)
        except NotAnImage as error:
            self._stop_at(row, DOWNLOAD_FAILED, str(error))
            return
        self._move(row, READY)

    def _render(self, row: Row) -> None:
        try:
            made = [self._made(row, place, template) for place, template in enumerate(self._wanted(row))]
        except BrokenProcessPool:
            return  # the editor was killed, not the photo's fault: the ticket is still due
        except Exception as error:  # whatever an editor cannot do with a photo, it would not do the next time either
            self._stop_at(row, REJECTED, str(error))
            return
        self.store.run("UPDATE tickets SET outputs = ? WHERE seq = ?", json.dumps(made), row["seq"])
        self._move(row, QUALITY)

    def _made(self, row: Row, place: int, template: Template) -> dict[str, int | str]:
        """One finished file. Raises ValueError when the editors cannot make it."""
        relative = _output_name(row, place, template)
        target = self.folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        if self.faults.render:
            work = self.editors.submit(render_file, self._sources(row), target, template.settings, row["redo"])
            work.result()
        else:
            write_whole(target, stand_in(f"{row['ticket']} {row['redo']} {place}", template.settings.output))
        return {"template": template.id, "file": relative}

    def _wanted(self, row: Row) -> list[Template]:
        """The ticket's template, and the account's others if more outputs than one are set."""
        found = templates_of(self.store, row["contact_id"])
        found.sort(key=lambda template: (template.id != row["template_id"], template.id))
        return found[: max(1, self.faults.outputs)]

    def _deliver(self, row: Row) -> None:
        """The image's own callback comes before the template's (Developer API, Webhook)."""
        template = self.store.one("SELECT callback_url FROM templates WHERE id = ?", row["template_id"])
        url = row["callback_url"] or (template["callback_url"] if template else "")
        if not url:
            self._move(row, DELIVERED)
            return
        sql = "UPDATE tickets SET due_at = NULL WHERE seq = ? AND status = ? AND held = 0 AND due_at IS NOT NULL"
        with self.store.transaction():
            if self.store.changed(sql, row["seq"], FINISHED):
                self.notices.tell(row, url)

    def _sources(self, row: Row) -> list[Path]:
        """Where the downloaded parts of a ticket are."""
        return [self.sources / f"{row['ticket']}-{place}.source" for place in range(len(tickets.parts(row)))]


def _output_name(row: Row, place: int, template: Template) -> str:
    """Like 1000003/2000017/final/mug.jpg; each redo and each further output has a name of its own."""
    wished = json.loads(row["extras"]).get("outputFileName", "")
    stem = slug(PurePosixPath(wished or tickets.parts(row)[0].split("?")[0]).stem)[:60]
    version = f"-v{row['redo'] + 1}" if row["redo"] else ""
    further = f"-{place + 1}" if place else ""
    return (
        f"{row['contact_id']}/{2000000 + row['seq']}/final/{stem}{version}{further}.{template.settings.output.lower()}"
    )
