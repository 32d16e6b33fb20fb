"""How Pixee is read: scopes, pages that move, categories of another part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.contract import ReadsImages, SendsWebhooks
from connectors.errors import AuthFailed, BadReply
from connectors.platforms.pixee import api, mapping
from connectors.platforms.pixee.connector import PixeeConnector
from tests.connectors.pixee.harness import YESTERDAY, PixeeHarness, read_all
from tests.connectors.servers import Call

BEFORE = YESTERDAY - timedelta(hours=1)


def asked(pixee: PixeeHarness, name: str, **only: str) -> list[str]:
    """The values of a query's field in the calls that have also `only`."""
    queries = [parse_qs(urlsplit(path).query) for path in pixee.proxy.reads]
    return [query[name][0] for query in queries if name in query and all(query.get(k) == [v] for k, v in only.items())]


# ---- getting in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entered", "home"),
    [
        ("", "https://api.pixeepim.com/api/v1"),
        ("https://api.pixeepim.com", "https://api.pixeepim.com/api/v1"),
        (" pim.example/api/v1/ext/ ", "https://pim.example/api/v1"),
        ("https://pim.example/api/v2/", "https://pim.example/api/v2"),
    ],
)
def test_the_address_is_taken_as_people_copy_it(entered: str, home: str):
    assert PixeeConnector.base_url({"url": entered}) == home


def test_the_store_is_named_after_its_key(pixee: PixeeHarness):
    with pixee.open() as connector:
        found = connector.check()
    assert (found.name, found.url) == ("Pixee PIM (Hub)", pixee.settings["url"])


def test_a_key_without_the_scope_is_told_which_one(pixee: PixeeHarness):
    pixee.store.scopes = ["windev:read"]
    with pixee.open() as connector, pytest.raises(AuthFailed, match=r"ext:products:read.*Permission insuffisante"):
        connector.check()


def test_a_key_that_says_itself_that_it_lacks_the_scope_is_told_which_one(pixee: PixeeHarness):
    def without(call: Call, document: Any) -> Any:
        document["data"]["api_key_scopes"] = ["ext:products:write"]
        return document

    pixee.proxy.edit_answers(without)
    with pixee.open() as connector, pytest.raises(AuthFailed, match="lacks the scope ext:products:read"):
        connector.check()


def test_products_and_categories_are_never_asked_with_a_bearer(pixee: PixeeHarness):
    with pixee.open() as connector:
        connector.check()
        connector.counts()
    assert {call.headers.get("x-api-key") for call in pixee.proxy.calls} == {pixee.store.key}
    assert not any("authorization" in call.headers for call in pixee.proxy.calls)


def test_no_photo_is_promised():
    assert not issubclass(PixeeConnector, ReadsImages | SendsWebhooks)


# ---- products ----------------------------------------------------------------------------------------------------


def test_a_product_has_what_pixee_tells(pixee: PixeeHarness):
    with pixee.open() as connector:
        products = read_all(connector)
    assert [product.name for product in products if product.deactivated] == ["Support TV 4"]
    assert [product.name for product in products if not product.ean] == ["Support TV 8"]
    assert products[0].updated_at == YESTERDAY
    assert all(product.images == () for product in products)


def test_what_other_parts_of_pixee_tell_is_taken_too():
    found = mapping.product({
        "id": "550e8400", "name": "Câble HDMI 2m", "ean": "3700685406001", "manufacturer_reference": "REF-1",
        "category_id": 3, "is_active": False, "gallery_images_count": 4, "updated_at": "2026-03-06T08:30:00",
    })  # fmt: skip
    assert (found.name, found.sku, found.category_ids, found.image_count) == ("Câble HDMI 2m", "REF-1", ("3",), 4)
    assert found.deactivated
    assert found.updated_at == datetime(2026, 3, 6, 8, 30, tzinfo=UTC)


def test_a_product_without_an_id_is_named_as_broken(pixee: PixeeHarness):
    def without(call: Call, document: Any) -> Any:
        del document["data"][0]["id"]
        return document

    pixee.proxy.edit_answers(without)
    with pixee.open() as connector:
        (page,) = connector.product_pages()
    assert [one.reason for one in page.broken] == ["A product in Pixee's answer lacks its id."]
    assert len(page.products) == 9


@pytest.mark.parametrize("since", [None, BEFORE])
@pytest.mark.parametrize("killed", [False, True])
def test_products_saved_while_pages_are_read_hide_none(
    pixee: PixeeHarness, monkeypatch: pytest.MonkeyPatch, since: datetime | None, killed: bool
):
    monkeypatch.setattr(pixee.page_size, 3)
    saved, other, *_ = pixee.shop.products.values()
    with pixee.open() as connector:
        pages = connector.product_pages(since=since)
        page = next(pages)
        for product in (saved, other):
            product.title += " bis"
            pixee.shop.touch(product)
        rest = connector.product_pages(since=since, cursor=page.next_cursor) if killed else pages
        seen = [product for one in (page, *rest) for product in one.products]
    assert {product.id for product in seen} == set(pixee.product_ids())
    assert {product.name for product in seen} >= {saved.title, other.title}


@pytest.mark.parametrize("killed", [False, True])
def test_products_deleted_while_pages_are_read_hide_none(
    pixee: PixeeHarness, monkeypatch: pytest.MonkeyPatch, killed: bool
):
    monkeypatch.setattr(pixee.page_size, 3)
    with pixee.open() as connector:
        pages = connector.product_pages()
        page = next(pages)
        del pixee.shop.products[page.products[0].id]
        rest = connector.product_pages(cursor=page.next_cursor) if killed else pages
        seen = {product.id for one in (page, *rest) for product in one.products}
    assert seen >= set(pixee.product_ids())


def test_since_is_the_same_for_all_pages(pixee: PixeeHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pixee.page_size, 3)
    with pixee.open() as connector:
        assert len(read_all(connector, since=BEFORE)) == 10
    assert asked(pixee, "page", page_size="3") == ["1", "2", "3", "4"]
    assert set(asked(pixee, "since", page_size="3")) == {BEFORE.isoformat().replace("+00:00", "Z")}


def test_a_catalogue_at_rest_is_read_once_and_one_page_is_not_asked_after(
    pixee: PixeeHarness, monkeypatch: pytest.MonkeyPatch
):
    with pixee.open() as connector:
        assert len(list(connector.product_pages())) == 1
        assert len(pixee.proxy.reads) == 1
        monkeypatch.setattr(pixee.page_size, 5)
        assert len(list(connector.product_pages())) == 2
    assert len(pixee.proxy.reads) == 1 + 2 + 1


def test_a_catalogue_that_never_rests_is_read_three_times(pixee: PixeeHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pixee.page_size, 5)

    def save_one(call: Call, document: Any) -> Any:
        pixee.shop.touch(pixee.shop.listed()[0])
        return document

    pixee.proxy.edit_answers(save_one)
    with pixee.open() as connector:
        assert len(list(connector.product_pages())) == 6


def test_a_page_is_as_large_as_pixee_allows():
    assert api.PAGE_SIZE == 500


@pytest.mark.parametrize("supplier", ["", "KIMEX"])
def test_changes_are_asked_for_at_that_moment_or_later(pixee: PixeeHarness, supplier: str):
    first = next(iter(pixee.shop.products.values()))
    first.updated = datetime(2027, 1, 1, tzinfo=UTC)
    with pixee.open(supplier_code=supplier) as connector:
        assert [product.id for product in read_all(connector, since=first.updated)] == [first.id]


def test_one_suppliers_products_alone_are_read_and_counted(pixee: PixeeHarness):
    with pixee.open(supplier_code=" INGRAM ") as connector:
        names = [product.name for product in read_all(connector)]
        assert names == [product.name for product in read_all(connector, since=BEFORE)]
        assert connector.counts().products == 3
    assert names == ["Support TV 7", "Support TV 8", "Support TV 9"]


def test_a_page_that_says_no_total_is_a_bad_reply(pixee: PixeeHarness):
    pixee.proxy.edit_answers(lambda call, document: document | {"meta": {}})
    with pixee.open() as connector, pytest.raises(BadReply, match="total"):
        read_all(connector)


def test_an_empty_page_ends_a_list_whose_total_is_wrong(pixee: PixeeHarness):
    pixee.proxy.edit_answers(lambda call, document: document | {"data": []})
    with pixee.open() as connector:
        assert read_all(connector) == []


# ---- categories --------------------------------------------------------------------------------------------------


def test_categories_come_with_their_parents(pixee: PixeeHarness):
    with pixee.open() as connector:
        found = {one.name: one for one in connector.categories()}
        assert connector.counts().categories == 3
    assert found["Lampes & spots"].parent_id == found["Maison"].id == "1"
    assert (found["Lampes & spots"].deactivated, found["TV"].product_count) == (True, 4)


def test_a_flat_list_of_several_pages_has_its_parents_too(pixee: PixeeHarness):
    def flat(call: Call, document: Any) -> Any:
        page = int(parse_qs(urlsplit(call.path).query)["page"][0])
        row = {"id": page, "name": f"Rayon {page}", "parent_id": page - 1 or None}
        return document | {"data": {"categories": [row], "page": page, "pages": 3}}

    pixee.proxy.edit_answers(flat)
    with pixee.open() as connector:
        assert [(one.id, one.parent_id) for one in connector.categories()] == [("1", None), ("2", "1"), ("3", "2")]


def test_a_key_without_their_scope_gives_no_categories_and_reads_all_else(pixee: PixeeHarness):
    pixee.store.scopes = ["ext:products:read"]
    with pixee.open() as connector:
        assert list(connector.categories()) == []
        counts = connector.counts()
    assert (counts.categories, counts.products) == (None, 10)


def test_an_installation_without_that_part_gives_no_categories(pixee: PixeeHarness):
    pixee.proxy.answer_next(404, b'{"detail": "Not Found"}')
    with pixee.open() as connector:
        assert list(connector.categories()) == []


def test_a_wrong_key_is_not_taken_for_a_lack_of_categories(pixee: PixeeHarness):
    with pixee.open(**pixee.wrong_key) as connector, pytest.raises(AuthFailed):
        list(connector.categories())
