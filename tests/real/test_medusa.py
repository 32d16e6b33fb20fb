"""The Medusa connector on a real Medusa server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from connectors.contract import Added, Kept, Picture
from connectors.errors import AuthFailed, NotFound
from connectors.platforms.medusa import api
from connectors.stores import open_connector
from tests.connectors.servers import PictureServer, jpeg
from tests.postgresql import own_database, reachable
from tests.real.installing import Unavailable
from tests.real.looking import checked, replaced_and_put_back, shown
from tests.real.medusa import Medusa
from tests.real.medusa_shop import Shop, fill

# Installing takes minutes where the registry is slow.
pytestmark = [pytest.mark.real, pytest.mark.timeout(1200), pytest.mark.xdist_group("real-medusa")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Medusa, Shop]]:
    if not reachable():
        pytest.skip("PostgreSQL does not answer")
    with own_database() as address:
        try:
            medusa = Medusa(tmp_path_factory.mktemp("medusa"), database_url=address)
        except Unavailable as why:
            pytest.skip(f"Medusa cannot be installed: {why}")
        with medusa:
            yield medusa, fill(medusa)


@pytest.fixture
def medusa(running: tuple[Medusa, Shop], settings) -> Medusa:
    settings.ALLOWED_PRIVATE_HOSTS = frozenset({running[0].host})
    return running[0]


@pytest.fixture
def shop(running: tuple[Medusa, Shop], medusa: Medusa) -> Shop:
    return running[1]


@pytest.fixture
def bag(shop: Shop) -> str:
    return shop.products["Bag"]


@pytest.fixture
def connector(medusa: Medusa, shop: Shop) -> Iterator[Any]:
    with opened(medusa) as found:
        yield found


@pytest.fixture
def pictures() -> Iterator[PictureServer]:
    with PictureServer() as found:
        yield found


def opened(medusa: Medusa, **values: str) -> AbstractContextManager[Any]:
    return open_connector("medusa", {"url": medusa.url, "key": medusa.key, **values})


def thumbnails(medusa: Medusa, product_id: str) -> tuple[str, dict[str, str]]:
    """The addresses that the product and its variants show in lists."""
    found = medusa.ask(f"products/{product_id}?fields=thumbnail,*variants")["product"]
    return found["thumbnail"], {one["sku"]: one["thumbnail"] for one in found["variants"] if one["thumbnail"]}


def links(medusa: Medusa, product_id: str) -> dict[str, set[int]]:
    """The places of the pictures that each variant has links to."""
    found = medusa.ask(f"products/{product_id}?fields=*images,images.variants.sku")["product"]
    return {
        sku: {image["rank"] for image in found["images"] for one in image["variants"] if one["sku"] == sku}
        for sku in {one["sku"] for image in found["images"] for one in image["variants"]}
    }


# ---- the whole ---------------------------------------------------------------------------------------------------


def test_every_method_works_and_the_gallery_is_left_as_it_was(medusa: Medusa, connector: Any, bag: str):
    before, linked = shown(connector, bag), links(medusa, bag)
    values = {"url": medusa.url, "key": medusa.key}
    found = checked("medusa", values, "--write", f"--product={bag}")
    assert found.pop("access") == "ok"
    assert set(found.values()) == {"ok"}, found
    assert len(found) == 7
    assert (shown(connector, bag), links(medusa, bag)) == (before, linked)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_photo_is_replaced_and_put_back_with_the_links_of_variants(
    medusa: Medusa, connector: Any, bag: str, place: int, pictures: PictureServer
):
    before, linked = shown(connector, bag), links(medusa, bag)
    replaced_and_put_back(connector, bag, place, pictures)
    assert (shown(connector, bag), links(medusa, bag)) == (before, linked)
    image = connector.gallery(bag).images[0]
    assert thumbnails(medusa, bag) == (image.url, {"BAG-L": image.url})


# ---- getting in --------------------------------------------------------------------------------------------------


def test_the_store_says_who_it_is(medusa: Medusa, connector: Any):
    identity = connector.check()
    assert (identity.name, identity.url, identity.currency) == ("Medusa Store", medusa.url, "EUR")
    with opened(medusa, url=f"{medusa.url}/app/") as other:
        assert other.check() == identity


@pytest.mark.parametrize("kind", ["made up", "publishable", "revoked"])
def test_a_key_that_opens_nothing_is_refused(medusa: Medusa, kind: str):
    with opened(medusa, key=useless_key(medusa, kind)) as connector, pytest.raises(AuthFailed):
        connector.check()


def useless_key(medusa: Medusa, kind: str) -> str:
    if kind == "made up":
        return "sk_wrong"
    body = {"title": kind, "type": "publishable" if kind == "publishable" else "secret"}
    key = medusa.ask("api-keys", body)["api_key"]
    if kind == "revoked":
        medusa.ask(f"api-keys/{key['id']}/revoke", {"revoke_in": 0})
    return str(key["token"])


# ---- reading -----------------------------------------------------------------------------------------------------


def test_categories_are_a_tree(connector: Any, shop: Shop):
    found = {one.name: one for one in connector.categories()}
    assert {name: one.id for name, one in found.items()} == shop.categories
    assert found["Gear"].parent_id is None
    assert found["Bags & more"].parent_id == shop.categories["Gear"]
    assert [one.name for one in found.values() if one.deactivated] == ["Staff"]


def test_products_come_page_by_page_with_all_that_is_known_of_them(
    connector: Any, shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(api, "PAGE_SIZE", 1)
    pages = list(connector.product_pages())
    assert [len(page.products) for page in pages] == [1, 1, 1]
    found = {product.name: product for page in pages for product in page.products}
    assert {name: one.id for name, one in found.items()} == shop.products
    bag = found["Bag"]
    assert (bag.category_ids, bag.tags, bag.image_count) == ((shop.categories["Bags & more"],), ("sale",), 3)
    assert {one.sku for one in bag.variants} == {"BAG-S", "BAG-M", "BAG-L"}
    assert [name for name, one in found.items() if one.deactivated] == ["Tent"]
    assert found["Rope"].images == ()
    resumed = [one.id for page in connector.product_pages(cursor=pages[0].next_cursor) for one in page.products]
    assert resumed == [one.id for page in pages[1:] for one in page.products]
    counts = connector.counts()
    assert (counts.categories, counts.products, counts.images) == (3, 3, None)


def test_photos_are_read_as_they_were_uploaded(connector: Any, shop: Shop, bag: str):
    photos, shows = shown(connector, bag)
    assert [data for data, _ in photos] == shop.pictures[:3]
    assert shows == {"BAG-S": 1, "BAG-M": 1, "BAG-L": 0}


def test_what_changed_at_a_moment_is_among_what_changed_since(connector: Any):
    products = [product for page in connector.product_pages() for product in page.products]
    newest = max(products, key=lambda product: product.updated_at)
    assert newest.id in {one.id for page in connector.product_pages(since=newest.updated_at) for one in page.products}
    later = newest.updated_at + timedelta(days=1)
    assert [page.products for page in connector.product_pages(since=later)] == [()]


def test_a_product_that_is_not_there_is_not_found(connector: Any):
    with pytest.raises(NotFound):
        connector.gallery("prod_gone")


# ---- writing -----------------------------------------------------------------------------------------------------


def test_a_new_order_keeps_ids_and_links_and_counts_as_a_change(medusa: Medusa, connector: Any, bag: str):
    def updated() -> Any:
        return next(one.updated_at for page in connector.product_pages() for one in page.products if one.id == bag)

    before, ids, linked = updated(), [image.id for image in connector.gallery(bag).images], links(medusa, bag)
    turned = connector.post_product(bag, [Kept(one) for one in reversed(ids)])
    assert [image.id for image in turned.images] == list(reversed(ids))
    assert links(medusa, bag) == {sku: {2 - place for place in places} for sku, places in linked.items()}
    assert updated() > before
    connector.post_product(bag, [Kept(one) for one in ids])


def test_photos_come_at_their_place_and_go(connector: Any, bag: str, pictures: PictureServer):
    before = shown(connector, bag)
    kept = [Kept(image.id) for image in connector.gallery(bag).images]
    one, two = (pictures.picture(jpeg(number)) for number in (78, 79))
    connector.add_image(bag, one, position=1)
    connector.post_product(bag, [*(Kept(image.id) for image in connector.gallery(bag).images), Added(two)])
    assert [data for data, _ in shown(connector, bag)[0]] == [
        before[0][0][0], one.data, before[0][1][0], before[0][2][0], two.data,
    ]  # fmt: skip
    connector.post_product(bag, kept)
    assert shown(connector, bag) == before


def test_all_photos_can_be_taken_away_and_the_first_one_added(
    medusa: Medusa, connector: Any, shop: Shop, pictures: PictureServer
):
    rope, picture = shop.products["Rope"], pictures.picture(jpeg(78))
    connector.add_image(rope, picture)
    assert shown(connector, rope)[0] == [(picture.data, "")]
    assert connector.post_product(rope, []).images == ()
    assert thumbnails(medusa, rope)[0] is None


@pytest.mark.parametrize("name", ["Füße & mehr #1.jpg", "a b%20c.jpg", "50%.jpg"])
def test_a_file_may_have_any_name(connector: Any, shop: Shop, pictures: PictureServer, name: str):
    rope, picture = shop.products["Rope"], pictures.picture(jpeg(78))
    connector.add_image(rope, Picture(picture.url, name, picture.mime, picture.data))
    assert shown(connector, rope)[0] == [(picture.data, "")]
    connector.post_product(rope, [])


def test_two_photos_with_one_address_are_told_apart(
    medusa: Medusa, connector: Any, shop: Shop, pictures: PictureServer
):
    rope = shop.products["Rope"]
    url = medusa.upload("twin.jpg", jpeg(80))
    medusa.ask(f"products/{rope}", {"images": [{"url": url}, {"url": url}]})
    before = shown(connector, rope)
    assert [data for data, _ in before[0]] == [jpeg(80)] * 2
    replaced_and_put_back(connector, rope, 1, pictures)
    assert shown(connector, rope) == before
    connector.post_product(rope, [])


def test_a_variant_that_gets_another_photo_is_no_change_of_its_product(medusa: Medusa, connector: Any, bag: str):
    def stamp() -> Any:
        return next(one.updated_at for page in connector.product_pages() for one in page.products if one.id == bag)

    before, gallery = stamp(), connector.gallery(bag)
    variant = next(one for one in gallery.variants if one.sku == "BAG-S")
    path = f"products/{bag}/variants/{variant.id}/images/batch"
    medusa.ask(path, {"add": [gallery.images[2].id]})
    after = stamp()
    medusa.ask(path, {"remove": [gallery.images[2].id]})
    assert after == before
