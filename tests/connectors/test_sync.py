"""Catalogue in: the first sync, changes, what is gone, and what happens when it is killed on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.derive import derive
from analytics.models import FindingRow
from connectors import gathering, sync
from connectors.models import Category, Image, ImageVersion, Placement, Product, Store, SyncRun, Variant
from connectors.stores import connector_of
from connectors.sync import continue_syncs, resync_products, start_sync
from tests.builders import make_store
from tests.connectors.servers import jpeg
from tests.connectors.woocommerce.harness import WooCommerceHarness
from tests.connectors.woocommerce.shop import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def woo(tmp_path: Path, settings) -> Iterator[WooCommerceHarness]:
    with WooCommerceHarness.start(None, tmp_path) as running:
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({running.proxy.host})
        yield running


@pytest.fixture
def shop(woo: WooCommerceHarness) -> Shop:
    return woo.store.shop


@pytest.fixture
def store(merchant, woo: WooCommerceHarness) -> Store:
    return make_store(merchant, platform="woocommerce", settings=woo.settings)


class Told:
    """What the sync tells about placements, as the pipeline hears it."""

    def __init__(self) -> None:
        self.ids: list[int] = []

    def __call__(self, ids: Any) -> None:
        self.ids += ids


def synced(store: Store, *, full: bool = False, placed: Any = None) -> SyncRun:
    run = start_sync(store, full=full)
    continue_syncs([run.pk], placed=placed or Told())
    run.refresh_from_db()
    store.refresh_from_db()
    return run


def live(store: Store) -> set[str]:
    """The products that are there; the store's own count never says otherwise."""
    names = list(Product.objects.filter(store=store, gone_at=None).values_list("name", flat=True))
    assert Store.objects.get(pk=store.pk).product_count == len(names)
    return set(names)


def test_the_first_sync_brings_everything(store: Store, shop: Shop):
    told = Told()
    run = synced(store, placed=told)
    assert run.state == SyncRun.State.DONE
    assert (run.since, run.products_done, run.products_total) == (None, 10, 10)
    assert live(store) == {product.name for product in shop.products.values()}
    assert Image.objects.filter(store=store, due_at__isnull=False).count() == 21
    assert sorted(told.ids) == sorted(Placement.objects.filter(store=store).values_list("pk", flat=True))
    assert store.last_sync_at is not None
    assert store.changed_since == max(product.updated_at for product in _records(store))


def _records(store: Store) -> list[Any]:
    with connector_of(store) as connector:
        return [product for page in connector.product_pages() for product in page.products]  # type: ignore[attr-defined]


def test_a_product_comes_with_its_category_variants_and_photos_in_order(store: Store, shop: Shop):
    synced(store)
    hoodie = Product.objects.get(store=store, name="Chaz Hoodie")
    assert hoodie.category == Category.objects.get(store=store, name="Hoodies & Sweatshirts")
    assert hoodie.category.parent_remote_id == "16"
    places = list(hoodie.placements.order_by("position"))
    assert [place.alt for place in places] == [f"Chaz Hoodie, photo {n}" for n in (1, 2, 3)]
    assert places[0].is_main
    shown = {variant.name: variant.image for variant in hoodie.variants.all()}
    assert shown == {"Black": places[1].image, "Blue": places[1].image, "Green": places[0].image}


def test_the_next_sync_reads_the_changes_alone(store: Store, shop: Shop, woo: WooCommerceHarness):
    synced(store)
    product = shop.products[int(woo.product_ids()[3])]
    product.name = "Tee of the year"
    woo.change_product(str(product.id))
    run = synced(store)
    assert run.since is not None
    # The overlap reads the newest one of last time once more.
    assert (run.products_done, run.changes) == (2, 1)
    assert "Tee of the year" in live(store)
    assert len(live(store)) == 10


def test_a_product_listed_again_without_a_change_is_left_alone(store: Store):
    synced(store)
    Image.objects.filter(store=store).update(due_at=None)
    run = synced(store, full=True)
    assert run.changes == 0
    assert not Image.objects.filter(store=store, due_at__isnull=False).exists()


def test_a_killed_sync_takes_up_at_its_cursor(store: Store, woo: WooCommerceHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(woo.page_size, 3)
    monkeypatch.setattr(gathering, "GATHER", 3)
    keep, pages = sync.keep_products, []

    def killed(run: SyncRun, products: Any) -> Any:
        pages.append(run.cursor)
        if len(pages) == 3:
            raise KeyboardInterrupt
        return keep(run, products)

    monkeypatch.setattr(sync, "keep_products", killed)
    run = start_sync(store)
    with pytest.raises(KeyboardInterrupt):
        continue_syncs([run.pk], placed=Told())
    run.refresh_from_db()
    assert (run.state, run.cursor, run.products_done) == (SyncRun.State.RUNNING, "3", 6)
    before = len(woo.proxy.reads)
    continue_syncs([run.pk], placed=Told())
    run.refresh_from_db()
    assert (run.state, run.products_done) == (SyncRun.State.DONE, 10)
    read_again = [path for path in woo.proxy.reads[before:] if re.search(r"[?&]page=", path)]
    assert len(read_again) == 2
    assert len(live(store)) == 10


def test_small_pages_are_written_together_and_what_came_before_an_error_is_kept(
    store: Store, woo: WooCommerceHarness, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(woo.page_size, 3)
    keep, written = sync.keep_products, []
    monkeypatch.setattr(
        sync, "keep_products", lambda run, products: written.append(len(products)) or keep(run, products)
    )
    woo.proxy.edit_answers(lambda call, document: "none" if re.search(r"[?&]page=3\b", call.path) else document)
    run = start_sync(store)
    continue_syncs([run.pk], placed=Told())
    run.refresh_from_db()
    assert (written, run.products_done, run.cursor) == ([6], 6, "3")
    woo.proxy.edit_answers(lambda call, document: document)
    continue_syncs([run.pk], placed=Told())
    run.refresh_from_db()
    assert (written, run.state, run.products_done) == ([6, 4], SyncRun.State.DONE, 10)


def test_a_slice_that_is_over_leaves_the_rest_for_the_next(
    store: Store, woo: WooCommerceHarness, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(woo.page_size, 4)
    monkeypatch.setattr(gathering, "GATHER", 4)
    monkeypatch.setattr(sync, "SLICE_S", -1.0)
    run = start_sync(store)
    for done in (4, 8):
        continue_syncs([run.pk], placed=Told())
        run.refresh_from_db()
        assert (run.state, run.products_done) == (SyncRun.State.RUNNING, done)
    continue_syncs([run.pk], placed=Told())
    run.refresh_from_db()
    assert run.state == SyncRun.State.DONE


def test_a_product_that_is_gone_takes_its_photos_and_findings_along(store: Store, shop: Shop):
    synced(store, placed=derive)
    gone = Product.objects.get(store=store, name="Tee 11")
    assert FindingRow.objects.filter(placement__product=gone).exists()
    del shop.products[int(gone.remote_id)]
    run = synced(store, full=True, placed=derive)
    gone.refresh_from_db()
    assert gone.gone_at is not None
    assert run.changes == 1
    assert not Placement.objects.filter(product=gone, gone_at=None).exists()
    assert not Image.objects.filter(placements__product=gone, gone_at=None).exists()
    assert not FindingRow.objects.filter(placement__product=gone).exists()


def test_a_product_that_comes_back_is_there_again(store: Store, shop: Shop):
    synced(store)
    taken = shop.products.popitem()
    synced(store, full=True)
    assert len(live(store)) == 9
    shop.products[taken[0]] = taken[1]
    synced(store, full=True)
    assert len(live(store)) == 10
    assert Placement.objects.filter(store=store, gone_at=None).count() == 21


def test_a_product_that_cannot_be_read_is_named_and_is_not_gone(store: Store, woo: WooCommerceHarness):
    synced(store)
    broken = woo.break_product()
    run = synced(store, full=True)
    assert run.state == SyncRun.State.DONE
    assert [one["id"] for one in run.broken] == [broken]
    assert len(live(store)) == 10
    assert Product.objects.get(store=store, remote_id=broken).placements.filter(gone_at=None).count() == 2


def test_a_photo_listed_twice_hangs_once_at_its_first_place(store: Store, shop: Shop):
    product = next(iter(shop.products.values()))
    product.image_ids = [product.image_ids[0], *product.image_ids]
    synced(store)
    places = Placement.objects.filter(store=store, product__name="Chaz Hoodie").order_by("position")
    assert [place.position for place in places] == [0, 1, 2]


def test_a_photo_that_two_products_share_hangs_on_both(store: Store, shop: Shop):
    one, other, *_ = shop.products.values()
    other.image_ids.append(one.image_ids[0])
    synced(store)
    image = Image.objects.get(store=store, remote_id=str(one.image_ids[0]))
    assert {place.product.name for place in image.placements.all()} == {one.name, other.name}


def test_a_photo_taken_off_its_product_is_gone_and_its_version_ends(store: Store, shop: Shop, woo: WooCommerceHarness):
    synced(store)
    product = shop.products[int(woo.product_ids()[1])]
    image = Image.objects.get(store=store, remote_id=str(product.image_ids.pop()))
    version = ImageVersion.objects.create(merchant=store.merchant, image=image, remote_id=image.remote_id, sha256="x")
    woo.change_product(str(product.id))
    synced(store)
    image.refresh_from_db()
    version.refresh_from_db()
    assert image.gone_at is not None
    assert version.until is not None


def test_a_variant_that_is_gone_goes(store: Store, shop: Shop, woo: WooCommerceHarness):
    synced(store)
    product = next(iter(shop.products.values()))
    product.variations.pop()
    woo.change_product(str(product.id))
    synced(store)
    assert set(Variant.objects.filter(store=store).values_list("name", flat=True)) == {"Black", "Blue"}


def test_a_category_that_is_gone_is_gone(store: Store, shop: Shop):
    synced(store)
    del shop.categories[16]
    synced(store)
    assert set(Category.objects.filter(store=store, gone_at=None).values_list("remote_id", flat=True)) == {"17"}


def test_a_store_that_is_down_is_asked_later_and_says_why(store: Store, woo: WooCommerceHarness):
    woo.proxy.answer_next(429, times=1, Retry_After="3600")
    run = synced(store)
    assert run.state == SyncRun.State.RUNNING
    assert run.due_at is not None and run.due_at > datetime.now(UTC) + timedelta(minutes=50)
    assert (store.state, store.last_error) == (Store.State.ERROR, run.last_error)
    continue_syncs([run.pk], placed=Told())
    store.refresh_from_db()
    assert (store.state, store.last_error) == (Store.State.ACTIVE, "")


def test_a_key_that_no_longer_works_stops_the_sync_and_asks_for_a_new_one(store: Store, woo: WooCommerceHarness):
    woo.store.keys.secrets.clear()
    run = synced(store)
    assert (run.state, store.state) == (SyncRun.State.FAILED, Store.State.NEEDS_REAUTH)
    assert "Consumer key is invalid" in store.last_error


def test_a_second_sync_does_not_start_beside_a_running_one(store: Store):
    assert start_sync(store).pk == start_sync(store).pk


def test_a_webhook_reads_its_product_again(store: Store, shop: Shop):
    synced(store)
    product = next(iter(shop.products.values()))
    product.image_ids.insert(0, shop.attach(jpeg(200), "front.jpg", alt="New front").id)
    told = Told()
    resync_products(store, [str(product.id)], placed=told)
    places = Placement.objects.filter(store=store, product__name=product.name, gone_at=None).order_by("position")
    assert [place.alt for place in places][:2] == ["New front", "Chaz Hoodie, photo 1"]
    assert set(places.values_list("pk", flat=True)) <= set(told.ids)


def test_a_webhook_for_a_deleted_product_takes_it_away(store: Store, shop: Shop):
    synced(store)
    product_id, product = shop.products.popitem()
    told = Told()
    resync_products(store, [str(product_id)], placed=told)
    assert product.name not in live(store)
    assert len(told.ids) == 2


def test_a_webhook_for_an_unknown_product_makes_the_next_sync_due(store: Store, shop: Shop):
    synced(store)
    Store.objects.filter(pk=store.pk).update(due_at=None)
    resync_products(store, ["987654321"], placed=Told())
    store.refresh_from_db()
    assert store.due_at is not None


def test_what_is_asked_for_while_a_sync_runs_is_looked_at_soon_after(store) -> None:
    """The product that a webhook speaks of may stand on a page that was read before."""
    first = start_sync(store)
    assert Store.objects.get(pk=store.pk).due_at > datetime.now(UTC) + timedelta(minutes=10)
    assert start_sync(store).pk == first.pk
    assert Store.objects.get(pk=store.pk).due_at < datetime.now(UTC) + timedelta(minutes=1)
