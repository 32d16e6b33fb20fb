"""What PrestaShop's lists do and other platforms' do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from connectors.errors import BadReply, NotFound, Refused
from connectors.platforms.prestashop.facts import Facts
from tests.connectors.prestashop.harness import PrestaShopHarness
from tests.connectors.servers import Call, jpeg


def all_products(connector: Any, **options: Any) -> list[Any]:
    return [product for page in connector.product_pages(**options) for product in page.products]


def asked(presta: PrestaShopHarness, resource: str) -> list[dict[str, list[str]]]:
    """The queries of the calls for a resource."""
    paths = [urlsplit(path) for path in presta.proxy.reads]
    return [parse_qs(path.query) for path in paths if path.path == f"/api/{resource}"]


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PrestaShopHarness.page_size, 3)


def test_the_cover_comes_first_and_the_others_by_position(presta: PrestaShopHarness):
    product = next(iter(presta.store.shop.products.values()))
    first, second, third = product.image_ids
    product.cover = third
    with presta.open() as connector:
        gallery = connector.gallery(str(product.id))
        listed = all_products(connector)[0]
    assert [image.id for image in gallery.images] == [str(third), str(first), str(second)]
    assert [image.position for image in gallery.images] == [0, 1, 2]
    assert listed.images == gallery.images
    assert all(image.product_id == str(product.id) for image in gallery.images)


def test_there_are_no_alt_texts_to_read(presta: PrestaShopHarness):
    with presta.open() as connector:
        images = connector.gallery(presta.example()[0]).images
    assert all(presta.store.shop.legends[int(image.id)] and image.alt == "" for image in images)


def test_a_product_without_photos_is_whole(presta: PrestaShopHarness):
    product = presta.store.shop.add_product("Card", [])
    with presta.open() as connector:
        assert connector.gallery(str(product.id)).images == ()
        (found,) = [one for one in all_products(connector) if one.id == str(product.id)]
    assert (found.image_count, found.images, found.variants) == (0, (), ())


def test_a_cover_that_is_not_among_the_photos_changes_no_order(presta: PrestaShopHarness):
    product = next(iter(presta.store.shop.products.values()))
    product.cover = 4711
    with presta.open() as connector:
        assert [image.id for image in connector.gallery(str(product.id)).images] == [str(i) for i in product.image_ids]


def test_a_combination_shows_the_first_of_its_photos_in_the_gallery_or_none(presta: PrestaShopHarness):
    product_id, image_id = presta.example()
    with presta.open() as connector:
        variants = connector.gallery(product_id).variants
    assert [variant.image_id for variant in variants] == [image_id, image_id, None]
    assert [variant.sku for variant in variants] == ["demo-S", "demo-M", "demo-L"]
    assert {variant.ean for variant in variants} == {"4006381333931"}


def test_combinations_of_a_whole_page_cost_one_call_and_products_without_cost_none(presta: PrestaShopHarness):
    shop = presta.store.shop
    others = list(shop.products.values())[4:7]
    for product in others:
        shop.add_combination(product, "one", [product.image_ids[1]])
    with presta.open() as connector:
        products = {product.id: product for product in all_products(connector)}
    (query,) = asked(presta, "combinations")
    ids = "|".join(str(product.id) for product in [next(iter(shop.products.values())), *others])
    assert query["filter[id_product]"] == [f"[{ids}]"]
    assert [products[str(one.id)].variants[0].image_id for one in others] == [str(one.image_ids[1]) for one in others]


@pytest.mark.parametrize(("limit", "value"), [("ROWS_A_CALL", 3), ("IDS_LENGTH", 6)])
def test_combinations_are_asked_for_in_calls_that_a_shop_can_bear(
    presta: PrestaShopHarness, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
):
    monkeypatch.setattr(f"connectors.platforms.prestashop.combinations.{limit}", value)
    for product in presta.store.shop.products.values():
        presta.store.shop.add_combination(product, "one", [product.image_ids[0]])
    with presta.open() as connector:
        products = all_products(connector)
    assert len(asked(presta, "combinations")) > 2
    assert all(product.variants for product in products)
    assert sum(len(product.variants) for product in products) == 13


def test_one_combination_that_cannot_be_read_breaks_its_own_product_alone(presta: PrestaShopHarness):
    ids = presta.product_ids()

    def spoil(call: Call, document: Any) -> Any:
        for row in document.get("combinations", ()):
            row["id"] = "none"
        return document

    presta.proxy.edit_answers(spoil)
    with presta.open() as connector:
        (page,) = connector.product_pages()
    assert [one.id for one in page.broken] == ids[:1]
    assert [one.id for one in page.products] == ids[1:]


def test_names_are_in_the_shops_own_language(presta: PrestaShopHarness):
    presta.store.shop.default_language = 2
    with presta.open() as connector:
        product = all_products(connector)[0]
        categories = {category.id: category for category in connector.categories()}
    assert (product.name, product.language) == ("Hummingbird shirt (fr)", "fr")
    assert (categories["3"].name, categories["3"].language) == ("Chemises", "fr")


def test_a_shop_that_sends_all_languages_is_read_in_its_own(presta: PrestaShopHarness):
    presta.store.ignores_language = True
    with presta.open() as connector:
        assert all_products(connector)[0].name == "Hummingbird shirt"


def test_a_shop_that_sends_xml_where_json_was_asked_for_is_read_alike(presta: PrestaShopHarness, small_pages: None):
    with presta.open() as connector:
        as_json = (all_products(connector), list(connector.categories()), connector.counts())
    presta.store.speaks_json = False
    with presta.open() as connector:
        as_xml = (all_products(connector), list(connector.categories()), connector.counts())
        assert connector.gallery(presta.example()[0]).variants == as_json[0][0].variants
        with pytest.raises(NotFound):
            connector.gallery("4711")
    assert as_xml == as_json


def test_categories_make_a_tree_without_the_root(presta: PrestaShopHarness, small_pages: None):
    with presta.open() as connector:
        found = {one.id: one for one in connector.categories()}
        counted = connector.counts().categories
    assert {one.id: one.parent_id for one in found.values()} == {"2": None, "3": "2", "4": "2"}
    assert (found["3"].name, found["3"].product_count) == ("Shirts & more", 10)
    assert [one.id for one in found.values() if one.deactivated] == ["4"]
    assert counted == 3


def test_a_product_that_is_not_for_sale_is_deactivated(presta: PrestaShopHarness):
    with presta.open() as connector:
        assert [product.name for product in all_products(connector) if product.deactivated] == ["Mug 12"]


def test_a_product_links_to_its_page_in_the_shop(presta: PrestaShopHarness):
    with presta.open() as connector:
        product = all_products(connector)[0]
    assert product.url == f"{presta.proxy.url}/index.php?controller=product&id_product={product.id}"


# ---- pages and dates -------------------------------------------------------------------------------------------


def test_products_deleted_and_added_while_pages_are_read_hide_none(presta: PrestaShopHarness, small_pages: None):
    first, *_ = presta.product_ids()
    with presta.open() as connector:
        pages = connector.product_pages()
        seen = [product.id for product in next(pages).products]
        del presta.store.shop.products[int(first)]
        added = presta.store.shop.add_product("Late", [jpeg(30)])
        seen += [product.id for page in pages for product in page.products]
    assert set(seen) >= set(presta.product_ids())
    assert str(added.id) in seen
    assert len(seen) == len(set(seen))


def test_a_shop_that_gives_the_same_page_for_ever_is_left(presta: PrestaShopHarness, small_pages: None):
    def repeated(call: Call, document: Any) -> Any:
        if isinstance(document, dict) and "products" in document:
            document["products"] = [{"id": number, "name": "x"} for number in (1, 2, 3)]
        return document

    presta.proxy.edit_answers(repeated)
    with presta.open() as connector, pytest.raises(BadReply, match="again and again"):
        all_products(connector)


def test_a_shop_without_products_has_an_empty_list_without_a_name(presta: PrestaShopHarness):
    presta.store.shop.products.clear()
    with presta.open() as connector:
        (page,) = connector.product_pages()
        assert connector.counts().products == 0
    assert (page.products, page.broken, page.next_cursor) == ((), (), None)


def test_changes_are_asked_for_in_the_shops_local_time_and_include_their_second(presta: PrestaShopHarness):
    changed = next(iter(presta.store.shop.products.values()))
    changed.updated = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
    for product in list(presta.store.shop.products.values())[1:]:
        product.updated = datetime(2026, 11, 21, 11, 59, 59, tzinfo=UTC)
    with presta.open() as connector:
        (found,) = all_products(connector, since=datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC))
    (query,) = asked(presta, "products")
    assert query["filter[date_upd]"] == [">[2026-11-21 12:59:59]"]
    assert query["date"] == ["1"], "without it PrestaShop refuses any filter by date"
    assert found.updated_at == changed.updated


def test_a_filter_by_date_without_date_1_is_refused(presta: PrestaShopHarness):
    with presta.open() as connector, pytest.raises(Refused, match="This filter does not exist"):
        connector.api.rows("products", filters={"date_upd": ">[2026-01-01 00:00:00]"})


def test_the_hour_that_comes_twice_in_autumn_is_asked_for_from_its_beginning():
    paris = Facts("1", "en", ZoneInfo("Europe/Paris"))
    # 02:49 before the clocks went back: what changes at 02:05 after it would be earlier by its local time.
    assert paris.changed_since(datetime(2026, 10, 25, 0, 49, tzinfo=UTC)) == ">[2026-10-25 01:48:59]"
    assert paris.changed_since(datetime(2026, 10, 25, 1, 49, tzinfo=UTC)) == ">[2026-10-25 02:48:59]"
    east = timezone(timedelta(hours=5))
    assert paris.changed_since(datetime(2026, 7, 1, 5, tzinfo=east)) == ">[2026-07-01 01:59:59]"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd"])
def test_a_shop_in_an_unknown_time_zone_is_read_as_utc(presta: PrestaShopHarness, zone: str):
    def renamed(call: Call, document: Any) -> Any:
        for row in document.get("configurations", ()) if isinstance(document, dict) else ():
            row["value"] = zone if row["name"] == "PS_TIMEZONE" else row["value"]
        return document

    presta.proxy.edit_answers(renamed)
    with presta.open() as connector:
        assert connector.facts.zone is UTC


def test_a_product_that_was_never_saved_has_no_date(presta: PrestaShopHarness):
    def undated(call: Call, document: Any) -> Any:
        for row in document.get("products", ()) if isinstance(document, dict) else ():
            row["date_upd"] = "0000-00-00 00:00:00"
        return document

    presta.proxy.edit_answers(undated)
    with presta.open() as connector:
        assert {product.updated_at for product in all_products(connector)} == {None}


def test_counting_loads_no_products(presta: PrestaShopHarness):
    with presta.open() as connector:
        assert connector.counts().products == 10
    assert all("display" not in query for query in asked(presta, "products"))


@pytest.mark.parametrize("product_id", ["", "abc", "1/2", "١"])
def test_an_id_that_prestashop_cannot_have_is_not_found_without_a_call(presta: PrestaShopHarness, product_id: str):
    with presta.open() as connector, pytest.raises(NotFound):
        connector.gallery(product_id)
    assert presta.proxy.reads == []


def test_another_product_than_was_asked_for_is_a_bad_reply(presta: PrestaShopHarness):
    presta.proxy.answer_next(200, b'{"products":[{"id":99}]}')
    with presta.open() as connector, pytest.raises(BadReply, match="something else"):
        connector.gallery(presta.example()[0])
