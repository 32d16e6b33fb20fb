"""What reading Magento has of its own."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

import pytest

from connectors.errors import AuthFailed, BadReply, NotFound
from connectors.platforms.magento import mapping, views
from connectors.platforms.magento.views import View
from tests.connectors.magento.harness import MagentoHarness
from tests.connectors.servers import Call, jpeg

VIEW = View("shop.example", "https://shop.example/", "https://cdn.example/media/", "EUR", "de-DE")


def listed(connector: Any, **options: Any) -> list[Any]:
    return [product for page in connector.product_pages(**options) for product in page.products]


def test_names_and_alt_texts_come_without_html_entities(magento: MagentoHarness):
    sku = magento.product_ids()[1]
    magento.store.shop.by_sku(sku).entries[0].label = "Pack &amp; Strap"
    with magento.open() as connector:
        product = next(one for one in listed(connector) if one.id == sku)
    assert product.name == "MH 10™"
    assert product.images[0].alt == "Pack & Strap"


def test_a_product_says_where_it_is_shown_in_which_language_and_whether_it_is(magento: MagentoHarness):
    with magento.open() as connector:
        products = {product.id: product for product in listed(connector)}
    assert [sku for sku, product in products.items() if product.deactivated] == ["MH 12"]
    assert [sku for sku, product in products.items() if not product.url] == ["MH 13"]
    assert products["MH 10"].url.endswith(f"/view/id/{magento.store.shop.by_sku('MH 10').id}")
    assert {product.language for product in products.values()} == {"en-US"}
    assert products["MH 10"].category_ids == ("6",)


def test_changes_are_asked_for_in_utc_and_with_their_own_second(magento: MagentoHarness):
    product = magento.store.shop.by_sku("MH 14")
    product.updated = datetime(2026, 11, 20, 12, 0, 5, tzinfo=UTC)
    shifted = product.updated.astimezone(UTC) + timedelta(microseconds=900_000)
    with magento.open() as connector:
        found = listed(connector, since=shifted)
        (none, *_) = connector.product_pages(since=datetime(2040, 1, 1, tzinfo=UTC))
    assert "MH 14" in [one.id for one in found]
    assert next(one for one in found if one.id == "MH 14").updated_at == product.updated
    assert (none.products, none.next_cursor) == ((), None)
    assert any("2026-11-20 12:00:05" in unquote_plus(path) for path in magento.proxy.reads)


def test_no_read_brings_files_in_base64(magento: MagentoHarness):
    with magento.open() as connector:
        connector.check()
        listed(connector)
        connector.gallery("MH 10")
    products = [path for path in magento.proxy.reads if "/products" in path]
    assert all("/V1/products?" in path and "fields=" in path for path in products)


@pytest.mark.parametrize("change", ["saved", "deleted"])
def test_a_product_that_is_saved_or_deleted_while_pages_are_read_hides_no_other(
    magento: MagentoHarness, monkeypatch: pytest.MonkeyPatch, change: str
):
    monkeypatch.setattr(magento.page_size, 3)
    first = next(iter(magento.store.shop.products.values()))
    with magento.open() as connector:
        pages = connector.product_pages()
        seen = [product.id for product in next(pages).products]
        if change == "saved":
            magento.store.shop.touch(first)
        else:
            del magento.store.shop.products[first.id]
        seen += [product.id for page in pages for product in page.products]
    assert set(seen) >= set(magento.product_ids())
    assert len(seen) == len(set(seen))


def test_a_store_that_gives_one_page_for_ever_is_a_bad_reply(magento: MagentoHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(magento.page_size, 3)
    first: list[Any] = []

    def again(call: Call, document: Any) -> Any:
        if isinstance(document, dict) and "items" in document:
            first.append(document)
            return first[0]
        return document

    magento.proxy.edit_answers(again)
    with magento.open() as connector, pytest.raises(BadReply, match="same page"):
        listed(connector)
    assert len(first) == 2


def test_a_key_that_ends_between_pages_ends_the_reading(magento: MagentoHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(magento.page_size, 3)
    with magento.open() as connector:
        pages = connector.product_pages()
        next(pages)
        magento.proxy.answer_next(401, json.dumps({"message": "Token expired"}).encode())
        with pytest.raises(AuthFailed, match="Token expired"):
            next(pages)


def test_what_a_field_filter_leaves_of_nothing_is_nothing(magento: MagentoHarness):
    """Empty lists come as null and empty objects as lists."""
    magento.store.shop.add_product("BARE", [], category_ids=())
    with magento.open() as connector:
        product = next(one for one in listed(connector) if one.id == "BARE")
        gallery = connector.gallery("BARE")
    assert (product.images, product.category_ids, product.image_count) == ((), (), 0)
    assert gallery.images == ()
    assert [variant.image_id for variant in gallery.variants] == [None]


def test_the_main_photo_comes_first_whatever_its_position(magento: MagentoHarness):
    product = magento.store.shop.add_product("LAST", [jpeg(1), jpeg(2), jpeg(3)])
    product.entries[0].position = 9
    with magento.open() as connector:
        gallery = connector.gallery("LAST")
    assert [image.id for image in gallery.images] == [str(one.id) for one in product.entries]
    assert gallery.variants[0].image_id == str(product.entries[0].id)


def test_entries_without_a_position_come_last_and_equal_ones_in_order_of_their_ids(magento: MagentoHarness):
    product = magento.store.shop.add_product("MIXED", [jpeg(n) for n in range(1, 5)])
    for entry, position in zip(product.entries, (0, None, 5, 5), strict=True):
        entry.position = position
    first, none, five, also_five = (str(entry.id) for entry in product.entries)
    with magento.open() as connector:
        assert [image.id for image in connector.gallery("MIXED").images] == [first, five, also_five, none]


def test_a_video_is_no_photo(magento: MagentoHarness):
    product = magento.store.shop.by_sku("MH 10")
    magento.store.shop.add_video(product, jpeg(9), 2)
    with magento.open() as connector:
        assert len(connector.gallery("MH 10").images) == 2
        assert next(one for one in listed(connector) if one.id == "MH 10").image_count == 2


def test_another_spelling_of_a_sku_is_another_product(magento: MagentoHarness):
    with magento.open() as connector, pytest.raises(NotFound, match="mh 10"):
        connector.gallery("mh 10")


def test_a_sku_that_is_too_long_for_the_hub_is_a_broken_product(magento: MagentoHarness):
    magento.store.shop.add_product("x" * 250, [jpeg(1)])
    with magento.open() as connector:
        pages = list(connector.product_pages())
    (record,) = [record for page in pages for record in page.broken]
    assert len(record.id) <= 200
    assert "250 characters" in record.reason


def test_a_product_without_an_sku_or_that_is_no_object_is_broken(magento: MagentoHarness):
    def spoilt(call: Call, document: Any) -> Any:
        if isinstance(document, dict) and "items" in document:
            document["items"][0]["sku"] = ""
            document["items"].insert(0, "nothing")
        return document

    magento.proxy.edit_answers(spoilt)
    with magento.open() as connector:
        (page,) = connector.product_pages()
    assert [record.id for record in page.broken] == ["?", "?"]
    assert len(page.products) == 9


def test_categories_come_parents_first_below_the_shops_own_root(magento: MagentoHarness):
    with magento.open() as connector:
        found = list(connector.categories())
        assert connector.counts().categories == len(found)
    assert [(one.id, one.parent_id) for one in found] == [("2", None), ("3", "2"), ("4", "3"), ("6", "4")]
    assert found[-1].name == "Erin & Friends"
    assert [one.id for one in found if one.deactivated] == ["3"]
    assert {one.product_count for one in found} == {3}


def test_the_view_at_the_address_that_was_entered_counts():
    def config(code: str, host: str) -> dict[str, str]:
        return {"code": code, "locale": "da_DK" if code == "dk" else "en_US", "base_currency_code": "DKK",
                "base_link_url": f"http://{host}/", "base_media_url": f"http://{host}/media",
                "secure_base_link_url": f"https://{host}/", "secure_base_media_url": f"https://cdn.{host}/"}  # fmt: skip

    both = [config("default", "shop.example"), config("dk", "shop.dk")]
    danish = views.chosen(both, "https://shop.dk")
    assert (danish.name, danish.language, danish.media_url) == ("shop.dk (dk)", "da-DK", "https://cdn.shop.dk/")
    assert views.chosen(both, "http://elsewhere.example").media_url == "http://shop.example/media/"


@pytest.mark.parametrize("found", [[], {}, [1], [{"base_link_url": "https://shop.example/"}], [{"base_media_url": 3}]])
def test_store_views_without_an_address_are_a_bad_reply(found: Any):
    with pytest.raises(BadReply):
        views.chosen(found, "https://shop.example")


@pytest.mark.parametrize(
    ("file", "url"),
    [
        ("/m/b/mb04.jpg", "https://cdn.example/media/catalog/product/m/b/mb04.jpg"),
        ("/m/b/50% off é.jpg", "https://cdn.example/media/catalog/product/m/b/50%25%20off%20%C3%A9.jpg"),
        ("https://elsewhere.example/a.jpg", "https://elsewhere.example/a.jpg"),
    ],
)
def test_a_files_address_is_made_from_the_media_address(file: str, url: str):
    assert VIEW.picture_url(file) == url


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"updated_at": "yesterday"}, "updated_at"),
        ({"name": 7}, "name"),
        ({"id": None}, "id"),
        ({"media_gallery_entries": [{"id": 1, "media_type": "image"}]}, "file"),
        ({"media_gallery_entries": ["x"]}, "image"),
        ({"media_gallery_entries": [{"id": True}]}, "id"),
        ({"extension_attributes": {"category_links": [{"position": 0}]}}, "category_id"),
    ],
)
def test_a_field_that_is_not_as_it_should_be_is_named(changed: dict[str, Any], named: str):
    raw = {"id": 1, "sku": "A", "name": "A", "status": 1, "updated_at": "", "media_gallery_entries": []}
    assert mapping.product(raw, VIEW).updated_at is None
    with pytest.raises(BadReply, match=named):
        mapping.product(raw | changed, VIEW)
