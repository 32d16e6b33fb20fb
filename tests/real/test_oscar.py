"""The Custom API connector on a real shop of django-oscar, by the example for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from connectors.contract import Added, CountsThings, Kept, Picture, WritesImage
from connectors.errors import AuthFailed, NotFound, Temporary
from connectors.platforms.custom import abilities
from connectors.stores import open_connector
from tests.connectors.servers import PictureServer, jpeg
from tests.real.installing import Unavailable
from tests.real.looking import checked, replaced_and_put_back, shown
from tests.real.oscar import READER, Oscar

# Installing takes minutes where the registry is slow.
pytestmark = [pytest.mark.real, pytest.mark.timeout(900), pytest.mark.xdist_group("real-oscar")]


@pytest.fixture(scope="module", params=[0, 2], ids=["whole", "pages"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oscar]:
    """As it comes, with lists that are whole, and with pages, as its REST framework can be set up."""
    try:
        oscar = Oscar(tmp_path_factory.mktemp("oscar"), page_size=request.param)
    except Unavailable as why:
        pytest.skip(f"django-oscar cannot be installed: {why}")
    with oscar:
        yield oscar


@pytest.fixture
def oscar(running: Oscar, settings) -> Oscar:
    settings.ALLOWED_PRIVATE_HOSTS = frozenset({running.host})
    return running


@pytest.fixture
def shirt(oscar: Oscar) -> str:
    return oscar.products()["Shirt & tie"]


@pytest.fixture
def connector(oscar: Oscar) -> Iterator[Any]:
    with opened(oscar) as found:
        yield found


@pytest.fixture
def pictures() -> Iterator[PictureServer]:
    with PictureServer() as found:
        yield found


def opened(oscar: Oscar, **ways: Any) -> AbstractContextManager[Any]:
    return open_connector("custom", oscar.settings(**ways))


def told(oscar: Oscar, product_id: str) -> dict[str, Any]:
    """All that the shop says of a product but its photos and the time of its last change."""
    return {name: value for name, value in oscar.ask(f"products/{product_id}/").items()
            if name not in {"images", "date_updated"}}  # fmt: skip


# ---- the whole ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_token", [False, True], ids=["basic", "token"])
def test_every_method_works_and_the_gallery_is_left_as_it_was(oscar: Oscar, connector: Any, shirt: str, by_token: bool):
    before, about = shown(connector, shirt), told(oscar, shirt)
    found = checked("custom", oscar.settings(by_token=by_token), "--write", f"--product={shirt}")
    assert found.pop("access") == "ok"
    assert {name for name, outcome in found.items() if outcome == "not offered"} == {"post_image", "counts"}
    assert {name for name, outcome in found.items() if outcome == "ok"} == {
        "categories", "products", "images", "post_product", "add_image",
    }  # fmt: skip
    assert shown(connector, shirt) == before
    assert told(oscar, shirt) == about


@pytest.mark.parametrize("place", [0, 2])
def test_a_photo_is_replaced_and_put_back(
    oscar: Oscar, connector: Any, shirt: str, place: int, pictures: PictureServer
):
    before, about = shown(connector, shirt), told(oscar, shirt)
    replaced_and_put_back(connector, shirt, place, pictures)
    assert shown(connector, shirt) == before
    assert told(oscar, shirt) == about


# ---- getting in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_token", [False, True], ids=["basic", "token"])
def test_a_wrong_password_is_refused(oscar: Oscar, by_token: bool):
    with pytest.raises(AuthFailed), opened(oscar, password="wrong", by_token=by_token) as connector:
        connector.check()


def test_who_may_only_look_can_read_and_is_refused_at_the_first_write(
    oscar: Oscar, shirt: str, pictures: PictureServer
):
    with opened(oscar, user=READER) as connector:
        assert connector.check().name == oscar.host
        with pytest.raises(AuthFailed):
            connector.add_image(shirt, pictures.picture(jpeg(77)))


def test_what_the_description_lacks_is_not_offered(connector: Any):
    assert not isinstance(connector, (WritesImage, CountsThings))


# ---- reading -----------------------------------------------------------------------------------------------------


def test_categories_are_those_of_the_products_as_a_tree(connector: Any):
    found = {one.id: (one.name, one.parent_id) for one in connector.categories()}
    assert found == {
        "Women": ("Women", None),
        "Women > Tops": ("Tops", "Women"),
        "Women > Tops > Shirts": ("Shirts", "Women > Tops"),
        "Women > Bottoms": ("Bottoms", "Women"),
        "Sale": ("Sale", None),
    }


def test_products_come_with_all_that_is_known_of_them_and_children_are_none(oscar: Oscar, connector: Any, shirt: str):
    pages = list(connector.product_pages())
    assert not [page for page in pages if page.broken]
    found = {product.name: product for page in pages for product in page.products}
    assert {name: one.id for name, one in found.items()} == oscar.products()
    assert len(found) == 6
    one = found["Shirt & tie"]
    assert (one.id, one.sku, one.ean) == (shirt, "SHIRT-1", "4006381333931")
    assert set(one.category_ids) == {"Women > Tops > Shirts", "Sale"}
    assert [name for name, one in found.items() if one.deactivated] == ["Old book"]
    assert found["Bare"].images == ()


def test_photos_are_read_as_they_were_uploaded_and_with_the_list_of_products(oscar: Oscar, connector: Any, shirt: str):
    first, second, third, _ = oscar.pictures
    assert shown(connector, shirt)[0] == [(second, "Photo 1"), (first, "Photo 0"), (third, "Photo 2")]
    listed = next(one for page in connector.product_pages() for one in page.products if one.id == shirt)
    assert listed.images == connector.gallery(shirt).images


def test_what_changed_at_a_moment_is_among_what_changed_since(connector: Any):
    newest = max(
        (product for page in connector.product_pages() for product in page.products), key=lambda one: one.updated_at
    )
    assert newest.id in {one.id for page in connector.product_pages(since=newest.updated_at) for one in page.products}
    later = newest.updated_at + timedelta(days=1)
    assert not [one for page in connector.product_pages(since=later) for one in page.products]


def test_a_product_that_is_not_there_is_not_found(connector: Any):
    with pytest.raises(NotFound):
        connector.gallery("4711")


# ---- writing -----------------------------------------------------------------------------------------------------


def test_a_new_order_keeps_ids_and_texts_and_counts_as_a_change(connector: Any, shirt: str):
    def updated() -> Any:
        return next(one.updated_at for page in connector.product_pages() for one in page.products if one.id == shirt)

    before, ids = updated(), [image.id for image in connector.gallery(shirt).images]
    texts = {image.id: image.alt for image in connector.gallery(shirt).images}
    turned = connector.post_product(shirt, [Kept(one) for one in reversed(ids)])
    assert [(image.id, image.alt) for image in turned.images] == [(one, texts[one]) for one in reversed(ids)]
    assert updated() > before
    connector.post_product(shirt, [Kept(one) for one in ids])


def test_a_photo_of_another_class_of_products_leaves_it_in_its_class(
    oscar: Oscar, connector: Any, pictures: PictureServer
):
    book = oscar.products()["Old book"]
    about = told(oscar, book)
    replaced_and_put_back(connector, book, 0, pictures)
    assert told(oscar, book) == about
    assert about["product_class"] == "books"


def test_a_photo_may_have_any_name(connector: Any, oscar: Oscar, pictures: PictureServer):
    """Its address is not the name of its file then."""
    socks = oscar.products()["Socks"]
    before = shown(connector, socks)
    assert "%" in connector.gallery(socks).images[0].url
    replaced_and_put_back(connector, socks, 1, pictures)
    assert shown(connector, socks) == before


def test_added_photos_come_last_and_a_product_can_be_left_bare(oscar: Oscar, connector: Any, pictures: PictureServer):
    bare, (one, two) = oscar.products()["Bare"], (pictures.picture(jpeg(number)) for number in (78, 79))
    connector.add_image(bare, one, alt="One")
    connector.add_image(bare, two, alt="Two")
    assert shown(connector, bare)[0] == [(one.data, "One"), (two.data, "Two")]
    assert connector.post_product(bare, []).images == ()


def test_a_photo_that_the_shop_cannot_fetch_changes_nothing(connector: Any, shirt: str):
    before = shown(connector, shirt)
    lost = Picture("http://127.0.0.1:9/lost.jpg", "lost.jpg", "image/jpeg", jpeg(77))
    kept = [Kept(image.id) for image in connector.gallery(shirt).images]
    with pytest.raises(Temporary):
        connector.post_product(shirt, [*kept, Added(lost)])
    assert shown(connector, shirt) == before


def test_of_two_photos_with_the_same_bytes_the_shop_keeps_one(
    oscar: Oscar, connector: Any, monkeypatch: pytest.MonkeyPatch
):
    """It knows them by their bytes alone: whoever reads the answer sees that."""
    monkeypatch.setattr(abilities, "POLL_S", 0)
    twins = oscar.products()["Twins"]
    kept = [Kept(image.id) for image in connector.gallery(twins).images]
    assert len(kept) == 2
    assert len(connector.post_product(twins, kept).images) == 1
