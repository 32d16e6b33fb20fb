"""What reading BigCommerce has of its own: order, originals, copies, pages and the quota."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.errors import AuthFailed, BadReply, RateLimited, Temporary
from connectors.http import Http
from connectors.platforms.bigcommerce import api, mapping
from connectors.platforms.bigcommerce.api import BigCommerceApi
from connectors.platforms.bigcommerce.connector import BigCommerceConnector
from tests.connectors.bigcommerce.harness import BigCommerceHarness
from tests.connectors.bigcommerce.shop import Product
from tests.connectors.servers import Call, jpeg

FACTS = mapping.StoreFacts("Bath Shop", "https://bath.example", "USD", "en")


def listed(connector: BigCommerceConnector, **options: Any) -> list[Any]:
    return [product for page in connector.product_pages(**options) for product in page.products]


def queries(big: BigCommerceHarness) -> list[dict[str, list[str]]]:
    paths = (urlsplit(path) for path in big.proxy.reads)
    return [parse_qs(parts.query) for parts in paths if parts.path.endswith("/v3/catalog/products")]


# ---- products ----------------------------------------------------------------------------------------------------


def test_a_product_has_its_page_ean_language_and_visibility(big: BigCommerceHarness):
    jar = big.store.shop.add_product("New Jar", [jpeg(1)], upc="036000291452", gtin="4006381333931")
    plain = big.store.shop.add_product("Old Jar", [], upc="036000291452")
    with big.open() as connector:
        found = {product.id: product for product in listed(connector)}
    first = found[str(jar.id)]
    assert first.url == f"https://bath.example/{jar.id}-new-jar/"
    assert (first.ean, first.language, first.category_ids) == ("4006381333931", "en", ("24",))
    assert (found[str(plain.id)].ean, found[str(plain.id)].images) == ("036000291452", ())
    assert [one.name for one in found.values() if one.deactivated] == ["Jar 12"]


def test_a_page_begins_behind_the_last_id_and_not_at_a_number(big: BigCommerceHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(api, "PAGE_SIZE", 4)
    with big.open() as connector:
        pages = list(connector.product_pages())
    assert [page.next_cursor for page in pages[:-1]] == [page.products[-1].id for page in pages[:-1]]
    assert [query.get("id:greater") for query in queries(big)] == [None, *([page.next_cursor] for page in pages[:-1])]
    assert all(query["sort"] == ["id"] and "page" not in query for query in queries(big))


@pytest.mark.parametrize("change", ["saved", "deleted"])
def test_a_product_that_is_saved_or_deleted_while_pages_are_read_hides_no_other(
    big: BigCommerceHarness, monkeypatch: pytest.MonkeyPatch, change: str
):
    monkeypatch.setattr(api, "PAGE_SIZE", 3)
    first = big.product_ids()[0]
    with big.open() as connector:
        pages = connector.product_pages()
        seen = [product.id for product in next(pages).products]
        if change == "saved":
            big.change_product(first)
        else:
            del big.store.shop.products[int(first)]
        seen += [product.id for page in pages for product in page.products]
    assert set(seen) >= set(big.product_ids())
    assert len(seen) == len(set(seen))


def test_a_store_that_gives_one_page_for_ever_is_a_bad_reply(big: BigCommerceHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(api, "PAGE_SIZE", 3)
    first: list[Any] = []

    def again(call: Call, document: Any) -> Any:
        if isinstance(document.get("data"), list):
            first.append(document)
            return first[0]
        return document

    big.proxy.edit_answers(again)
    with big.open() as connector, pytest.raises(BadReply, match="same page"):
        listed(connector)


def test_since_has_a_time_of_day_and_includes_its_own_second(big: BigCommerceHarness):
    """A date alone would be taken with the present time of day."""
    product = big.store.shop.products[int(big.product_ids()[4])]
    product.modified = datetime(2026, 11, 20, 12, 0, 5, tzinfo=UTC)
    for other in big.store.shop.products.values():
        if other is not product:
            other.modified = product.modified - timedelta(seconds=1)
    moment = product.modified.replace(microsecond=900_000).astimezone(datetime.now().astimezone().tzinfo)
    with big.open() as connector:
        assert [one.id for one in listed(connector, since=moment)] == [str(product.id)]
        assert listed(connector, since=moment + timedelta(seconds=1)) == []
    assert queries(big)[0]["date_modified:min"] == ["2026-11-20T12:00:05Z"]


def test_a_product_that_comes_twice_on_a_page_is_one(big: BigCommerceHarness):
    def doubled(call: Call, document: Any) -> Any:
        if isinstance(document.get("data"), list):
            document["data"].append(document["data"][0])
        return document

    big.proxy.edit_answers(doubled)
    with big.open() as connector:
        assert sorted(one.id for one in listed(connector)) == sorted(big.product_ids())


@pytest.mark.parametrize(("status", "body", "kind"), [(401, b"Unauthorized", AuthFailed), (503, b"<p>Down", Temporary)])
def test_a_fault_between_pages_ends_the_reading(
    big: BigCommerceHarness, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, kind: type[Exception]
):
    monkeypatch.setattr(api, "PAGE_SIZE", 3)
    with big.open() as connector:
        pages = connector.product_pages()
        next(pages)
        big.proxy.answer_next(status, body)
        with pytest.raises(kind):
            next(pages)


def test_a_byte_order_mark_is_passed_over(big: BigCommerceHarness):
    big.proxy.answer_next(200, b'\xef\xbb\xbf{"name": "Bath Shop", "secure_url": "https://bath.example"}')
    with big.open() as connector:
        assert connector.check().name == "Bath Shop"


# ---- photos ------------------------------------------------------------------------------------------------------


@pytest.fixture
def product(big: BigCommerceHarness) -> Product:
    """Four photos; the thumbnail stands third, and two have the same number."""
    found = big.store.shop.add_product("Mixed", [jpeg(n) for n in range(1, 5)])
    for photo, order, flag in zip(found.photos, (1, 0, 7, 0), (False, False, True, False), strict=True):
        photo.sort_order, photo.is_thumbnail = order, flag
    return found


def test_the_thumbnail_comes_first_and_the_others_by_number_then_id(big: BigCommerceHarness, product: Product):
    one, two, three, four = (str(photo.id) for photo in product.photos)
    with big.open() as connector:
        assert [image.id for image in connector.gallery(str(product.id)).images] == [three, two, four, one]
        product.photos[2].is_thumbnail = False
        assert [image.id for image in connector.gallery(str(product.id)).images] == [two, four, one, three]


def test_the_original_is_read_and_not_a_size_of_it(big: BigCommerceHarness):
    product_id, image_id = big.example()
    with big.open() as connector:
        image = connector.gallery(product_id).images[0]
        assert connector.read_picture(image.url) == jpeg(1)
    assert image.id == image_id
    assert image.url == f"{big.proxy.url}/s-abc123/product_images/{big.towel.photos[0].file}"
    assert ".330.500.jpg" in image.thumbnail_url


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        (
            {
                "image_file": "a/521/towel 50%.jpg",
                "url_zoom": "https://cdn8.bigcommerce.com/s-id3/products/158/images/382/towel.15.1280.1280.jpg?c=2",
            },
            "https://cdn8.bigcommerce.com/s-id3/product_images/a/521/towel%2050%25.jpg",
        ),
        ({"image_file": "a/5/x.jpg", "url_zoom": ""}, "https://store-id3.mybigcommerce.com/product_images/a/5/x.jpg"),
        ({"image_file": "https://elsewhere.example/x.jpg"}, "https://elsewhere.example/x.jpg"),
    ],
)
def test_an_originals_address_is_made_from_its_file(raw: dict[str, str], url: str):
    assert mapping.original_url(raw, "id3") == url


@pytest.mark.parametrize("brings", [50, 100])
def test_lists_that_may_have_been_cut_are_read_on_their_own(
    big: BigCommerceHarness, monkeypatch: pytest.MonkeyPatch, brings: int
):
    many = big.store.shop.add_product("Many", [])
    for number in range(130):
        big.store.shop.add_photo(many, jpeg(number), "x.jpg", sort_order=number)
    big.store.shop.add_variants(many, *(f"v{number}" for number in range(120)))
    big.store.brings = brings
    monkeypatch.setattr(api, "PAGE_SIZE", 60)
    with big.open() as connector:
        gallery = connector.gallery(str(many.id))
        from_list = next(one for one in listed(connector) if one.id == str(many.id))
    assert (len(gallery.images), len(gallery.variants)) == (130, 120)
    assert (from_list.images, from_list.variants) == (gallery.images, gallery.variants)


def test_short_lists_cost_no_further_call(big: BigCommerceHarness):
    with big.open() as connector:
        listed(connector)
    assert not [path for path in big.proxy.reads if path.partition("?")[0].endswith(("/images", "/variants"))]


# ---- variants ----------------------------------------------------------------------------------------------------


def test_a_variant_without_a_picture_shows_the_main_photo_and_a_copy_cannot_be_told(big: BigCommerceHarness):
    product_id, main = big.example()
    with big.open() as connector:
        found = connector.gallery(product_id).variants
    assert [(one.name, one.image_id) for one in found] == [("Black", main), ("Blue", main), ("Green", None)]


def test_the_variant_that_is_the_product_itself_is_left_out(big: BigCommerceHarness):
    with big.open() as connector:
        assert connector.gallery(big.product_ids()[1]).variants == ()
    assert [one.label for one in big.store.shop.products[int(big.product_ids()[1])].variants] == [""]


# ---- categories --------------------------------------------------------------------------------------------------


def test_categories_have_parents_and_hidden_ones_are_deactivated(big: BigCommerceHarness):
    with big.open() as connector:
        found = list(connector.categories())
        assert connector.counts().categories == 3
    assert [(one.id, one.parent_id, one.deactivated) for one in found] == [
        ("23", None, False),
        ("24", "23", False),
        ("25", "23", True),
    ]


def test_categories_that_move_up_while_they_are_read_come_once_each(
    big: BigCommerceHarness, monkeypatch: pytest.MonkeyPatch
):
    big.store.shop.categories |= {number: (f"Category {number}", 23, True) for number in range(30, 36)}
    monkeypatch.setattr(api, "PAGE_SIZE", 3)
    with big.open() as connector:
        found = connector.categories()
        seen = [next(found).id]
        del big.store.shop.categories[24]
        seen += [one.id for one in found]
    assert set(seen) >= {str(number) for number in big.store.shop.categories}
    assert len(seen) == len(set(seen))


# ---- the quota ---------------------------------------------------------------------------------------------------


def test_a_429_is_waited_for_as_its_milliseconds_say(big: BigCommerceHarness):
    big.proxy.answer_next(429, b"", X_Rate_Limit_Time_Reset_Ms="200")
    begun = time.monotonic()
    with big.open(tries=2) as connector:
        connector.gallery(big.product_ids()[0])
    assert time.monotonic() - begun >= 0.2


def test_a_429_says_when_to_come_back_and_one_of_a_busy_platform_does_not(big: BigCommerceHarness):
    with big.open() as connector:
        big.proxy.answer_next(429, b"", X_Rate_Limit_Time_Reset_Ms="15000")
        with pytest.raises(RateLimited) as caught:
            connector.check()
        assert caught.value.retry_after == 15.0
        big.store.is_busy = True
        with pytest.raises(RateLimited) as caught:
            connector.check()
        assert caught.value.retry_after is None


def test_what_is_left_of_the_quota_is_shared_over_the_rest_of_the_window(big: BigCommerceHarness):
    big.store.quota, big.store.left, big.store.reset_ms = 40, 4, 300
    with Http(f"{big.store.url}/stores/abc123/", auth=lambda *call: ({"X-Auth-Token": "good"}, {}),
              allowed_private=big.hosts(), tries=1) as http:  # fmt: skip
        own = BigCommerceApi(http, "the store")
        own.bare("v2/store")
        begun = time.monotonic()
        own.bare("v2/store")
        waited = time.monotonic() - begun
        assert 0.1 <= waited < 0.3
        big.store.left = 30
        own.bare("v2/store")
        begun = time.monotonic()
        own.bare("v2/store")
        assert time.monotonic() - begun < 0.1


@pytest.mark.parametrize("meta", [{}, {"pagination": {}}, {"pagination": {"total": -1, "total_pages": 1}}])
def test_a_list_without_its_numbers_is_a_bad_reply(big: BigCommerceHarness, meta: dict[str, Any]):
    big.proxy.edit_answers(lambda call, document: document | {"meta": meta})
    with big.open() as connector, pytest.raises(BadReply):
        connector.counts()


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"date_modified": "yesterday"}, "date_modified"),
        ({"name": 7}, "name"),
        ({"id": None}, "id"),
        ({"images": [{"id": 1}]}, "image_file"),
        ({"images": ["x"]}, "image"),
        ({"variants": None}, "variants"),
        ({"categories": None}, "categories"),
    ],
)
def test_a_field_that_is_not_as_it_should_be_is_named(changed: dict[str, Any], named: str):
    raw = {"id": 1, "name": "A", "images": [], "variants": [], "categories": [], "date_modified": ""}
    assert replace(mapping.product(raw, "abc123", FACTS), url="").updated_at is None
    with pytest.raises(BadReply, match=named):
        mapping.product(raw | changed, "abc123", FACTS)
