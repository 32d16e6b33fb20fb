"""The bytes of a batch of photos: eight downloads at once, each in its turn, handed on as they come."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from analytics.models import StoredMeasurement
from analytics.pixels import VERSION, Measurement
from connectors.contract import Connector
from connectors.errors import ConnectorError
from connectors.gallery import sha256_of
from connectors.limits import Grant
from connectors.models import Image, Store
from connectors.pictures import NO_TAG, NotModified, PictureHttp, Tag, picture_door

DOWNLOADS_AT_ONCE = 8


@dataclass(slots=True)
class Read:
    """One image's way through a batch: the bytes or the error, then what was measured."""

    image: Image
    data: bytes = b""
    sha256: str = ""
    error: ConnectorError | None = None
    measurement: Measurement | None = None
    tag: Tag = NO_TAG


def downloads(store: Store, images: Sequence[Image], grant: Grant) -> Iterator[Read]:
    """Each image with its bytes or what went wrong, in the order in which they arrive."""
    known = measured_contents(store.merchant_id, {image.sha256 for image in images} - {""})
    try:
        with picture_door(store) as (connector, http), ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
            waiting = [
                pool.submit(_fetched, connector, http, image, image.sha256 in known, grant.at(number))
                for number, image in enumerate(images)
            ]
            for future in as_completed(waiting):
                yield future.result()
    except ConnectorError as error:  # the store itself: none of them was asked for
        yield from (Read(image, error=error) for image in images)


def measured_contents(merchant_id: int, digests: Collection[str]) -> set[str]:
    """Those of the contents that are measured by the algorithm of today: only they need not be fetched again."""
    rows = StoredMeasurement.objects.filter(merchant_id=merchant_id, version=VERSION, sha256__in=digests)
    return set(rows.values_list("sha256", flat=True))


def _fetched(connector: Connector, http: PictureHttp, image: Image, known: bool, at: datetime) -> Read:
    _wait_until(at)
    tag = Tag.of_image(image) if known else NO_TAG
    try:
        data, seen = http.fetch(connector, image.url, tag)
        return Read(image, data, sha256_of(data), tag=seen)
    except NotModified:
        return Read(image, sha256=image.sha256, tag=tag)
    except ConnectorError as error:
        return Read(image, error=error)


def _wait_until(at: datetime) -> None:
    seconds = (at - timezone.now()).total_seconds()
    if seconds > 0:
        time.sleep(seconds)
