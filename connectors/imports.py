"""Archives in: kept when they are handed in, read in slices by the pipeline, taken up again where a killed one stopped."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from connectors import stores
from connectors.http import Http
from connectors.models import Import, Store
from connectors.platforms.upload.archive import (
    ARCHIVES,
    MAX_FILE_BYTES,
    MAX_TOTAL_BYTES,
    TABLES,
    NotReadable,
    Problem,
    read_handed_in,
)
from connectors.platforms.upload.folder import Folder, safe_name
from connectors.platforms.upload.merge import load, merge
from connectors.platforms.upload.plan import Plan, PlannedProduct, plan_import
from connectors.sync import Placed, Synced, continue_syncs, nobody, start_sync

log = structlog.get_logger(__name__)

SLICE_S = 60.0
# Photos between two notes of progress: each rewrites the catalogue, and a dead web address costs its whole timeout.
UNPACKED_A_STEP, DOWNLOADED_A_STEP = 200, 24
DOWNLOAD_TIMEOUT_S = 20.0
KEPT_PROBLEMS = 1000
# A picture or a table that kills its reader does not do so for ever.
DEATHS = 3

Finished = Callable[[Import], None]
"""Told of an import that was read or stopped, inside the transaction that ends it."""


def create_upload_store(merchant: Any, name: str) -> Store:
    """An empty store for a merchant's own files, in a folder of the hub's own."""
    folder = Path(settings.MEDIA_ROOT) / str(merchant.pk) / "uploads" / secrets.token_hex(8)
    Folder(folder).create(name)
    return stores.connect_store(merchant=merchant, platform="upload", values={"folder": str(folder)}, name=name)


def start_import(
    store: Store, uploaded_file: File[bytes], by: str | None = None, *, others: Sequence[File[bytes]] = ()
) -> Import:
    """Keep what was handed in, for the pipeline to read: a ZIP, a CSV, or a CSV beside its ZIP.

    Raises `NotReadable` at once for a file that is too large or no ZIP or CSV by its name.
    """
    files = [uploaded_file, *others]
    for file in files:
        _check(file)
    folder = f"{store.merchant_id}/imports/{secrets.token_hex(12)}"
    for number, file in enumerate(files):
        default_storage.save(f"{folder}/{number}-{safe_name(file.name or 'archive.zip')}", file)
    found = Import.objects.create(
        merchant_id=store.merchant_id,
        store=store,
        archive=folder,
        filename=", ".join(PurePosixPath(file.name or "archive").name for file in files)[:300],
        due_at=timezone.now(),
    )
    log.info("import.handed_in", store=str(store.pk), files=len(files), by=by or "")
    return found


def run_imports(ids: Iterable[int], *, placed: Placed, synced: Synced = nobody, finished: Finished = nobody) -> None:
    """Read each archive for a slice of time; what is in the store's folder is then synced into the catalogue at once."""
    for row in Import.objects.filter(pk__in=list(ids), state__in=[Import.State.WAITING, Import.State.RUNNING]):
        with structlog.contextvars.bound_contextvars(
            merchant=row.merchant_id, store=str(row.store_id), imported=row.pk
        ):
            if _run(row, finished):
                continue_syncs([start_sync(row.store).pk], placed=placed, synced=synced)


def _run(row: Import, finished: Finished) -> bool:
    """True when all that was handed in is in the store's folder."""
    row.attempts += 1
    row.state = Import.State.RUNNING
    row.save(update_fields=["attempts", "state"])
    if row.attempts > DEATHS:
        _end(row, Import.State.FAILED, "The files could not be read to their end.", finished)
        return False
    try:
        with _files(row) as files:
            complete = _read(row, plan_import(read_handed_in(files)))
    except NotReadable as error:
        _end(row, Import.State.FAILED, str(error), finished)
        return False
    if not complete:
        Import.objects.filter(pk=row.pk).update(due_at=timezone.now())
        return False
    _end(row, Import.State.DONE, "", finished)
    return True


def _read(row: Import, plan: Plan) -> bool:
    """Carry on where the last slice ended; True when all is in."""
    until = time.monotonic() + SLICE_S
    folder = Folder(row.store.settings["folder"])
    if row.rows_done == 0:
        row.rows_total = _weight(plan.products)
        row.problems = [problem.as_json() for problem in plan.problems[:KEPT_PROBLEMS]]
    with Http(
        allowed_private=settings.ALLOWED_PRIVATE_HOSTS, timeout=DOWNLOAD_TIMEOUT_S, max_bytes=MAX_FILE_BYTES, tries=2
    ) as http:
        for step in _steps(plan.products, row.rows_done):
            filled, problems = load(folder, step, http)
            with folder.changing() as document:
                merge(document, filled)
            _note(row, step, problems)
            if time.monotonic() > until:
                break
    return row.rows_done >= row.rows_total


def _weight(products: Iterable[PlannedProduct]) -> int:
    """What progress counts: photos, and products without any."""
    return sum(max(1, len(product.photos)) for product in products)


def _steps(products: Sequence[PlannedProduct], done: int) -> Iterator[list[PlannedProduct]]:
    """What is left, cut into steps that are the same at each try."""
    from_web = any(photo.member is None for product in products for photo in product.photos)
    size, passed, step = DOWNLOADED_A_STEP if from_web else UNPACKED_A_STEP, 0, []
    for product in products:
        passed += _weight([product])
        if passed <= done:
            continue
        step.append(product)
        if _weight(step) >= size:
            yield step
            step = []
    if step:
        yield step


def _note(row: Import, step: Sequence[PlannedProduct], problems: Sequence[Problem]) -> None:
    """Progress and problems so far. Work was done, so the count of deaths begins again."""
    row.rows_done += _weight(step)
    row.problems = [*row.problems, *(problem.as_json() for problem in problems)][:KEPT_PROBLEMS]
    row.attempts = 0
    row.save(update_fields=["rows_total", "rows_done", "problems", "attempts"])


def _end(row: Import, state: Import.State, error: str, finished: Finished) -> None:
    row.state, row.last_error, row.finished_at, row.due_at = state, error, timezone.now(), None
    with transaction.atomic():
        row.save(update_fields=["state", "last_error", "finished_at", "due_at"])
        finished(row)
    for name in _names(row):
        default_storage.delete(f"{row.archive}/{name}")
    log.info("import.ended", state=state, photos=row.rows_done, problems=len(row.problems))


@contextmanager
def _files(row: Import) -> Iterator[list[tuple[str, Any]]]:
    """What was handed in, open, under the names that it came with."""
    with ExitStack() as stack:
        names = _names(row)
        opened = [stack.enter_context(default_storage.open(f"{row.archive}/{name}")) for name in names]
        yield [(name.partition("-")[2], file) for name, file in zip(names, opened, strict=True)]


def _names(row: Import) -> list[str]:
    names: list[str] = sorted(default_storage.listdir(row.archive)[1])
    return names


def _check(file: File[bytes]) -> None:
    name, size = file.name or "", file.size
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in TABLES | {".zip"}:
        hint = " Pack it as ZIP." if suffix in ARCHIVES else ""
        raise NotReadable(f"“{name[-100:]}” is neither a ZIP nor a CSV.{hint}")
    if size > MAX_TOTAL_BYTES:
        raise NotReadable(f"{name[-100:]} has {size / 1e9:.1f} GB; the hub takes up to {MAX_TOTAL_BYTES / 1e9:.0f} GB.")
