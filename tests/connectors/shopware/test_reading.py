"""What reading Shopware has of its own."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.errors import AuthFailed, BadReply, NotFound, Temporary
from connectors.platforms.shopware import mapping
from connectors.platforms.shopware.criteria import changed_since
from tests.connectors.servers import Call, jpeg
from tests.connectors.shopware.harness import ShopwareHarness
from tests.connectors.shopware.tables import insert

SOON = timedelta(milliseconds=-1)


def listed(connector: Any, **options: Any) -> dict[str, Any]:
    return {product.id: product for page in connector.product_pages(**options) for product in page.products}


def searches(shopware: ShopwareHarness, entity: str) -> list[dict[str, Any]]:
    return [json.loads(call.body) for call in shopware.proxy.calls if call.path.endswith(f"/search/{entity}")]


# ---- products and variants ---------------------------------------------------------------------------------------


def test_a_variant_with_photos_of_its_own_is_a_product_of_its_own_too(shopware: ShopwareHarness):
    with shopware.open() as connector:
        products = listed(connector)
    parent, blue = products[shopware.hoodie["id"]], products[shopware.blue["id"]]
    assert shopware.black["id"] not in products
    assert [variant.name for variant in parent.variants] == ["Black", "Blue", "Green"]
    assert (blue.name, blue.sku) == ("Chaz Hoodie, Blue", "SW10000.2")
    assert (blue.deactivated, blue.category_ids) == (False, (shopware.shop.category["id"],))
    assert (parent.image_count, blue.image_count, len(blue.variants)) == (3, 2, 0)


def test_a_variant_can_be_switched_off_apart_from_its_parent(shopware: ShopwareHarness):
    shopware.blue["active"] = False
    with shopware.open() as connector:
        products = listed(connector)
    off = {product.name for product in products.values() if product.deactivated}
    assert off == {"Chaz Hoodie, Blue", "Tee 12"}


def test_variants_show_their_parents_photo_by_its_row_or_by_its_file_or_their_own_or_none(shopware: ShopwareHarness):
    own = shopware.shop.rows_of(shopware.blue["id"])[1]
    with shopware.open() as connector:
        shown = {one.name: one.image_id for one in connector.gallery(shopware.hoodie["id"]).variants}
        shopware.blue["coverId"] = own["id"]
        later = {one.name: one.image_id for one in connector.gallery(shopware.hoodie["id"]).variants}
    second = shopware.second["id"]
    assert shown == {"Black": second, "Blue": second, "Green": None}
    assert later["Blue"] == own["id"]


def test_a_product_says_where_it_is_shown_and_how_it_is_tagged(shopware: ShopwareHarness):
    tag = insert(shopware.shop.tables, "tag", name="Summer & Sale")
    shopware.hoodie |= {"tagIds": [tag["id"]], "ean": "4006381333931"}
    with shopware.open() as connector:
        product = listed(connector)[shopware.hoodie["id"]]
    assert product.url == f"{shopware.proxy.url}/detail/{product.id}"
    assert (product.tags, product.ean, product.language) == (("Summer & Sale",), "4006381333931", "")


def test_a_shop_without_a_storefront_has_products_without_addresses(shopware: ShopwareHarness):
    shopware.shop.tables["sales_channel_domain"].clear()
    with shopware.open() as connector:
        assert {product.url for product in listed(connector).values()} == {""}


def test_categories_say_what_is_above_them_and_whether_they_are_shown(shopware: ShopwareHarness):
    with shopware.open() as connector:
        home, clothing, old = connector.categories()
    assert (home.parent_id, clothing.parent_id, old.parent_id) == (None, home.id, home.id)
    assert [one.deactivated for one in (home, clothing, old)] == [False, False, True]


def test_counting_is_not_misled_by_a_limit_of_one(shopware: ShopwareHarness):
    """With it Shopware counts a product once for each of its photos."""
    with shopware.open() as connector:
        assert connector.counts().products == len(shopware.product_ids())
        criteria = searches(shopware, "product")[-1]
        assert connector.api._search("product", criteria | {"limit": 1})["total"] > len(shopware.product_ids())
        assert connector.api._search("product", criteria | {"total-count-mode": 0})["total"] == 2


def test_answers_hold_no_more_fields_than_are_used(shopware: ShopwareHarness):
    seen: list[Any] = []

    def look(call: Call, document: Any) -> Any:
        seen.append(document)
        return document

    shopware.proxy.edit_answers(look)
    with shopware.open() as connector:
        listed(connector)
    assert "stock" not in json.dumps(seen)
    assert "fileSize" not in json.dumps(seen)


# ---- photos ------------------------------------------------------------------------------------------------------


def test_the_cover_comes_first_and_the_rest_by_position(shopware: ShopwareHarness):
    shopware.hoodie["coverId"] = shopware.third["id"]
    first = shopware.shop.rows_of(shopware.hoodie["id"])[0]
    with shopware.open() as connector:
        gallery = connector.gallery(shopware.hoodie["id"])
    assert [image.id for image in gallery.images] == [shopware.third["id"], first["id"], shopware.second["id"]]
    assert [image.position for image in gallery.images] == [0, 1, 2]


@pytest.mark.parametrize("cover", [None, "f" * 32])
def test_a_product_without_a_cover_begins_with_its_lowest_position(shopware: ShopwareHarness, cover: str | None):
    shopware.hoodie["coverId"], shopware.second["position"] = cover, -1
    with shopware.open() as connector:
        assert connector.gallery(shopware.hoodie["id"]).images[0].id == shopware.second["id"]


def test_rows_that_share_a_position_or_have_none_keep_one_order(shopware: ShopwareHarness):
    for place, row in enumerate(shopware.shop.rows_of(shopware.hoodie["id"])):
        row["position"] = None if place else 0
    with shopware.open() as connector:
        first = connector.gallery(shopware.hoodie["id"])
        shopware.shop.tables["product_media"] = dict(reversed(shopware.shop.tables["product_media"].items()))
        assert connector.gallery(shopware.hoodie["id"]).images == first.images


def test_films_and_rows_without_a_file_are_no_photos(shopware: ShopwareHarness):
    empty = insert(shopware.shop.tables, "media", alt="Never uploaded")
    shopware.shop.attach(shopware.hoodie, empty, 9)
    with shopware.open() as connector:
        ids = {image.id for image in connector.gallery(shopware.hoodie["id"]).images}
    assert len(ids) == 3
    assert shopware.film["id"] not in ids


def test_a_photo_says_its_size_age_and_smallest_sharp_thumbnail(shopware: ShopwareHarness):
    with shopware.open() as connector:
        before = connector.gallery(shopware.hoodie["id"]).images[0]
        shopware.shop.make_thumbnails()
        after = connector.gallery(shopware.hoodie["id"]).images[0]
    assert (before.width, before.height, before.thumbnail_url) == (40, 30, "")
    assert after.thumbnail_url.endswith("/400.jpg")
    assert after.created_at
    assert after.created_at < datetime.now(UTC) - timedelta(hours=23)


def test_a_photo_that_comes_twice_counts_once(shopware: ShopwareHarness):
    def twice(call: Call, document: Any) -> Any:
        for product in document["data"]:
            product["media"] *= 2
        return document

    shopware.proxy.edit_answers(twice)
    with shopware.open() as connector:
        assert len(connector.gallery(shopware.hoodie["id"]).images) == 3


@pytest.mark.parametrize("product_id", ["f" * 32, "abc", "F" * 32, "../oauth/token"])
def test_a_product_that_cannot_be_is_not_found(shopware: ShopwareHarness, product_id: str):
    with shopware.open() as connector, pytest.raises(NotFound):
        connector.gallery(product_id)


# ---- what changed ------------------------------------------------------------------------------------------------


def test_a_product_that_was_never_changed_is_found_by_when_it_was_made(shopware: ShopwareHarness):
    moment = datetime.now(UTC)
    new = shopware.shop.add_product("Brand new", [jpeg(30)], active=True)
    with shopware.open() as connector:
        found = listed(connector, since=moment + SOON)
    assert new["updatedAt"] is None
    assert list(found) == [new["id"]]
    assert found[new["id"]].updated_at
    assert found[new["id"]].updated_at >= moment + SOON


@pytest.mark.parametrize("what", ["row", "file", "new row", "variant"])
def test_what_touches_no_product_is_found_by_its_own_time(shopware: ShopwareHarness, what: str):
    tee, shop = shopware.sold()[4], shopware.shop
    moment = datetime.now(UTC) + SOON
    row = shop.rows_of(tee["id"])[1]
    if what == "row":
        shop.touch(row)
    elif what == "file":
        shop.touch(shop.file_of(row["id"]))
    elif what == "new row":
        shop.attach(tee, shop.file_of(row["id"]), 9)
    else:
        shop.add_variant(tee, "Late")
        shop.touch(shop.products()[-1])
    with shopware.open() as connector:
        found = listed(connector, since=moment)
    assert list(found) == [tee["id"]]
    assert tee["updatedAt"] is None
    assert found[tee["id"]].updated_at > moment


def test_times_are_asked_for_as_the_database_keeps_them(shopware: ShopwareHarness):
    """In UTC and down to the millisecond, its own one included."""
    east = datetime.fromisoformat("2026-11-20T14:00:05.123999+02:00")
    query = changed_since(east)["queries"][0]
    assert query["parameters"] == {"gte": "2026-11-20 12:00:05.123"}
    shopware.hoodie["updatedAt"] = "2099-01-01 00:00:00.123"
    with shopware.open() as connector:
        inclusive = listed(connector, since=datetime(2099, 1, 1, 0, 0, 0, 123000, tzinfo=UTC))
        (none,) = connector.product_pages(since=datetime(2099, 1, 1, 0, 0, 0, 124000, tzinfo=UTC))
    assert shopware.hoodie["id"] in inclusive
    assert (none.products, none.next_cursor) == ((), None)


# ---- pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["saved", "deleted"])
def test_a_product_that_is_saved_or_deleted_while_pages_are_read_hides_no_other(
    shopware: ShopwareHarness, monkeypatch: pytest.MonkeyPatch, change: str
):
    monkeypatch.setattr(shopware.page_size, 3)
    with shopware.open() as connector:
        pages = connector.product_pages()
        first = next(pages).products
        seen = [product.id for product in first]
        if change == "saved":
            shopware.change_product(first[2].id)
        else:
            del shopware.shop.tables["product"][first[2].id]
        seen += [product.id for page in pages for product in page.products]
    assert set(seen) >= set(shopware.product_ids())
    assert len(seen) == len(set(seen))


def test_a_store_that_gives_one_page_for_ever_is_a_bad_reply(
    shopware: ShopwareHarness, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shopware.page_size, 3)

    def stuck(call: Call, document: Any) -> Any:
        for number, product in enumerate(document["data"]):
            product["autoIncrement"] = number
        return document

    shopware.proxy.edit_answers(stuck)
    with shopware.open() as connector, pytest.raises(BadReply, match="again and again"):
        list(connector.product_pages())


@pytest.mark.parametrize(
    ("name", "value"), [("id", None), ("name", 7), ("updatedAt", "soon"), ("tags", [1]), ("children", "x")]
)
def test_a_product_with_a_wrong_field_is_broken_and_the_rest_goes_on(shopware: ShopwareHarness, name: str, value: Any):
    def spoil(call: Call, document: Any) -> Any:
        for product in document["data"]:
            if product["apiAlias"] == "product" and product["name"] == "Tee 14":
                product[name] = value
        return document

    shopware.proxy.edit_answers(spoil)
    with shopware.open() as connector:
        (page,) = connector.product_pages()
    assert len(page.broken) == 1
    assert len(page.products) == len(shopware.product_ids()) - 1


def test_a_product_that_is_no_object_is_broken():
    with pytest.raises(BadReply):
        mapping.product([], "")


@pytest.mark.parametrize("status", [404, 500, 503])
def test_a_page_in_the_middle_that_fails_is_asked_for_at_its_cursor(
    shopware: ShopwareHarness, monkeypatch: pytest.MonkeyPatch, status: int
):
    monkeypatch.setattr(shopware.page_size, 4)
    with shopware.open() as connector:
        pages = connector.product_pages()
        first = next(pages)
        shopware.proxy.answer_next(status, b"<html>Oops</html>")
        with pytest.raises(NotFound if status == 404 else Temporary):
            next(pages)
        rest = listed(connector, cursor=first.next_cursor)
    assert [*(product.id for product in first.products), *rest] == shopware.product_ids()


def test_a_right_that_is_taken_away_meanwhile_is_told(shopware: ShopwareHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shopware.page_size, 4)
    with shopware.open() as connector:
        pages = connector.product_pages()
        next(pages)
        shopware.store.rights = set()
        with pytest.raises(AuthFailed, match="media:read"):
            next(pages)
