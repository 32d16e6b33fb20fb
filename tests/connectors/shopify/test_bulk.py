"""A large catalogue by a bulk operation: read once, taken up where it was, or read page by page after all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import BadReply
from tests.connectors.servers import Call
from tests.connectors.shopify.harness import ShopifyHarness


@pytest.fixture
def shopify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ShopifyHarness]:
    """A store that counts as large, read in pages of four."""
    monkeypatch.setattr("connectors.platforms.shopify.bulk.FROM_PRODUCTS", 9)
    with ShopifyHarness.start(None, tmp_path) as running:
        monkeypatch.setattr(running.page_size, 4)
        yield running


def pages(shopify: ShopifyHarness, **options: Any) -> list[Any]:
    with shopify.open() as connector:
        return list(connector.product_pages(**options))


def products(found: list[Any]) -> dict[str, Any]:
    return {one.id: one for page in found for one in page.products}


def by_pages(shopify: ShopifyHarness, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    with monkeypatch.context() as patch:
        patch.setattr("connectors.platforms.shopify.bulk.FROM_PRODUCTS", 1000)
        return products(pages(shopify))


def asked_for_pages(shopify: ShopifyHarness) -> bool:
    return any(b"query Products(" in call.body for call in shopify.proxy.calls)


def test_the_file_gives_what_pages_give(shopify: ShopifyHarness, monkeypatch: pytest.MonkeyPatch):
    found = pages(shopify)
    assert not asked_for_pages(shopify)
    assert [len(page.products) for page in found if page.products] == [4, 4, 2]
    assert found[-1].next_cursor is None
    expected, ours = by_pages(shopify, monkeypatch), products(found)
    assert ours.keys() == expected.keys()
    for product_id, one in ours.items():
        other = expected[product_id]
        assert (one.name, one.url, one.updated_at, set(one.category_ids)) == (
            other.name,
            other.url,
            other.updated_at,
            set(other.category_ids),
        )
        assert {image.id for image in one.images} == {image.id for image in other.images}
        assert {(v.id, v.image_id) for v in one.variants} == {(v.id, v.image_id) for v in other.variants}


def test_the_main_photo_is_told_although_lines_come_in_any_order(shopify: ShopifyHarness):
    for one in products(pages(shopify)).values():
        assert one.images[0].id == str(shopify.store.shop.products[int(one.id)].file_ids[0])


def test_while_shopify_writes_the_pages_are_empty_and_carry_the_cursor(shopify: ShopifyHarness):
    shopify.store.bulk_takes = 4
    first, *rest = pages(shopify)
    assert first.products == ()
    assert first.next_cursor.startswith("bulk:")
    assert len(products(rest)) == 10


@pytest.mark.parametrize("stop_after", [1, 2, 3])
def test_a_killed_worker_takes_up_the_same_operation(shopify: ShopifyHarness, stop_after: int):
    seen: list[str] = []
    with shopify.open() as connector:
        for number, page in enumerate(connector.product_pages(), 1):
            seen += [one.id for one in page.products]
            if number == stop_after:
                break
    seen += products(pages(shopify, cursor=page.next_cursor))
    assert sorted(seen) == sorted(shopify.product_ids())
    assert len(shopify.store.answers.operations) == 1


@pytest.mark.parametrize("end", ["FAILED", "CANCELED", "EXPIRED"])
def test_an_operation_that_fails_is_replaced_by_pages(shopify: ShopifyHarness, end: str):
    shopify.store.bulk_ends = end
    assert len(products(pages(shopify))) == 10
    assert asked_for_pages(shopify)


@pytest.mark.parametrize("cursor", ["bulk:4711:0", "bulk:4711:8"])
def test_an_operation_that_is_forgotten_is_replaced_by_pages(shopify: ShopifyHarness, cursor: str):
    assert len(products(pages(shopify, cursor=cursor))) == 10


def test_a_result_that_has_expired_is_replaced_by_pages(shopify: ShopifyHarness):
    with shopify.open() as connector:
        cursor = next(connector.product_pages()).next_cursor
    shopify.store.results.clear()
    assert len(products(pages(shopify, cursor=cursor))) == 10
    assert asked_for_pages(shopify)


def test_an_operation_that_may_not_start_now_is_replaced_by_pages(shopify: ShopifyHarness):
    shopify.store.bulk_takes = 1000
    with shopify.open() as connector:
        next(connector.product_pages())
    assert len(products(pages(shopify))) == 10


def test_a_small_store_and_its_changes_are_read_by_pages(shopify: ShopifyHarness, monkeypatch: pytest.MonkeyPatch):
    shopify.change_product(shopify.product_ids()[0])
    updated = shopify.hoodie.updated
    assert list(products(pages(shopify, since=updated))) == shopify.product_ids()[:1]
    assert len(by_pages(shopify, monkeypatch)) == 10
    assert shopify.store.answers.operations == {}


@pytest.mark.parametrize("knows_ranges", [True, False])
@pytest.mark.parametrize("piece", [4000, 8 * 1024 * 1024])
def test_the_file_is_fetched_piece_by_piece(
    shopify: ShopifyHarness, monkeypatch: pytest.MonkeyPatch, piece: int, knows_ranges: bool
):
    monkeypatch.setattr("connectors.platforms.shopify.bulk.PIECE", piece)
    shopify.store.knows_ranges = knows_ranges
    assert len(products(pages(shopify))) == 10
    assert (len(shopify.store.fetched) > 1) == (piece == 4000 and knows_ranges)
    assert shopify.store.fetched[0] == f"bytes=0-{piece - 1}"


def test_a_file_that_is_cut_off_is_a_bad_reply(shopify: ShopifyHarness):
    with shopify.open() as connector:
        cursor = next(connector.product_pages()).next_cursor
    (path,) = shopify.store.results
    shopify.store.results[path] = shopify.store.results[path][:-5]
    with pytest.raises(BadReply, match="bulk"):
        pages(shopify, cursor=cursor)


def test_a_product_in_the_file_that_cannot_be_read_is_named(shopify: ShopifyHarness):
    broken = shopify.product_ids()[3]
    with shopify.open() as connector:
        cursor = next(connector.product_pages()).next_cursor
    (path,) = shopify.store.results
    shopify.store.results[path] = shopify.store.results[path].replace(b'"Tee 12"', b"7")
    found = pages(shopify, cursor=cursor)
    assert [one.id for page in found for one in page.broken] == [broken]
    assert len(products(found)) == 9


def test_the_shops_key_is_not_sent_to_where_the_file_lies(shopify: ShopifyHarness):
    calls: list[Call] = shopify.proxy.calls
    pages(shopify)
    assert not [one for one in calls if "/bulk/" in one.path and "x-shopify-access-token" in one.headers]
