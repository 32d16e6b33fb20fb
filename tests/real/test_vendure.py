"""The Vendure connector on a real Vendure server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from typing import Any

import pytest

from connectors.contract import Added, Kept, Picture
from connectors.errors import AuthFailed, NotFound
from connectors.platforms.vendure import api
from connectors.stores import open_connector
from tests.connectors.servers import PictureServer, jpeg
from tests.postgresql import own_database, reachable
from tests.real.installing import Unavailable
from tests.real.looking import checked, replaced_and_put_back, shown
from tests.real.vendure import PASSWORD, Vendure
from tests.real.vendure_shop import Shop, fill

# Installing takes minutes where the registry is slow.
pytestmark = [pytest.mark.real, pytest.mark.timeout(900), pytest.mark.xdist_group("real-vendure")]
LISTS = "query($id: ID!) { product(id: $id) { assets { id } featuredAsset { id } variants { assets { id } } } }"


@pytest.fixture(scope="module", params=["memory", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Vendure, Shop]]:
    """Kept in memory (SQLite), and in the database that most shops run."""
    with ExitStack() as stack:
        address = ""
        if request.param == "postgresql":
            if not reachable():
                pytest.skip("PostgreSQL does not answer")
            address = stack.enter_context(own_database())
        try:
            vendure = Vendure(tmp_path_factory.mktemp("vendure"), database_url=address)
        except Unavailable as why:
            pytest.skip(f"Vendure cannot be installed: {why}")
        stack.enter_context(vendure)
        yield vendure, fill(vendure)


@pytest.fixture
def vendure(running: tuple[Vendure, Shop], settings) -> Vendure:
    settings.ALLOWED_PRIVATE_HOSTS = frozenset({running[0].host})
    return running[0]


@pytest.fixture
def shop(running: tuple[Vendure, Shop], vendure: Vendure) -> Shop:
    return running[1]


@pytest.fixture
def laptop(shop: Shop) -> str:
    return shop.products["Laptop"]


@pytest.fixture
def connector(vendure: Vendure, shop: Shop) -> Iterator[Any]:
    """By a login: Vendure hashes a key anew on each call, which takes half a second (bcrypt)."""
    with opened(vendure, **way_in(shop, "login")) as found:
        yield found


@pytest.fixture
def picture() -> Iterator[Picture]:
    with PictureServer() as pictures:
        yield pictures.picture(jpeg(77, (64, 48)))


def opened(vendure: Vendure, **values: str) -> AbstractContextManager[Any]:
    return open_connector("vendure", {"url": vendure.url, **values})


def way_in(shop: Shop, kind: str) -> dict[str, str]:
    return {"key": {"api_key": shop.key}, "login": {"username": "superadmin", "password": PASSWORD}}[kind]


# ---- the whole ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["key", "login"])
def test_every_method_works_and_the_gallery_is_left_as_it_was(
    vendure: Vendure, shop: Shop, connector: Any, laptop: str, kind: str
):
    before = shown(connector, laptop)
    values = {"url": vendure.url, **way_in(shop, kind)}
    found = checked("vendure", values, "--write", f"--product={laptop}")
    assert found.pop("access") == "ok"
    assert set(found.values()) == {"ok"}, found
    assert len(found) == 7
    assert shown(connector, laptop) == before


def test_a_photo_is_replaced_and_put_back(connector: Any, laptop: str):
    before = shown(connector, laptop)
    with PictureServer() as pictures:
        replaced_and_put_back(connector, laptop, 0, pictures)
    assert shown(connector, laptop) == before


# ---- getting in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["key", "login"])
def test_the_store_says_who_it_is(vendure: Vendure, shop: Shop, kind: str):
    with opened(vendure, **way_in(shop, kind)) as connector:
        identity = connector.check()
    assert identity.name == vendure.host
    assert identity.currency == "USD"


@pytest.mark.parametrize("values", [{"api_key": "made:up"}, {"username": "superadmin", "password": "wrong"}])
def test_a_wrong_key_or_password_is_refused(vendure: Vendure, values: dict[str, str]):
    with opened(vendure, **values) as connector, pytest.raises(AuthFailed):
        connector.check()


@pytest.mark.parametrize("number", [0, 1])
def test_a_key_that_lacks_a_right_is_refused_at_once(vendure: Vendure, shop: Shop, number: int):
    with opened(vendure, api_key=shop.weak_keys[number]) as connector:
        assert connector.counts().products == 3
        with pytest.raises(AuthFailed):
            connector.check()


def test_another_channel_has_its_own_products_and_name(vendure: Vendure, shop: Shop):
    login = way_in(shop, "login")
    with opened(vendure, channel=shop.channel, **login) as connector:
        identity = connector.check()
        assert (identity.name, identity.currency) == ("Germany", "EUR")
        assert connector.counts().products == 1
    with opened(vendure, channel="gone", **login) as connector, pytest.raises(AuthFailed, match="gone"):
        connector.check()


# ---- reading -----------------------------------------------------------------------------------------------------


def test_categories_are_a_tree_without_the_root(connector: Any, shop: Shop):
    found = {one.name: one for one in connector.categories()}
    assert {name: one.id for name, one in found.items()} == shop.collections
    assert found["Electronics"].parent_id is None
    assert found["Laptops"].parent_id == shop.collections["Electronics"]
    assert [one.name for one in found.values() if one.deactivated] == ["Staff"]


def test_products_come_page_by_page_with_all_that_is_known_of_them(
    connector: Any, shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(api, "PAGE_SIZE", 1)
    pages = list(connector.product_pages())
    assert [len(page.products) for page in pages] == [1, 1, 1]
    found = {product.name: product for page in pages for product in page.products}
    assert {name: one.id for name, one in found.items()} == shop.products
    assert found["Laptop"].category_ids == (shop.collections["Laptops"],)
    assert (found["Laptop"].tags, found["Laptop"].sku, found["Laptop"].image_count) == (("Apple",), "LAP-13", 3)
    assert [name for name, one in found.items() if one.deactivated] == ["Tablet"]
    assert found["Cable"].images == ()
    resumed = [
        product.name for page in connector.product_pages(cursor=pages[0].next_cursor) for product in page.products
    ]
    assert resumed == ["Tablet", "Cable"]


def test_photos_are_read_as_they_were_uploaded_and_films_are_none(connector: Any, shop: Shop, laptop: str):
    pictures, links = shown(connector, laptop)
    first, second, third, _ = shop.pictures
    assert [data for data, _ in pictures] == [second, first, third]
    assert links == {"LAP-13": 1, "LAP-15": 2}
    assert (connector.gallery(laptop).images[0].width, connector.gallery(laptop).images[0].height) == (64, 48)


def test_what_changed_at_a_moment_is_among_what_changed_since(connector: Any):
    products = [product for page in connector.product_pages() for product in page.products]
    newest = max(products, key=lambda product: product.updated_at)
    since = [product.id for page in connector.product_pages(since=newest.updated_at) for product in page.products]
    later = newest.updated_at + timedelta(days=1)
    assert newest.id in since
    assert [page.products for page in connector.product_pages(since=later)] == [()]


def test_a_product_that_is_not_there_is_not_found(connector: Any):
    with pytest.raises(NotFound):
        connector.gallery("4711")


# ---- writing -----------------------------------------------------------------------------------------------------


def test_a_new_order_alone_counts_as_a_change_of_the_product(connector: Any, laptop: str):
    def updated() -> Any:
        return next(one.updated_at for page in connector.product_pages() for one in page.products if one.id == laptop)

    before, (first, *others) = updated(), connector.gallery(laptop).images
    kept = [Kept(image.id) for image in (first, *reversed(others))]
    assert [image.id for image in connector.post_product(laptop, kept).images] == [one.image_id for one in kept]
    assert updated() > before
    connector.post_product(laptop, [Kept(image.id) for image in (first, *others)])


def test_a_photo_that_comes_and_goes_leaves_films_and_variants_as_they_were(
    vendure: Vendure, connector: Any, laptop: str, picture: Picture
):
    before = vendure.ask(LISTS, id=laptop)
    kept = [Kept(image.id) for image in connector.gallery(laptop).images]
    connector.post_product(laptop, [kept[0], Added(picture), *kept[1:]])
    assert len(vendure.ask(LISTS, id=laptop)["assets"]) == len(before["assets"]) + 1
    connector.post_product(laptop, kept)
    assert vendure.ask(LISTS, id=laptop) == before


def test_ids_that_vendure_does_not_know_are_left_out_without_a_word(vendure: Vendure, shop: Shop):
    """What the connector reads back for."""
    tablet = shop.products["Tablet"]
    (photo,) = vendure.ask(LISTS, id=tablet)["assets"]
    document = "mutation($input: UpdateProductInput!) { updateProduct(input: $input) { assets { id } } }"
    after = vendure.ask(document, input={"id": tablet, "assetIds": [photo["id"], "4711"]})
    assert after["assets"] == [photo]


def test_all_photos_can_be_taken_away_and_the_first_one_added(connector: Any, shop: Shop, picture: Picture):
    cable = shop.products["Cable"]
    connector.add_image(cable, picture)
    assert shown(connector, cable)[0] == [(picture.data, "")]
    assert connector.post_product(cable, []).images == ()
