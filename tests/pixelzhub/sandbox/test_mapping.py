"""The connector's reading of answers that are not what the shop documents."""

from __future__ import annotations

import pytest

from connectors.contract import GrantCall
from connectors.errors import BadReply
from connectors.http import Http
from connectors.platforms.sandbox import mapping
from connectors.platforms.sandbox.connector import SandboxConnector

PRODUCT = {"id": "1", "name": "Mug", "category_ids": ["2"], "variants": [], "images": []}


def test_one_broken_product_does_not_break_its_page():
    page = mapping.product_page({"products": [PRODUCT, {"id": "7"}], "next_cursor": None})
    assert [product.id for product in page.products] == ["1"]
    assert page.broken[0].id == "7"
    assert page.broken[0].reason == "The shop's answer lacks name."


@pytest.mark.parametrize(
    "change",
    [
        {"id": 5},
        {"name": ""},
        {"images": None},
        {"images": ["x"]},
        {"images": [{"id": "1"}]},
        {"variants": [{}]},
        {"updated_at": "yesterday"},
        {"image_count": "many"},
        {"category_ids": "2"},
    ],
)
def test_product_with_a_wrong_field_is_a_bad_reply(change):
    with pytest.raises(BadReply):
        mapping.product({**PRODUCT, **change})


@pytest.mark.parametrize("page", [{}, {"products": None}, {"products": [1]}, {"products": [], "next_cursor": 5}])
def test_page_of_a_wrong_shape_is_a_bad_reply(page):
    with pytest.raises(BadReply):
        mapping.product_page(page)


def test_images_stand_in_the_order_of_their_positions():
    images = [{"id": name, "url": "http://x/", "position": place} for name, place in (("b", 3), ("a", 1))]
    assert [(i.id, i.position) for i in mapping.images({"images": images}, "1")] == [("a", 0), ("b", 1)]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"state": "s"}', b'{"token": 1}'])
def test_grant_without_a_token_is_a_bad_reply(body):
    with pytest.raises(BadReply), Http() as http:
        SandboxConnector.granted({"url": "http://x"}, GrantCall({}, body), callback_url="http://hub", http=http)
