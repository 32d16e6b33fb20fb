"""Many rows in few statements hold what one row at a time would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, connection

from analytics.models import FindingCount
from connectors.bulk_rows import add_up, upsert
from connectors.models import Image, Product, Store
from tests import builders

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 6, 18, 9, 30, 15, 123456, tzinfo=UTC)
TEXTS = [
    "plain",
    "",
    "quote ' and \" and \\",
    "a line\nanother\t",
    "{curly,[brackets]}",
    "%s %(name)s",
    "Größe 😀 ﷽",
    "NULL",
]


@pytest.fixture
def store() -> Store:
    return builders.make_store(builders.make_merchant())


def products(store: Store, names: list[str], **same: object) -> dict[str, int]:
    rows = [{"remote_id": str(place), "name": name, "tags": [name]} for place, name in enumerate(names)]
    found = upsert(
        Product, rows, unique=["store_id", "remote_id"], update=["name", "tags"], merchant_id=store.merchant_id,
        store_id=store.pk, seen_at=MOMENT, updated_at=MOMENT, **same,
    )  # fmt: skip
    return {remote_id: pk for pk, _, remote_id in found}


def test_new_rows_hold_what_they_were_given_and_defaults(store: Store):
    ids = products(store, TEXTS)
    for place, text in enumerate(TEXTS):
        kept = Product.objects.get(pk=ids[str(place)])
        assert (kept.name, kept.tags, kept.seen_at, kept.store_id) == (text, [text], MOMENT, store.pk)
        assert (kept.sku, kept.gone_at, kept.deactivated) == ("", None, False)


def test_known_rows_get_their_new_values_and_keep_what_is_not_named(store: Store):
    before = products(store, ["One", "Two"], sku="kept")
    after = products(store, ["One", "Three", "Four"], sku="of new ones")
    assert before.items() <= after.items()
    assert list(Product.objects.order_by("remote_id").values_list("name", "sku")) == [
        ("One", "kept"), ("Three", "kept"), ("Four", "of new ones"),
    ]  # fmt: skip


def test_nothing_times_and_numbers_are_kept_as_they_are(store: Store):
    times = [None, MOMENT, MOMENT + timedelta(microseconds=1)]
    rows = [
        {"remote_id": str(place), "url": "x", "width": place or None, "remote_created_at": at}
        for place, at in enumerate(times)
    ]
    upsert(
        Image, rows, unique=["store_id", "remote_id"], update=["url"], merchant_id=store.merchant_id, store_id=store.pk
    )
    kept = Image.objects.order_by("remote_id").values_list("width", "remote_created_at")
    assert list(kept) == [(None, None), (1, times[1]), (2, times[2])]


def test_more_rows_than_a_statement_takes(store: Store):
    names = [f"Product {place}" for place in range(2100)]
    assert len(products(store, names)) == Product.objects.filter(store=store).count() == 2100


def test_a_text_that_is_too_long_is_refused_and_not_cut(store: Store):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite knows no lengths")
    with pytest.raises(DataError):
        products(store, ["x" * 501])


def test_numbers_add_up_whoever_came_first(store: Store):
    names = ("merchant_id", "store_id", "category_key", "code", "n")
    for n, code in ((3, "blurry"), (-1, "blurry"), (2, "dark")):
        row = (store.merchant_id, store.pk, 0, code, n)
        add_up(FindingCount, names, [row], unique=["store_id", "category_key", "code"], n="n")
    assert dict(FindingCount.objects.values_list("code", "n")) == {"blurry": 2, "dark": 2}
