"""The lines that the trend is kept in: who made photos good, main photos, and the day by category and channel."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics.derive import derive
from analytics.health import Health, keep_health_days, trend, trend_of
from analytics.health_parts import category_part
from analytics.models import HealthDay, StoredMeasurement
from analytics.pixels import VERSION
from connectors.models import ImageVersion
from tests.builders import WHITE_GROUND, grey_ground, make_category, make_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def give_bytes(placement, measurement, by: str, digest: str):
    """The image gets other bytes today; yesterday it had its first ones."""
    image, now = placement.image, timezone.now()
    ImageVersion.objects.create(
        merchant=image.merchant, image=image, remote_id=image.remote_id, sha256=image.sha256,
        since=now - timedelta(days=3), until=now,
    )  # fmt: skip
    ImageVersion.objects.create(
        merchant=image.merchant, image=image, remote_id=image.remote_id, sha256=digest, changed_by=by, since=now
    )
    StoredMeasurement.objects.create(
        merchant=image.merchant, sha256=digest, version=VERSION, values=measurement.to_json()
    )
    image.sha256 = digest
    image.save()
    derive([placement.pk])


def line_of(store) -> HealthDay:
    keep_health_days([store.pk])
    return HealthDay.objects.get(store=store, day=timezone.localdate())


def test_a_photo_that_we_published_counts_as_mended_and_one_that_the_store_changed_as_changed(merchant):
    store = make_store(merchant)
    ours, theirs, still_bad, never_bad = (
        make_photo(make_product(store), measurement)
        for measurement in (grey_ground(), grey_ground(), grey_ground(), WHITE_GROUND)
    )
    give_bytes(ours, WHITE_GROUND, "hub", "a" * 64)
    give_bytes(theirs, WHITE_GROUND, "store", "b" * 64)
    give_bytes(still_bad, grey_ground(), "hub", "c" * 64)
    give_bytes(never_bad, WHITE_GROUND, "hub", "d" * 64)

    line = line_of(store)

    assert (line.published, line.mended, line.changed) == (3, 1, 1)
    assert (line.photos, line.meeting) == (4, 3)


def test_a_new_photo_was_made_good_by_nobody(merchant):
    store = make_store(merchant)
    image = make_photo(make_product(store)).image
    ImageVersion.objects.create(merchant=merchant, image=image, remote_id=image.remote_id, sha256=image.sha256)

    assert (line_of(store).mended, line_of(store).changed) == (0, 0)


def test_a_day_written_twice_counts_once(merchant):
    store = make_store(merchant)
    give_bytes(make_photo(make_product(store), grey_ground()), WHITE_GROUND, "hub", "a" * 64)

    line_of(store)
    line_of(store)

    assert [(day.mended, day.changed) for day in trend(merchant.pk)][-1] == (1, 0)


def test_main_photos_are_counted_by_themselves(merchant):
    store = make_store(merchant)
    product = make_product(store)
    make_photo(product, grey_ground())
    make_photo(product, WHITE_GROUND, position=1)

    line = line_of(store)

    assert (line.main_photos, line.main_meeting) == (1, 0)
    assert (line.photos, line.meeting) == (2, 1)


def test_the_line_of_a_category_and_of_a_channel_is_kept(merchant):
    store = make_store(merchant)
    shoes = make_category(store, "Shoes")
    make_photo(make_product(store, category=shoes), grey_ground())
    make_photo(make_product(store, category=shoes))
    make_photo(make_product(store))
    line_of(store)

    of_category = trend_of(merchant.pk, "categories", category_part(shoes.pk))
    of_channel = trend_of(merchant.pk, "channels", "amazon")

    assert [day.score for day in of_category] == [50]
    assert [round(day.score) for day in of_channel] == [67]
    assert trend_of(merchant.pk, "categories", category_part(shoes.pk + 1)) == []


@pytest.mark.parametrize(
    ("measured", "waiting", "told", "partial"),
    [(0, 9, False, False), (499, 10_000, False, False), (500, 10_000, True, True), (6, 6, True, True), (7, 0, True, False)],
)  # fmt: skip
def test_a_score_is_told_from_the_first_500_photos_or_half_of_a_small_catalogue(measured, waiting, told, partial):
    health = Health(measured + waiting, measured, mend=0, reshoot=0, fix=0, unmeasured=waiting)

    assert (health.told, health.partial) == (told, partial)
