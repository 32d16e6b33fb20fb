"""The order in which a large store is looked at, what its scope leaves out, and how a pause and limits hold it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors import line
from connectors.limits import PATIENCE, goes_on_at, per_second_of, reserve
from connectors.models import Category, Image, Product, Store
from connectors.sync import apply_scope, photo_progress
from tests.builders import make_category, make_photo, make_product, make_store

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(merchant) -> Store:
    return make_store(merchant)


def product(store: Store, photos: int = 2, *, age_days: int = 0, **fields: Any) -> Product:
    """A product whose photos are not measured yet, all due, and that old."""
    made = make_product(store, **fields)
    for position in range(photos):
        make_photo(
            made, None, position=position, due_at=timezone.now(), remote_created_at=DAY - timedelta(days=age_days)
        )
    return made


def lined_up(store: Store) -> None:
    line.line_up(store, list(store.products.values_list("pk", flat=True)))


def due(store: Store) -> list[Image]:
    """The photos that the sweep would take, in its order."""
    return list(Image.objects.filter(store=store, due_at__lte=timezone.now()).order_by("due_at"))


def places(images: list[Image]) -> list[tuple[str, int]]:
    return [(place.product.name, place.position) for image in images for place in image.placements.all()]


def test_main_photos_of_live_products_come_first_and_the_newest_before_the_older(store: Store) -> None:
    product(store, name="off", deactivated=True)
    product(store, name="old", age_days=400)
    product(store, name="new")
    lined_up(store)
    order = [("new", 0), ("old", 0), ("new", 1), ("old", 1)]
    assert places(due(store))[:4] == order
    assert {name for name, _ in places(due(store))[4:]} == {"off"}


def test_a_photo_without_a_date_is_as_old_as_its_product_says(store: Store) -> None:
    for name, days in (("old", 9), ("new", 1)):
        made = product(store, 1, name=name, remote_updated_at=DAY - timedelta(days=days))
        Image.objects.filter(placements__product=made).update(remote_created_at=None)
    lined_up(store)
    assert places(due(store)) == [("new", 0), ("old", 0)]


def test_only_the_head_of_a_long_line_is_due_and_later_main_photos_come_before_it(store: Store, monkeypatch) -> None:
    monkeypatch.setattr(line, "AHEAD", 4)
    product(store, 6, name="first")
    lined_up(store)
    assert places(due(store)) == [("first", n) for n in range(4)]
    line.line_up(store, [product(store, 2, name="second", age_days=30).pk])
    assert places(due(store))[:2] == [("first", 0), ("second", 0)]
    assert len(due(store)) == 4


def test_the_line_moves_when_photos_are_done(store: Store, monkeypatch) -> None:
    monkeypatch.setattr(line, "AHEAD", 2)
    product(store, 5)
    lined_up(store)
    seen = []
    while images := due(store):
        seen += places(images)
        Image.objects.filter(pk__in=[image.pk for image in images]).update(due_at=None, turn=None)
        line.let_in(store)
    assert len(seen) == len(set(seen)) == 5


def test_photos_that_are_to_be_tried_again_keep_nobody_waiting(store: Store, monkeypatch) -> None:
    monkeypatch.setattr(line, "AHEAD", 2)
    product(store, 4)
    lined_up(store)
    later = timezone.now() + timedelta(hours=1)
    Image.objects.filter(pk__in=[image.pk for image in due(store)]).update(due_at=later, attempts=1)
    line.let_in(store)
    assert len(due(store)) == 2


def test_an_address_that_names_the_version_of_the_measured_file_is_not_asked_again(store: Store) -> None:
    from connectors.pictures import address_digest

    made = product(store, 3)
    same, newer, plain = Image.objects.filter(placements__product=made).order_by("pk")
    read = {"measured_at": DAY, "sha256": "a" * 64}
    url = "https://cdn.example.com/x.jpg?v=1700000000"
    Image.objects.filter(pk=same.pk).update(url=url, read_from=address_digest(url), **read)
    Image.objects.filter(pk=newer.pk).update(url=f"{url}1", read_from=address_digest(url), **read)
    Image.objects.filter(pk=plain.pk).update(read_from=address_digest(plain.url), **read)
    lined_up(store)
    assert {image.pk for image in due(store)} == {newer.pk, plain.pk}


# ---- scope -----------------------------------------------------------------------------------------------------


def narrowed(store: Store, *categories: Category, **fields: Any) -> None:
    Store.objects.filter(pk=store.pk).update(**fields)
    store.refresh_from_db()
    store.scope_categories.set(categories)
    assert apply_scope(store, 60)


def in_category(store: Store, category: Category, name: str) -> Product:
    made = product(store, 1, name=name, category=category)
    made.categories.add(category)
    return made


def test_what_is_outside_is_not_due_and_comes_back_when_the_scope_widens(store: Store) -> None:
    product(store, 3, name="live")
    product(store, 1, name="off", deactivated=True)
    lined_up(store)
    narrowed(store, main_only=True, live_only=True)
    assert places(due(store)) == [("live", 0)]
    assert photo_progress(store) == {"total": 1, "done": 0, "failed": 0, "outside": 3}
    narrowed(store, main_only=True, live_only=False)
    assert places(due(store)) == [("live", 0), ("off", 0)]
    narrowed(store, main_only=False, live_only=False)
    assert len(due(store)) == 4


def test_a_collection_stands_for_what_is_below_it(store: Store) -> None:
    bags, shoes = make_category(store, "Bags"), make_category(store, "Shoes")
    small = make_category(store, "Small bags")
    Category.objects.filter(pk=small.pk).update(parent_remote_id=bags.remote_id)
    for name, category in (("bag", bags), ("purse", small), ("shoe", shoes)):
        in_category(store, category, name)
    lined_up(store)
    narrowed(store, bags)
    assert {name for name, _ in places(due(store))} == {"bag", "purse"}
    narrowed(store, shoes)
    assert places(due(store)) == [("shoe", 0)]


def test_new_photos_are_sorted_as_they_come(store: Store) -> None:
    narrowed(store, main_only=True)
    product(store, 3)
    lined_up(store)
    assert [position for _, position in places(due(store))] == [0]


def test_measured_photos_outside_the_scope_still_count_as_done(store: Store) -> None:
    made = make_product(store)
    for position in range(2):
        make_photo(made, position=position, measured_at=DAY)
    narrowed(store, main_only=True)
    assert photo_progress(store) == {"total": 2, "done": 2, "failed": 0, "outside": 0}


def test_a_scope_that_takes_too_long_to_apply_is_carried_on(store: Store) -> None:
    product(store)
    Store.objects.filter(pk=store.pk).update(main_only=True, scope_changed=True)
    store.refresh_from_db()
    assert not apply_scope(store, -time.monotonic())
    store.refresh_from_db()
    assert store.scope_changed
    assert apply_scope(store, 60)
    store.refresh_from_db()
    assert not store.scope_changed


# ---- pause and limits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{"measuring_paused_at": DAY}, {"state": "paused"}])
def test_a_paused_store_lets_nobody_in_until_it_goes_on(store: Store, fields) -> None:
    product(store, 3)
    lined_up(store)
    Store.objects.filter(pk=store.pk).update(**fields)
    line.hold(store)
    product(store, 2)
    lined_up(store)
    assert due(store) == []
    assert line.is_waiting(store)
    Store.objects.filter(pk=store.pk).update(measuring_paused_at=None, state="active")
    line.go_on(store)
    assert len(due(store)) == 5


def limited(store: Store, **fields: Any) -> Store:
    Store.objects.filter(pk=store.pk).update(**fields)
    return Store.objects.get(pk=store.pk)


def test_so_many_a_second_are_given_out_one_after_the_other_to_all_workers(store: Store) -> None:
    store = limited(store, per_second=4)
    one, two = reserve(store, 8, DAY), reserve(store, 8, DAY)
    assert (one.count, one.start, one.at(7)) == (8, DAY, DAY + timedelta(seconds=1.75))
    assert (two.count, two.start) == (8, DAY + timedelta(seconds=2))


def test_a_worker_whose_turn_is_far_off_does_not_wait_for_it(store: Store) -> None:
    store = limited(store, per_second=1)
    reserve(store, 32, DAY)
    late = reserve(store, 32, DAY)
    assert (late.count, late.again) == (0, DAY + timedelta(seconds=32))
    assert reserve(store, 32, DAY + timedelta(seconds=32) - PATIENCE).count == 32


def test_so_many_a_day_and_on_after_midnight_where_the_merchant_is(store: Store) -> None:
    type(store.merchant).objects.update(time_zone="Europe/Copenhagen")
    store = limited(store, per_day=10, per_second=0)
    midnight = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    assert reserve(store, 8, DAY).count == 8
    rest = reserve(store, 8, DAY)
    assert (rest.count, rest.again) == (2, midnight)
    store.refresh_from_db()
    assert goes_on_at(store, DAY) == midnight
    assert reserve(store, 8, midnight - timedelta(seconds=1)).count == 0
    assert reserve(store, 8, midnight).count == 8
    store.refresh_from_db()
    assert goes_on_at(store, midnight) is None


def test_without_limits_the_store_is_not_written(store: Store, django_assert_num_queries) -> None:
    store = limited(store, per_second=0)
    with django_assert_num_queries(0):
        assert reserve(store, 1000, DAY).count == 1000


def test_a_shop_on_the_internet_is_spared_without_asking(store: Store, settings) -> None:
    assert per_second_of(store) == 8
    settings.ALLOWED_PRIVATE_HOSTS = frozenset({"127.0.0.1:1"})
    assert per_second_of(store) == 0
