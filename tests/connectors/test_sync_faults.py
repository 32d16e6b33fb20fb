"""What networks and bad stores do in the middle of a sync: the run says what happened, and nothing is lost or doubled."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from connectors.models import Placement, Product, Store, SyncRun
from connectors.sync import continue_syncs, start_sync
from tests.builders import make_store
from tests.connectors.custom.harness import CustomHarness
from tests.connectors.harness import OverHttp
from tests.connectors.servers import Call
from tests.connectors.woocommerce.harness import WooCommerceHarness

pytestmark = pytest.mark.django_db

WEB_PAGE = b"<!doctype html><title>Just a moment</title>"
#: as long as it lasts
FOR_NOW = 1000


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried again is tried again at once."""
    monkeypatch.setattr("connectors.http.MAX_WAIT_S", 0.0)


@pytest.fixture
def store(paged: OverHttp, merchant: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with several pages that was synced, and of which nothing changed since."""
    monkeypatch.setattr(paged.page_size, 3)
    return known_store(paged, merchant, settings)


def known_store(harness: OverHttp, merchant: Any, settings: Any) -> Store:
    settings.ALLOWED_PRIVATE_HOSTS = frozenset({harness.pictures.host, *harness.hosts()})
    store = make_store(merchant, platform=harness.platform, settings=harness.settings)
    assert synced(store).state == SyncRun.State.DONE
    assert set(catalogue(store)) == set(harness.product_ids())
    return store


def synced(store: Store) -> SyncRun:
    """A run that reads everything, or the next try of the one that is not done."""
    run = start_sync(store, full=True)
    continue_syncs([run.pk], placed=lambda ids: None)
    run.refresh_from_db()
    store.refresh_from_db()
    return run


def catalogue(store: Store) -> dict[str, list[str]]:
    """The products that are there, each with its photos in order."""
    products = Product.objects.filter(store=store, gone_at=None)
    assert Store.objects.get(pk=store.pk).product_count == len(products)
    places = Placement.objects.filter(product__in=products, gone_at=None).order_by("product_id", "position")
    found: dict[str, list[str]] = {product.remote_id: [] for product in products}
    for place in places.select_related("product", "image"):
        found[place.product.remote_id].append(place.image.remote_id)
    return found


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (401, WEB_PAGE, {}),
        (429, b"", {"Retry_After": "60"}),
        (503, WEB_PAGE, {}),
    ],
    ids=["401", "429", "503"],
)
def test_a_sync_that_is_broken_off_says_why_and_loses_nothing(
    store: Store, paged: OverHttp, status: int, body: bytes, headers: dict[str, str]
):
    before = catalogue(store)
    middle_of_a_sync = paged.proxy.asked // 2
    paged.proxy.answer_next(status, body, times=FOR_NOW, after=middle_of_a_sync, **headers)
    run = synced(store)
    assert run.state == (SyncRun.State.FAILED if status == 401 else SyncRun.State.RUNNING)
    assert store.state == (Store.State.NEEDS_REAUTH if status == 401 else Store.State.ERROR)
    assert run.last_error
    assert run.last_error == store.last_error
    assert catalogue(store) == before
    paged.proxy.forget()
    run = synced(store)
    assert (run.state, run.last_error, store.last_error) == (SyncRun.State.DONE, "", "")
    assert run.products_done == len(before)
    assert catalogue(store) == before


def test_a_page_that_comes_again_and_again_takes_no_product_away(store: Store, paged: OverHttp):
    before, kept = catalogue(store), list[Any]()

    def stuck(call: Call, document: Any) -> Any:
        if paged.listed(document):
            kept.append(deepcopy(document))
        return deepcopy(kept[0]) if paged.listed(document) else document

    paged.proxy.edit_answers(stuck)
    for _ in range(3):
        assert synced(store).state != SyncRun.State.DONE
    assert "page" in store.last_error or "goes on" in store.last_error or "again" in store.last_error
    assert catalogue(store) == before


def test_a_product_that_lost_its_id_is_not_taken_for_gone(
    merchant: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with WooCommerceHarness.start(None, tmp_path) as woo:
        store = known_store(woo, merchant, settings)
        before, nameless = catalogue(store), woo.product_ids()[4]

        def unnamed(call: Call, document: Any) -> Any:
            for entry in woo.find_listed(document, nameless):
                del entry["id"]
            return document

        woo.proxy.edit_answers(unnamed)
        run = synced(store)
    assert [one["id"] for one in run.broken] == ["?"]
    assert catalogue(store) == before


def test_a_product_that_is_gone_when_its_photos_are_asked_for_stops_no_other(
    merchant: Any, settings: Any, tmp_path: Path
):
    with CustomHarness.start(None, tmp_path) as shop:
        text = shop.settings["description"]
        shop.settings["description"] = "\n".join(line for line in text.splitlines() if "in_products:" not in line)
        store = known_store(shop, merchant, settings)
        before, gone = catalogue(store), shop.product_ids()[4]
        shop.delete_once_listed(gone, lambda: shop.shop.items.pop(int(gone), None))
        run = synced(store)
    assert run.state == SyncRun.State.DONE
    assert set(catalogue(store)) | {gone} == set(before)
