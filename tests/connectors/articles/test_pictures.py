"""Photos of the partner catalogue: looked at, retouched and published like any other, whatever a partner sends again."""

from __future__ import annotations

import pytest
from django.test import Client

from analytics.listed import listed_channels
from analytics.measure import measure_images
from connectors.contract import Picture
from connectors.models import Article, Image, Product, Store
from connectors.stores import connector_of
from connectors.sync import continue_syncs, start_sync
from pixelzhub.partners.products.photos import public_address
from tests.connectors.servers import PictureServer, jpeg
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def pictures(settings):
    with PictureServer() as running:
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({running.host})
        yield running


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant)


@pytest.fixture
def urls(pictures) -> list[str]:
    return [pictures.picture(jpeg(number, (64, 64)), f"{number}.jpg").url for number in range(2)]


def sync(merchant) -> Store:
    store = Store.objects.get(merchant=merchant, platform="partner")
    continue_syncs([start_sync(store).pk], placed=lambda ids: None)
    return store


def test_a_sent_product_comes_into_the_catalogue_and_its_photos_are_measured(merchant, caller, urls) -> None:
    caller.post("/ext/products", {"ean": "1", "name": "Bag", "reference": "B-1", "image_urls": urls})
    store = sync(merchant)
    product = Product.objects.get(store=store)
    assert (product.name, product.sku, product.ean, product.image_count) == ("Bag", "B-1", "1", 2)
    measure_images(list(Image.objects.filter(store=store).values_list("pk", flat=True)))
    assert all(Image.objects.filter(store=store).values_list("sha256", flat=True))
    assert set(listed_channels([store.pk])) == {store.pk}


def test_an_archived_product_is_no_longer_live(merchant, caller) -> None:
    caller.post("/ext/products", {"ean": "1", "name": "Bag", "status": "archived"})
    assert Product.objects.get(store=sync(merchant)).deactivated is True


def test_a_published_photo_is_read_back_and_handed_out_by_the_hub(merchant, caller, urls) -> None:
    caller.post("/ext/products", {"ean": "1", "name": "Bag", "image_urls": urls})
    published = _publish(merchant, Article.objects.get().pictures[0]["id"])
    first, second = caller.data("/ext/products/1")["image_urls"]
    assert second == urls[1]
    assert first.startswith("http://127.0.0.1:8000/api/v1/ext/files/always/")
    path = first.removeprefix("http://127.0.0.1:8000")
    answer = Client().get(path)
    assert (answer.status_code, answer.getvalue(), answer["Content-Type"]) == (200, published, "image/jpeg")
    assert Client().get(path.replace("always/", "always/x")).status_code == 404
    assert Client().get(path.replace("always/", "20991231/")).status_code == 404


@pytest.mark.parametrize("again", ["their own addresses", "the hub's addresses"])
def test_whoever_sends_the_same_photos_again_does_not_undo_what_was_published(merchant, caller, urls, again) -> None:
    """A nightly job that sends everything knows its own addresses; one that sends back what it has read, the hub's."""
    caller.post("/ext/products", {"ean": "1", "name": "Bag", "image_urls": urls})
    _publish(merchant, Article.objects.get().pictures[0]["id"])
    before = caller.data("/ext/products/1")
    sent = urls if again == "their own addresses" else before["image_urls"]
    caller.post("/ext/products", {"ean": "1", "image_urls": sent})
    assert caller.data("/ext/products/1") == before


def test_another_address_is_another_photo_and_one_that_is_not_sent_goes(merchant, caller, pictures, urls) -> None:
    caller.post("/ext/products", {"ean": "1", "name": "Bag", "image_urls": urls})
    other = pictures.picture(jpeg(9), "9.jpg").url
    caller.patch("/ext/products/1", {"image_urls": [urls[1], other, other]})
    assert caller.data("/ext/products/1")["image_urls"] == [urls[1], other]
    caller.patch("/ext/products/1", {"weight": 1})
    assert caller.data("/ext/products/1")["image_urls"] == [urls[1], other]
    caller.put("/ext/products/1", {"name": "Bag"})
    assert caller.data("/ext/products/1")["image_urls"] == []


def test_two_products_with_one_address_have_a_photo_each(merchant, caller, urls) -> None:
    for ean in "12":
        caller.post("/ext/products", {"ean": ean, "name": "Bag", "image_urls": urls[:1]})
    sync(merchant)
    assert Image.objects.count() == 2


def _publish(merchant, image_id: str) -> bytes:
    data = jpeg(77, (64, 64))
    with connector_of(Store.objects.get(merchant=merchant, platform="partner")) as connector:
        picture = Picture("http://hub.example/p.jpg", "bag.jpg", "image/jpeg", data)
        written = connector.post_image("1", image_id, picture)  # type: ignore[attr-defined]
        assert (written.id, connector.read_picture(written.url)) == (image_id, data)
    assert public_address(written.url).startswith("http://127.0.0.1:8000/")
    return data


def test_nobody_connects_the_catalogue_by_hand_or_points_it_at_another_merchants(merchant, caller, client) -> None:
    """Its settings name whose articles it shows: no form may enter them."""
    caller.post("/ext/products", {"ean": "1", "name": "Bag"})
    store = Store.objects.get(platform="partner")
    assert client.post("/stores/connect/partner/", {"merchant": "1", "catalogue": "1"}).status_code == 404
    assert client.post(f"/stores/{store.pk}/reconnect/", {"merchant": "1", "catalogue": "1"}).status_code == 404
    assert "Enter a new key" not in client.get(f"/stores/{store.pk}/").content.decode()
