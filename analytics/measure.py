"""Due images: downloaded together, measured one after the other, written at once."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from analytics.derive import derive
from analytics.models import StoredMeasurement
from analytics.pixels import VERSION, Measurement
from analytics.reader import Reader, ReaderDied, shared_reader
from analytics.twins.check import note_images
from connectors import stores
from connectors.contract import Connector
from connectors.errors import ConnectorError
from connectors.gallery import sha256_of
from connectors.models import Image, ImageVersion, Placement, Store

log = structlog.get_logger(__name__)

DOWNLOADS_AT_ONCE = 8
# A picture that kills its reader twice is corrupt, and its neighbours do not notice.
DEATHS = 2


@dataclass(slots=True)
class Read:
    """One image's way through a batch: the bytes or the error, then what was measured."""

    image: Image
    data: bytes = b""
    sha256: str = ""
    error: ConnectorError | None = None
    measurement: Measurement | None = None


def measure_images(image_ids: Iterable[int]) -> None:
    """Download and measure a batch. `attempts` is written before the work, so that a killed batch leaves its mark."""
    ids = list(image_ids)
    Image.objects.filter(pk__in=ids).update(attempts=F("attempts") + 1)
    images = Image.objects.filter(pk__in=ids, gone_at=None).select_related("store")
    by_store: dict[Store, list[Image]] = {}
    for image in images:
        by_store.setdefault(image.store, []).append(image)
    for store, batch in by_store.items():
        with structlog.contextvars.bound_contextvars(merchant=store.merchant_id, store=str(store.pk)):
            _measure_batch(store, batch)


def _measure_batch(store: Store, images: Sequence[Image]) -> None:
    try:
        with stores.connector_of(store) as connector:
            reads = _download(connector, images)
    except ConnectorError as error:
        reads = [Read(image, error=error) for image in images]
    _measure_new(store.merchant_id, [read for read in reads if read.error is None])
    with transaction.atomic():
        # Together: a crash in between would leave measured photos that no list knows.
        derive(_keep(reads))
        note_images(read.image.pk for read in reads)
    log.info("images.measured", count=len(reads), failed=sum(read.error is not None for read in reads))


def _download(connector: Connector, images: Sequence[Image]) -> list[Read]:
    def fetch(image: Image) -> Read:
        try:
            data = connector.read_picture(image.url)
            return Read(image, data, sha256_of(data))
        except ConnectorError as error:
            return Read(image, error=error)

    with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
        return list(pool.map(fetch, images))


def _measure_new(merchant_id: int, reads: Sequence[Read]) -> None:
    """Measure each content once: what is stored already is not decoded again."""
    digests = {read.sha256 for read in reads}
    stored = StoredMeasurement.objects.filter(merchant_id=merchant_id, version=VERSION, sha256__in=digests)
    known = {row.sha256: row.measurement for row in stored}
    fresh: dict[str, Measurement] = {}
    for read in reads:
        if read.sha256 not in known:
            fresh[read.sha256] = known[read.sha256] = _measure(shared_reader(), merchant_id, read)
        read.measurement = known[read.sha256]
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
            image.sha256, image.measured_at, image.due_at = read.sha256, now, None
            image.attempts, image.last_error = 0, read.measurement.reason if read.measurement.error else ""
            image.width = read.measurement.width or image.width
            image.height = read.measurement.height or image.height
    _note_versions([read for read in reads if read.measurement is not None])
    images = [read.image for read in reads]
    fields = ["sha256", "measured_at", "due_at", "attempts", "last_error", "width", "height"]
    Image.objects.bulk_update(images, fields, batch_size=500)
    return list(Placement.objects.filter(image__in=images, gone_at=None).values_list("pk", flat=True))


def _postpone(image: Image, error: ConnectorError) -> None:
    image.last_error = str(error)
    done = error.permanent or image.is_spent
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
