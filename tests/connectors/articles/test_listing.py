"""Synced products under their EANs: one article each, the newest product first, and none that goes in silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connectors.articles.listing import list_articles
from connectors.articles.writing import Change, write_articles
from connectors.contract import ProductRecord, VariantRecord
from connectors.disconnect import erase_store
from connectors.models import Article, Assortment, Product, Store, SyncRun
from connectors.record_page import keep_products, mark_gone
from connectors.sync import start_sync
from tests import builders

pytestmark = pytest.mark.django_db
EAN = "3760000000001"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def store(merchant) -> Store:
    return builders.make_store(merchant, slug="shop")


def synced(store: Store, *records: ProductRecord) -> SyncRun:
    """The store was synced and holds these products, and no others of a full sync."""
    SyncRun.objects.filter(store=store).update(state="done")
    run = start_sync(store, full=True)
    keep_products(run, records)
    mark_gone(run)
    list_articles([store.merchant_id])
    return run


def record(number: str, ean: str = EAN, at: datetime = NOON, **fields: object) -> ProductRecord:
    return ProductRecord(id=number, name=f"Bag {number}", ean=ean, updated_at=at, images=(), **fields)  # type: ignore[arg-type]


def test_a_synced_product_is_listed_under_its_ean_with_its_stores_slug(store: Store) -> None:
    synced(store, record("1", sku="B-1"), record("2", ean=""))
    article = Article.objects.get()
    assert (article.ean, article.title, article.reference) == (EAN, "Bag 1", "B-1")
    assert (article.supplier_code, article.status, article.written) == ("shop", "active", False)
    assert Assortment.objects.get(pk=store.merchant_id).total == 1


def test_a_variants_ean_is_listed_with_its_products_name_and_its_own_sku(store: Store) -> None:
    synced(store, record("1", ean="", variants=(VariantRecord("v", sku="B-1-RED", ean=EAN),)))
    assert Article.objects.values_list("ean", "title", "reference").get() == (EAN, "Bag 1", "B-1-RED")


def test_of_two_stores_the_product_that_was_changed_last_is_listed(store: Store) -> None:
    other = builders.make_store(store.merchant, slug="other")
    synced(store, record("1"))
    synced(other, record("2", at=NOON + timedelta(hours=1)))
    assert Article.objects.get().supplier_code == "other"
    synced(store, record("1", at=NOON + timedelta(hours=2)))
    assert Article.objects.get().supplier_code == "shop"


def test_nothing_new_leaves_the_time_of_the_last_change(store: Store) -> None:
    synced(store, record("1"))
    before = Article.objects.get().updated_at
    synced(store, record("1", at=NOON + timedelta(hours=1)))
    assert Article.objects.get().updated_at == before


def test_a_product_that_goes_is_archived_and_followed_by_another_stores(store: Store) -> None:
    synced(store, record("1"))
    before = Article.objects.get().updated_at
    synced(store)
    gone = Article.objects.get()
    assert (gone.status, gone.title) == ("archived", "Bag 1")
    assert gone.updated_at > before
    synced(builders.make_store(store.merchant, slug="other"), record("2"))
    assert Article.objects.values_list("status", "supplier_code").get() == ("active", "other")


def test_an_ean_that_a_product_no_longer_has_is_archived(store: Store) -> None:
    synced(store, record("1"))
    synced(store, record("1", ean="2", at=NOON + timedelta(hours=1)))
    assert dict(Article.objects.values_list("ean", "status")) == {EAN: "archived", "2": "active"}


def test_what_is_no_ean_is_not_listed(store: Store) -> None:
    synced(store, record("1", ean="37 60"), record("2", ean="Größe"))
    assert not Article.objects.exists()


def test_the_partner_catalogues_row_wins(store: Store) -> None:
    synced(store, record("1"))
    [outcome] = write_articles(store.merchant, [Change(EAN, {"weight": 1.5})], str)
    assert outcome.created is False
    synced(store, record("1", at=NOON + timedelta(hours=1), deactivated=True))
    article = Article.objects.get()
    assert (article.title, article.weight, article.status, article.written) == ("Bag 1", 1.5, "active", True)


def test_a_disconnected_stores_names_are_erased_and_its_articles_archived(store: Store) -> None:
    synced(store, record("1", sku="B-1"))
    before = Article.objects.get().updated_at
    erase_store(store)
    list_articles([store.merchant_id])
    article = Article.objects.get()
    assert (article.title, article.reference, article.supplier_code, article.status) == (None, None, None, "archived")
    assert article.updated_at > before


def test_when_the_partner_catalogue_is_disconnected_its_articles_show_the_synced_products_again(store: Store) -> None:
    write_articles(store.merchant, [Change(EAN, {"title": "Partner's", "description": "Secret"})], str)
    synced(store, record("1"))
    assert Article.objects.get().title == "Partner's"
    erase_store(Store.objects.get(platform="partner"))
    list_articles([store.merchant_id])
    assert Article.objects.values_list("title", "description", "written").get() == ("Bag 1", None, False)


def test_a_merchants_articles_know_nothing_of_anothers(store: Store) -> None:
    stranger = builders.make_store(builders.make_merchant("Other"))
    synced(stranger, record("1"))
    synced(store, record("1"))
    synced(store)
    assert dict(Article.objects.values_list("merchant_id", "status")) == {
        stranger.merchant_id: "active",
        store.merchant_id: "archived",
    }


def test_listing_ends_only_when_nothing_waits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.articles.listing.PART", 2)
    monkeypatch.setattr("connectors.articles.listing.SLICE_S", -1.0)
    builders.make_product(store, ean="1")
    for number in range(2, 6):
        builders.make_product(store, ean=str(number))
    for listed in (2, 4, 5):
        list_articles([store.merchant_id])
        assert Article.objects.count() == listed
        assert (Assortment.objects.get(pk=store.merchant_id).due_at is None) == (listed == 5)


def test_listing_takes_the_same_queries_for_few_products_and_for_many(store: Store) -> None:
    list_articles([store.merchant_id])
    numbers = []
    for start, number in ((0, 3), (100, 200)):
        for one in range(start, start + number):
            builders.make_product(store, ean=str(one))
        with CaptureQueriesContext(connection) as queries:
            list_articles([store.merchant_id])
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
    assert Product.objects.filter(listed=False).count() == 0
