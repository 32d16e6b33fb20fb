"""A described store in the hub: the sync reads it, the eight methods are tried against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.checking import check_methods
from connectors.models import Category, Image, Product, Store, SyncRun, Variant
from connectors.platforms.custom import abilities
from connectors.sync import continue_syncs, start_sync
from connectors.trial import Trial
from tests.builders import make_store
from tests.connectors.custom.fake import JsonShop
from tests.connectors.custom.harness import example
from tests.connectors.custom.opening import opened
from tests.connectors.custom.soap_shop import SoapShop
from tests.connectors.custom.xml_shop import XmlShop
from tests.connectors.servers import PictureServer, jpeg

YESTERDAY = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)


@pytest.fixture
def soap_shop() -> Iterator[SoapShop]:
    with SoapShop() as shop:
        for number in range(3):
            shop.add(f"Tee {number}", [jpeg(number), jpeg(number + 20)], YESTERDAY)
        yield shop


def synced(store: Store) -> SyncRun:
    run = start_sync(store)
    continue_syncs([run.pk], placed=lambda ids: None)
    run.refresh_from_db()
    store.refresh_from_db()
    return run


@pytest.mark.django_db
def test_a_soap_shop_is_synced_and_its_session_is_kept(merchant: Any, settings: Any, soap_shop: SoapShop):
    settings.ALLOWED_PRIVATE_HOSTS = frozenset({soap_shop.host})
    item = next(iter(soap_shop.items.values()))
    item.variants = {501: item.photos[1].id}
    values = {"description": example("soap_shop", f"{soap_shop.url}/"), "secrets": "user=hub;password=<&>secret"}
    store = make_store(merchant, platform="custom", settings=values)
    assert synced(store).state == SyncRun.State.DONE
    assert Product.objects.filter(store=store, gone_at=None).count() == 3
    assert Image.objects.filter(store=store).count() == 6
    assert Variant.objects.get(store=store).image.remote_id == str(item.photos[1].id)
    assert store.settings["token"] in soap_shop.sessions
    assert synced(store).products_done == 3  # all of the same second, and `since` is inclusive
    assert soap_shop.actions.count("login") == 1


@pytest.mark.django_db
def test_an_xml_shop_is_synced_with_categories_that_no_call_lists(merchant: Any, settings: Any):
    with XmlShop() as shop:
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({shop.host})
        shop.add(1, "Tee", [jpeg(1)], YESTERDAY)
        values = {
            "description": example("xml_shop", f"{shop.url}/export/"),
            "secrets": "user=hub; password=pa:ss <word>",
        }
        store = make_store(merchant, platform="custom", settings=values)
        assert synced(store).state == SyncRun.State.DONE
    product = Product.objects.get(store=store)
    assert product.category == Category.objects.get(store=store, remote_id="Women > Bottoms")
    assert product.category.parent_remote_id == "Women"


def test_every_method_passes_its_check_and_leaves_the_shop_as_it_was(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(abilities, "POLL_S", 0)
    with JsonShop() as shop, PictureServer() as pictures:
        item = shop.add_item("Tee", [jpeg(1), jpeg(2)], updated=YESTERDAY)
        before = [(photo.id, photo.alt, shop.files[photo.file]) for photo in item.photos]
        values = {"description": example("json_shop", f"{shop.url}/api/"), "secrets": f"api_key={shop.key}"}
        with opened(values, shop.host) as connector:
            found = list(check_methods(connector, Trial(lambda data: pictures.picture(data or jpeg(90)))))
        after = [(photo.id, photo.alt, shop.files[photo.file]) for photo in item.photos]
    assert {line.method: line.outcome for line in found} == dict.fromkeys((line.method for line in found), "ok")
    assert len(found) == 8
    assert after == before
