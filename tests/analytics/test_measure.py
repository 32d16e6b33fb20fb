"""Photos fetched under conditions, held by a pause and by limits, and what a batch leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from analytics.measure import measure_images
from analytics.models import StoredMeasurement
from analytics.pixels import VERSION
from connectors.line import line_up
from connectors.models import Image, Store
from tests.builders import make_jpeg, make_photo, make_product, make_store
from tests.connectors.servers import Answer, Call, Server

pytestmark = pytest.mark.django_db


class Shelf:
    """A shop's file server: pictures by path, with an ETag or a date, and what it was asked."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, dict[str, str]]] = {}
        self.calls: list[Call] = []
        self.statuses: list[int] = []

    def __call__(self, call: Call) -> Answer:
        self.calls.append(call)
        body, headers = self.files.get(call.path, (b"", {}))
        answer = Answer(200, body, headers) if body else Answer(404)
        tags = {"if-none-match": headers.get("ETag"), "if-modified-since": headers.get("Last-Modified")}
        if any(tag and call.headers.get(name) == tag for name, tag in tags.items()):
            answer = Answer(304, b"", headers)
        self.statuses.append(answer.status)
        return answer


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def store(merchant, shelf: Shelf, settings) -> Iterator[Store]:
    with Server(shelf) as server:
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({server.host})
        yield make_store(merchant, settings={"url": server.url, "token": "none"})


def photo(store: Store, shelf: Shelf, n: int = 0, **headers: str) -> Image:
    """A due photo that its shop serves with these headers."""
    shelf.files[f"/{n}.jpg"] = (make_jpeg(product=(n, 60, 120)), {k.replace("_", "-"): v for k, v in headers.items()})
    url = f"{store.settings['url']}/{n}.jpg"
    return make_photo(make_product(store), None, url=url, due_at=timezone.now()).image


def measured(*images: Image) -> list[Image]:
    """As they are after a batch."""
    measure_images([image.pk for image in images])
    return list(Image.objects.filter(pk__in=[image.pk for image in images]).order_by("pk"))


@pytest.mark.parametrize("headers", [{"ETag": '"one"'}, {"Last_Modified": "Mon, 02 Mar 2026 12:00:00 GMT"}])
def test_an_unchanged_photo_is_asked_for_under_its_tag_and_not_sent_again(store, shelf, headers) -> None:
    image = photo(store, shelf, **headers)
    first, second = measured(image)[0], measured(image)[0]
    assert shelf.statuses == [200, 304]
    assert (second.sha256, second.due_at, second.last_error) == (first.sha256, None, "")
    assert StoredMeasurement.objects.count() == 1
    measured(image)
    assert shelf.statuses == [200, 304, 304]


def test_a_changed_photo_is_measured_again(store, shelf) -> None:
    image = photo(store, shelf, ETag='"one"')
    before = measured(image)[0]
    shelf.files["/0.jpg"] = (make_jpeg(product=(9, 9, 9)), {"ETag": '"two"'})
    after = measured(image)[0]
    assert after.sha256 != before.sha256
    assert after.etag == '"two"'


def test_a_new_address_is_asked_without_the_old_tag(store, shelf) -> None:
    image = photo(store, shelf, ETag='"one"')
    measured(image)
    shelf.files["/new.jpg"] = shelf.files["/0.jpg"]
    Image.objects.filter(pk=image.pk).update(url=f"{store.settings['url']}/new.jpg")
    measured(image)
    assert shelf.statuses == [200, 200]


def test_for_a_new_algorithm_all_is_fetched_without_conditions(store, shelf) -> None:
    image = photo(store, shelf, ETag='"one"')
    measured(image)
    StoredMeasurement.objects.update(version=VERSION - 1)
    measured(image)
    assert shelf.statuses == [200, 200]
    assert "if-none-match" not in shelf.calls[-1].headers
    assert StoredMeasurement.objects.filter(version=VERSION).count() == 1


def test_nothing_of_a_paused_store_or_outside_its_scope_is_fetched(store, shelf) -> None:
    image, outside = photo(store, shelf), photo(store, shelf, 1)
    Image.objects.filter(pk=outside.pk).update(outside=True)
    Store.objects.filter(pk=store.pk).update(measuring_paused_at=timezone.now())
    held = measured(image, outside)
    Store.objects.filter(pk=store.pk).update(measuring_paused_at=None)
    left_out = measured(outside)
    assert shelf.calls == []
    assert [(row.due_at, row.attempts, row.turn is None) for row in [*held, *left_out]] == [(None, 0, False)] * 3


def test_what_is_over_the_days_limit_waits_for_midnight_in_its_order(store, shelf) -> None:
    images = [photo(store, shelf, n) for n in range(5)]
    Store.objects.filter(pk=store.pk).update(per_day=3)
    line_up(store, [place.product_id for image in images for place in image.placements.all()])
    rows: list[Any] = measured(*images)
    assert len(shelf.calls) == 3
    waiting = [row for row in rows if row.measured_at is None]
    midnight = (timezone.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    assert [(row.due_at, row.attempts) for row in waiting] == [(midnight, 0)] * 2


def test_a_file_that_is_gone_leaves_the_line_with_its_reason(store, shelf) -> None:
    image = photo(store, shelf)
    shelf.files.clear()
    line_up(store, [image.placements.get().product_id])
    row = measured(image)[0]
    assert (row.due_at, row.turn) == (None, None)
    assert "404" in row.last_error
