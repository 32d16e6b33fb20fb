"""The clock of Pixelz's production: each ticket moves on when its time has come, and is really rendered on the way."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from sqlite3 import Row

from pixelzhub.sandbox.catalogue import slug
from pixelzhub.sandbox.files import Files, NotAnImage, fetch, inspect, write_whole
from pixelzhub.sandbox.pool import Pool
from pixelzhub.sandbox.render import render_file
from pixelzhub.sandbox.store import Store
from pixelzhub.sandbox.templates import CONTACT_ID, TEMPLATES
from pixelzhub.sandbox.webhooks import Outbox

NEW, DOWNLOAD_FAILED, READY, RETURNED, IN_PRODUCTION, ASSIGNED, QUALITY = 10, 12, 30, 40, 60, 62, 66
FINISHED, CALLBACK_GIVEN_UP, DELIVERED, REJECTED_BY_PIXELZ = 70, 78, 80, 90
NEXT = {
    NEW: READY,
    READY: IN_PRODUCTION,
    RETURNED: IN_PRODUCTION,
    IN_PRODUCTION: ASSIGNED,
    ASSIGNED: QUALITY,
    QUALITY: FINISHED,
    FINISHED: DELIVERED,
}
# When each state ends, as a share of the turnaround.
ENDS = {NEW: 0.02, READY: 0.25, RETURNED: 0.25, IN_PRODUCTION: 0.4, ASSIGNED: 0.55, QUALITY: 0.85, FINISHED: 1.0}


class Production:
    """Moves tickets whose `due_at` has passed. Everything is in the database, so a killed process goes on later."""

    def __init__(self, store: Store, files: Files, editors: Pool, outbox: Outbox, keys: dict[str, str], folder: Path):
        self.store, self.files, self.editors, self.outbox = store, files, editors, outbox
        self.keys = keys
        self.folder = folder
        self.base = ""
        self._stop = threading.Event()
        self._threads = ThreadPoolExecutor(4, "production")
        self._under_way: set[str] = set()
        outbox.heard = self.heard
        outbox.failed = self.failed

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

    def heard(self, ticket: str) -> None:
        """The callback was answered with 200."""
        sql = "UPDATE tickets SET status = ?, due_at = NULL WHERE ticket = ? AND status BETWEEN ? AND ?"
        self.store.run(sql, DELIVERED, ticket, FINISHED, CALLBACK_GIVEN_UP)

    def failed(self, ticket: str, attempts: int) -> None:
        """The callback failed for the n-th time: 72, 74, 76, then 78 for good."""
        sql = "UPDATE tickets SET status = ?, due_at = NULL WHERE ticket = ? AND status BETWEEN ? AND ?"
        self.store.run(sql, FINISHED + 2 * min(attempts, 4), ticket, FINISHED, CALLBACK_GIVEN_UP)

    def source(self, ticket: str) -> Path:
        """Where the downloaded original of a ticket is."""
        return self.files.folder / f"{ticket}.source"

    def output(self, relative: str) -> Path:
        """Where a finished file is."""
        return self.folder / relative

    def _advance(self, row: Row) -> None:
        try:
            if row["status"] == NEW:
                self._download(row)
            elif row["status"] == ASSIGNED:
                self._render(row)
            elif row["status"] == FINISHED:
                self._deliver(row)
            else:
                self._move(row, NEXT[row["status"]])
        finally:
            self._under_way.discard(row["ticket"])

    def _move(self, row: Row, status: int, *, last: bool = False) -> bool:
        """To the next state, unless the ticket was deleted or returned meanwhile."""
        due = None if last else row["started_at"] + ENDS[status] * self.outbox.faults.turnaround_s
        sql = "UPDATE tickets SET status = ?, due_at = ? WHERE ticket = ? AND status = ?"
        return self.store.changed(sql, status, due, row["ticket"], row["status"])

    def _download(self, row: Row) -> None:
        try:
            data = fetch(row["image_url"])
            inspect(data)
        except NotAnImage:
            self._move(row, DOWNLOAD_FAILED, last=True)
            return
        write_whole(self.source(row["ticket"]), data)
        self._move(row, READY)

    def _render(self, row: Row) -> None:
        relative = _output_name(row)
        target = self.output(relative)
        target.parent.mkdir(parents=True, exist_ok=True)
        work = self.editors.submit(render_file, self.source(row["ticket"]), target, row["template_id"], row["redo"])
        try:
            work.result()
        except (OSError, ValueError):
            self._move(row, REJECTED_BY_PIXELZ, last=True)
            return
        self.store.run("UPDATE tickets SET output = ? WHERE ticket = ?", relative, row["ticket"])
        self._move(row, QUALITY)

    def _deliver(self, row: Row) -> None:
        if not row["callback_url"]:
            self._move(row, DELIVERED, last=True)
            return
        with self.store.transaction():
            if self._move(row, FINISHED, last=True):
                self.outbox.add(row["callback_url"], self._notice(row), self._secrets(row), row["ticket"])

    def _notice(self, row: Row) -> dict[str, str]:
        return {
            "imageTicket": row["ticket"],
            "processedImageURL": f"{self.base}/pixelz/files/{row['output']}",
            "templateId": str(row["template_id"]),
            "customerImageId": row["customer_image_id"],
        }

    def _secrets(self, row: Row) -> dict[str, str]:
        """The documented header names, underscores and all (Developer API, Verify Webhook)."""
        secrets = {"HTTP_X_PXZ_CUSTOMER_HMAC_SHA256": self.keys["secret"]}
        if row["partner"]:
            secrets["HTTP_X_PXZ_PARTNER_HMAC_SHA256"] = self.keys["developerSecret"]
        return secrets


def _output_name(row: Row) -> str:
    """Like 1000003/2000017/final/mug.jpg; each redo has a name of its own."""
    stem = slug(PurePosixPath(row["image_url"].split("?")[0]).stem)[:60]
    version = f"-v{row['redo'] + 1}" if row["redo"] else ""
    ending = TEMPLATES[row["template_id"]].output.lower()
    return f"{CONTACT_ID}/{2000000 + row['seq']}/final/{stem}{version}.{ending}"
