"""Tables and photos in: kept when they are handed in, read in slices by the pipeline, taken up again after a kill."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Any

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from connectors import stores
from connectors.import_stages import Ended, carry_on, journal
from connectors.models import Import, Store
from connectors.platforms.upload.archive import ARCHIVES, MAX_TOTAL_BYTES, TABLES
from connectors.platforms.upload.folder import Folder, safe_name
from connectors.platforms.upload.problems import NotReadable
from connectors.sync import Placed, Synced, continue_syncs, nobody, start_sync

log = structlog.get_logger(__name__)

SLICE_S = 60.0
# A picture or a table that kills its reader does not do so for ever.
DEATHS = 3
# Longer than any upload takes to be put away: whoever did it is dead.
UPLOAD_DEAD_AFTER = timedelta(hours=1)
CANCELLED = "Cancelled."

Finished = Callable[[Import], None]
"""Told of an import that was read or stopped, inside the transaction that ends it."""


def create_upload_store(merchant: Any, name: str) -> Store:
    """An empty store for a merchant's own files, in a folder of the hub's own."""
    folder = Path(settings.MEDIA_ROOT) / str(merchant.pk) / "uploads" / secrets.token_hex(8)
    Folder(folder).create(name)
    return stores.connect_store(merchant=merchant, platform="upload", values={"folder": str(folder)}, name=name)


def start_import(
    store: Store,
    uploaded_file: File[bytes],
    by: str | None = None,
    *,
    others: Sequence[File[bytes]] = (),
    dry_run: bool = False,
) -> Import:
    """Keep what was handed in, for the pipeline to read: a ZIP, a table, or a table beside its ZIP.

    A dry run checks everything and writes nothing. Raises `NotReadable` at once for a file that is too large or no ZIP
    or table by its name.
    """
    files = [uploaded_file, *others]
    for file in files:
        _check(file)
    row = Import.objects.create(
        merchant_id=store.merchant_id,
        store=store,
        dry_run=dry_run,
        archive=f"{store.merchant_id}/imports/{secrets.token_hex(12)}",
        filename=", ".join(PurePosixPath(file.name or "archive").name for file in files)[:300],
        due_at=timezone.now() + UPLOAD_DEAD_AFTER,
    )
    for number, file in enumerate(files):
        default_storage.save(f"{row.archive}/{number}-{safe_name(file.name or 'archive.zip')}", file)
    row.state, row.due_at = Import.State.VALIDATING_CSV, timezone.now()
    row.save(update_fields=["state", "due_at"])
    log.info("import.handed_in", store=str(store.pk), files=len(files), by=by or "", dry_run=dry_run)
    return row


def cancel_import(row: Import, by: str, *, finished: Finished = nobody) -> bool:
    """Stop an import that is not finished; False for one that is. What is in stays.

    The nine states have none for this: it is a `failure`, whose reason is "Cancelled.".
    """
    if not _end(row, Import.State.FAILURE, CANCELLED, finished):
        return False
    if row.rows_imported:
        Store.objects.filter(pk=row.store_id).update(due_at=timezone.now())
    log.info("import.cancelled", imported=row.pk, by=by)
    return True


def run_imports(ids: Iterable[int], *, placed: Placed, synced: Synced = nobody, finished: Finished = nobody) -> None:
    """Read each for a slice of time; what is in the store's folder at its end is then synced into the catalogue at once."""
    for row in Import.objects.filter(pk__in=list(ids), state__in=Import.UNFINISHED).select_related("store"):
        with structlog.contextvars.bound_contextvars(
            merchant=row.merchant_id, store=str(row.store_id), imported=row.pk
        ):
            _run(row, finished)
            if row.is_finished and row.rows_imported and not row.dry_run:
                continue_syncs([start_sync(row.store).pk], placed=placed, synced=synced)


def _run(row: Import, finished: Finished) -> None:
    """Carry one on, and end it when it is complete or cannot go on."""
    if row.state == Import.State.UPLOADING_FILES:
        _end(row, Import.State.FAILURE, "The files did not arrive in full. Hand them in again.", finished)
        return
    row.attempts += 1
    row.save(update_fields=["attempts"])
    if row.attempts > DEATHS:
        _end(row, Import.State.FAILURE, "The files could not be read to their end.", finished)
        return
    try:
        with _files(row) as files:
            complete = carry_on(row, files, time.monotonic() + SLICE_S)
    except NotReadable as error:
        _end(row, Import.State.FAILURE, str(error), finished)
    except Ended:
        # Cancelled meanwhile. What this turn wrote last is in, too, and the next sync finds it.
        row.refresh_from_db()
        _forget(row)
    else:
        if complete:
            _end(row, Import.State.WARNING if row.problems else Import.State.SUCCESS, "", finished)
        else:
            Import.objects.filter(pk=row.pk, state__in=Import.UNFINISHED).update(due_at=timezone.now())


def _end(row: Import, state: Import.State, error: str, finished: Finished) -> bool:
    """False if it had ended before."""
    with transaction.atomic():
        ended = Import.objects.filter(pk=row.pk, state__in=Import.UNFINISHED).update(
            state=state, last_error=error, finished_at=timezone.now(), due_at=None
        )
        row.refresh_from_db()
        if ended:
            finished(row)
    if ended:
        _forget(row)
        log.info("import.ended", state=row.state, rows=row.rows_done, problems=len(row.problems))
    return bool(ended)


def _forget(row: Import) -> None:
    """What was handed in is not kept."""
    for name in _names(row):
        default_storage.delete(f"{row.archive}/{name}")
    journal(row).forget()


@contextmanager
def _files(row: Import) -> Iterator[list[tuple[str, Any]]]:
    """What was handed in, open, under the names that it came with."""
    with ExitStack() as stack:
        names = _names(row)
        opened = [stack.enter_context(default_storage.open(f"{row.archive}/{name}")) for name in names]
        yield [(name.partition("-")[2], file) for name, file in zip(names, opened, strict=True)]


def _names(row: Import) -> list[str]:
    try:
        return sorted(default_storage.listdir(row.archive)[1])
    except FileNotFoundError:
        return []


def _check(file: File[bytes]) -> None:
    name, size = file.name or "", file.size
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in TABLES | {".zip"}:
        hint = " Pack it as ZIP." if suffix in ARCHIVES else ""
        raise NotReadable(f"“{name[-100:]}” is neither a ZIP nor a table (.csv, .xlsx).{hint}")
    if size > MAX_TOTAL_BYTES:
        raise NotReadable(f"{name[-100:]} has {size / 1e9:.1f} GB; the hub takes up to {MAX_TOTAL_BYTES / 1e9:.0f} GB.")
