"""Due images: measured one after the other while the next are downloaded, written at once."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from analytics.derive import derive
from analytics.fetching import Read, downloads
from analytics.models import StoredMeasurement
from analytics.pixels import VERSION, Measurement
from analytics.reader import Reader, ReaderDied, shared_reader
from analytics.twins.check import note_images
from connectors.errors import ConnectorError
from connectors.limits import Grant, reserve
from connectors.line import is_held, let_in, put_back
from connectors.models import Image, ImageVersion, Placement, Store
from connectors.pictures import address_digest
from connectors.sync import nobody

log = structlog.get_logger(__name__)

# A picture that kills its reader twice is corrupt, and its neighbours do not notice.
DEATHS = 2
WRITTEN = (
    "sha256", "measured_at", "due_at", "turn", "attempts", "last_error", "width", "height", "etag", "last_modified",
    "read_from",
)  # fmt: skip


Measured = Callable[[Store, Sequence[int]], None]
"""Told the ids of a store's images that a batch measured, inside the batch's transaction."""


def measure_images(image_ids: Iterable[int], *, measured: Measured = nobody) -> None:
    """Download and measure a batch. `attempts` is written before the work, so that a killed batch leaves its mark."""
    ids = list(image_ids)
    Image.objects.filter(pk__in=ids).update(attempts=F("attempts") + 1)
    images = Image.objects.filter(pk__in=ids, gone_at=None).select_related("store")
    by_store: dict[Store, list[Image]] = {}
    for image in images:
        by_store.setdefault(image.store, []).append(image)
    for store, batch in by_store.items():
        with structlog.contextvars.bound_contextvars(merchant=store.merchant_id, store=str(store.pk)):
            _measure_batch(store, batch, measured)


def _measure_batch(store: Store, images: Sequence[Image], measured: Measured) -> None:
    """Those of the batch whose turn it is; the others are in line again, as are all of a store that is held."""
    now = timezone.now()
    wanted = [] if is_held(store) else [image for image in images if not image.outside]
    grant = reserve(store, len(wanted), now)
    taken = sorted(wanted, key=_by_turn)[: grant.count]
    _put_back(images, wanted, taken, grant)
    if not taken:
        return
    reads = _measured(store, downloads(store, taken, grant))
    with transaction.atomic():
        # Together: a crash in between would leave measured photos that no list knows.
        derive(_keep(reads))
        note_images(read.image.pk for read in reads)
        let_in(store)
        measured(store, [read.image.pk for read in reads if read.measurement is not None])
    log.info("images.measured", count=len(reads), failed=sum(read.error is not None for read in reads))


def _by_turn(image: Image) -> tuple[bool, int]:
    """Photos that somebody asked for by hand have no turn, and come first."""
    return image.turn is not None, image.turn or 0


def _put_back(images: Sequence[Image], wanted: Sequence[Image], taken: Sequence[Image], grant: Grant) -> None:
    going, waiting = {image.pk for image in taken}, {image.pk for image in wanted}
    put_back([image for image in images if image.pk not in waiting], None)
    put_back([image for image in wanted if image.pk not in going], grant.again)


def _measured(store: Store, reads: Iterable[Read]) -> list[Read]:
    """Measure while the next downloads are under way, each content once: what is stored is not decoded again."""
    done: list[Read] = []
    known: dict[str, Measurement] = {}
    fresh: dict[str, Measurement] = {}
    for read in reads:
        done.append(read)
        if read.error is not None:
            continue
        if read.sha256 not in known:
            stored = _stored(store.merchant_id, read.sha256)
            known[read.sha256] = stored or _measure(shared_reader(), store.merchant_id, read)
            if stored is None:
                fresh[read.sha256] = known[read.sha256]
        read.measurement, read.data = known[read.sha256], b""
    _store(store.merchant_id, fresh)
    return done


def _stored(merchant_id: int, sha256: str) -> Measurement | None:
    row = StoredMeasurement.objects.filter(merchant_id=merchant_id, version=VERSION, sha256=sha256).first()
    return row.measurement if row else None


def _store(merchant_id: int, fresh: dict[str, Measurement]) -> None:
    StoredMeasurement.objects.bulk_create(
        [
            StoredMeasurement(merchant_id=merchant_id, sha256=digest, version=VERSION, values=measurement.to_json())
            for digest, measurement in fresh.items()
        ],
        ignore_conflicts=True,
    )


def _measure(reader: Reader, merchant_id: int, read: Read) -> Measurement:
    name = file_name(read.image.url)
    for _ in range(DEATHS):
        try:
            measurement, picture = reader.read(read.data, name)
        except ReaderDied as error:
            reason = str(error)
            continue
        if picture:
            keep_file(thumbnail_path(merchant_id, read.sha256), picture)
        return measurement
    return Measurement(error="corrupt", reason=reason, bytes=len(read.data), extension=PurePosixPath(name).suffix[1:])


def _keep(reads: Sequence[Read]) -> list[int]:
    """Write what the batch found; gives the placements whose findings have to be derived."""
    now = timezone.now()
    Image.objects.select_for_update().filter(pk__in=[read.image.pk for read in reads]).count()
    for read in reads:
        if read.error is not None:
            _postpone(read.image, read.error)
        elif read.measurement is not None:
            image = read.image
            image.sha256, image.measured_at, image.due_at, image.turn = read.sha256, now, None, None
            image.etag, image.last_modified = read.tag.etag, read.tag.last_modified
            image.read_from = address_digest(image.url)
            image.attempts, image.last_error = 0, read.measurement.reason if read.measurement.error else ""
            image.width = read.measurement.width or image.width
            image.height = read.measurement.height or image.height
    _note_versions([read for read in reads if read.measurement is not None])
    images = [read.image for read in reads]
    _write(images)
    return list(Placement.objects.filter(image__in=images, gone_at=None).values_list("pk", flat=True))


def _write(images: Sequence[Image]) -> None:
    """By plain statements: a bulk_update of so many columns costs more than the download."""
    quote = connection.ops.quote_name
    fields: list[Any] = [Image._meta.get_field(name) for name in WRITTEN]
    columns = ", ".join(f"{quote(name)} = %s" for name in WRITTEN)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(Image._meta.db_table)} SET {columns} WHERE id = %s",  # noqa: S608
            [
                (*(f.get_db_prep_save(getattr(image, f.attname), connection) for f in fields), image.pk)
                for image in images
            ],
        )


def _postpone(image: Image, error: ConnectorError) -> None:
    image.last_error = str(error)
    done = error.permanent or image.is_spent
    image.turn = None if done else image.turn
    image.due_at = None if done else timezone.now() + timedelta(seconds=image.delay_s(error))


def _note_versions(reads: Sequence[Read]) -> None:
    """New bytes end the current version and begin one of the store's; our own writes noted theirs already."""
    now = timezone.now()
    images = [read.image for read in reads]
    current = {version.image_id: version for version in ImageVersion.objects.filter(image__in=images, until=None)}
    changed = [read for read in reads if _is_new(current.get(read.image.pk), read)]
    ImageVersion.objects.filter(image__in=[read.image for read in changed], until=None).update(until=now)
    ImageVersion.objects.bulk_create(
        ImageVersion(
            merchant_id=read.image.merchant_id,
            image=read.image,
            remote_id=read.image.remote_id,
            sha256=read.sha256,
            since=now if read.image.pk in current else read.image.remote_created_at or now,
        )
        for read in changed
    )


def _is_new(current: ImageVersion | None, read: Read) -> bool:
    return current is None or current.sha256 != read.sha256


def file_name(url: str) -> str:
    """The last part of an address's path, for the extension rule and for new names."""
    return unquote(PurePosixPath(urlsplit(url).path).name)


def thumbnail_path(merchant_id: int, sha256: str) -> str:
    return f"{merchant_id}/thumbs/{sha256[:2]}/{sha256}.jpg"


def original_path(merchant_id: int, sha256: str, url: str) -> str:
    """Where the bytes of an image that was sent or overwritten are kept."""
    suffix = PurePosixPath(file_name(url)).suffix.lower()
    suffix = suffix if mimetypes.guess_type(f"x{suffix}")[0] else ".jpg"
    return f"{merchant_id}/originals/{sha256[:2]}/{sha256}{suffix}"


def keep_file(path: str, data: bytes) -> None:
    """Write a file whose name is made from its content: writing it again changes nothing."""
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))
