"""The double does what BigCommerce is documented to do."""

from __future__ import annotations

import json
import urllib.request
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.connectors.bigcommerce.harness import BigCommerceHarness
from tests.connectors.servers import jpeg

JSON = "application/json"


def ask(big: BigCommerceHarness, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
    """Status, document and headers of one call."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    named = {"X-Auth-Token": "good", "Accept": JSON, "Content-Type": JSON}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"{big.store.url}/stores/abc123/{path}", data, named, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            found = answer.read()
            return answer.status, json.loads(found) if found else None, answer.headers
    except HTTPError as error:
        found = error.read()
        return error.code, json.loads(found) if found[:1] == b"{" else found, error.headers


def images_of(big: BigCommerceHarness) -> str:
    return f"v3/catalog/products/{big.towel.id}/images"


def numbers(big: BigCommerceHarness) -> list[int]:
    return [photo.sort_order for photo in big.towel.photos]


def test_only_the_stores_own_token_comes_in(big: BigCommerceHarness):
    assert ask(big, "GET", "v2/store", X_Auth_Token="wrong")[:2] == (401, b"Unauthorized")
    assert ask(big, "GET", "v2/store")[1]["id"] == "abc123"


def test_the_quota_is_in_each_answer_and_ends_in_a_429(big: BigCommerceHarness):
    big.store.left = 1
    status, _, headers = ask(big, "GET", "v2/store")
    assert (status, headers["X-Rate-Limit-Requests-Left"]) == (200, "0")
    status, _, headers = ask(big, "GET", "v2/store")
    assert (status, headers["X-Rate-Limit-Time-Reset-Ms"]) == (429, "30000")


def test_a_page_past_the_end_is_empty_and_too_large_a_limit_is_refused(big: BigCommerceHarness):
    status, document, _ = ask(big, "GET", "v3/catalog/products?page=9")
    assert (status, document["data"]) == (200, [])
    assert document["meta"]["pagination"]["total"] == 10
    assert ask(big, "GET", "v3/catalog/products?limit=251")[0] == 413


def test_a_date_without_a_time_gets_the_present_one(big: BigCommerceHarness):
    big.change_product(big.product_ids()[0])
    modified = big.towel.modified
    _, document, _ = ask(big, "GET", f"v3/catalog/products?date_modified:min={modified:%Y-%m-%dT00:00:00Z}")
    assert big.towel.id in [product["id"] for product in document["data"]]
    big.towel.modified = modified.replace(hour=0, minute=0, second=0)
    _, document, _ = ask(big, "GET", f"v3/catalog/products?date_modified:min={modified:%Y-%m-%d}")
    assert big.towel.id not in [product["id"] for product in document["data"]]


def test_a_longer_address_and_a_form_in_jsons_place_are_refused(big: BigCommerceHarness):
    path = f"{images_of(big)}/{big.towel.photos[0].id}"
    status, document, _ = ask(big, "PUT", path, {"image_url": f"{big.picture().url}?{'x' * 255}"})
    assert (status, list(document["errors"])) == (422, ["image_url"])
    assert ask(big, "PUT", path, b"--x\r\n")[0] == 422
    assert ask(big, "PUT", path, {"image_url": "http://127.0.0.1:1/x.jpg"})[0] == 400
    assert ask(big, "POST", images_of(big), {"description": "no file"})[0] == 422


def test_a_raised_number_moves_all_that_stand_there_or_behind(big: BigCommerceHarness):
    first, second, _ = big.towel.photos
    ask(big, "PUT", f"{images_of(big)}/{first.id}", {"sort_order": 1})
    assert numbers(big) == [1, 2, 3]
    ask(big, "PUT", f"{images_of(big)}/{second.id}", {"sort_order": 0})
    assert numbers(big) == [1, 0, 3]


def test_a_product_has_one_thumbnail(big: BigCommerceHarness):
    ask(big, "PUT", f"{images_of(big)}/{big.towel.photos[2].id}", {"is_thumbnail": True})
    assert [photo.is_thumbnail for photo in big.towel.photos] == [False, False, True]


def test_a_variants_picture_is_a_copy_that_does_not_follow_the_gallery(big: BigCommerceHarness):
    variant = big.towel.variants[0]
    path = f"v3/catalog/products/{big.towel.id}/variants/{variant.id}/image"
    original = big.store.shop.file_url(big.towel.photos[0].file)
    _, document, _ = ask(big, "POST", path, {"image_url": original})
    assert "attribute_rule_images" in document["data"]["image_url"]
    ask(big, "PUT", f"{images_of(big)}/{big.towel.photos[0].id}", {"image_url": big.picture().url})
    assert big.store.shop.files[variant.file] == jpeg(1)


def test_a_product_without_photos_has_no_content(big: BigCommerceHarness):
    bare = big.store.shop.add_product("Bare", [])
    assert ask(big, "GET", f"v3/catalog/products/{bare.id}/images")[:2] == (204, None)


@pytest.mark.parametrize("path", ["v3/nowhere", "v3/catalog/products/1", "v3/catalog/products/x/images"])
def test_what_is_not_there_is_a_404_with_a_title(big: BigCommerceHarness, path: str):
    status, document, _ = ask(big, "GET", path)
    assert (status, document["status"]) == (404, 404)
    assert document["title"]
