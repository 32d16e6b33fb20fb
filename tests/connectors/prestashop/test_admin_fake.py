"""The double of the Admin API answers as the vendor's own tests expect it of the real one.

https://github.com/PrestaShop/ps_apiresources (tests/Integration/ApiPlatform/ProductEndpointTest.php, ApiTestCase.php)
"""

from __future__ import annotations

import json
import urllib.request
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.connectors.prestashop.admin_fake import READ, WRITE
from tests.connectors.prestashop.client_harness import ClientHarness
from tests.connectors.servers import jpeg

FORM = "multipart/form-data; boundary=B"


def asked(
    nine: ClientHarness, path: str, *scopes: str, method: str = "GET", fields: dict[str, str] | None = None
) -> tuple[int, Any]:
    """Status and document of a call with a token of these scopes; without any scope there is no token."""
    headers, body = {"Content-Type": "application/json"}, None
    if scopes:
        nine.store.admin.tokens["t"] = set(scopes)
        headers["Authorization"] = "Bearer t"
    if fields is not None:
        headers["Content-Type"] = FORM
        parts = (f'--B\r\nContent-Disposition: form-data; name="{a}"\r\n\r\n{b}\r\n' for a, b in fields.items())
        body = "".join((*parts, "--B--\r\n")).encode()
    request = urllib.request.Request(f"{nine.store.url}/admin-api/{path}", body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            status, content = answer.status, answer.read()
    except HTTPError as error:
        status, content = error.code, error.read()
    return status, json.loads(content) if content else None


@pytest.fixture
def two(nine: ClientHarness) -> tuple[int, int, int]:
    """A product and its two photos, of which the second has no caption."""
    product = nine.store.shop.add_product("Poster", [jpeg(1)])
    nine.store.shop.add_image(product, jpeg(2))
    return product.id, *product.image_ids


def test_nobody_gets_in_without_a_token_or_its_scope(nine: ClientHarness, two: tuple[int, int, int]):
    product, one, _ = two
    assert asked(nine, f"products/{product}/images") == (401, "No Authorization header provided")
    assert asked(nine, f"products/{product}/images", WRITE)[0] == 403
    assert asked(nine, f"products/images/{one}", READ, method="POST", fields={})[0] == 403


def test_cover_and_position_come_as_text_and_the_list_is_in_the_new_order(
    nine: ClientHarness, two: tuple[int, int, int]
):
    product, one, other = two
    status, _ = asked(nine, f"products/images/{other}", WRITE, method="POST", fields={"cover": "1", "position": "1"})
    assert status == 200
    _, rows = asked(nine, f"products/{product}/images", READ)
    assert [(row["imageId"], row["cover"], row["position"]) for row in rows] == [(other, True, 1), (one, False, 2)]
    assert [row["legends"]["en-US"] for row in rows] == ["", "Poster, photo 1"]


def test_a_caption_is_changed_in_the_languages_that_are_sent(nine: ClientHarness, two: tuple[int, int, int]):
    _, one, _ = two
    _, row = asked(nine, f"products/images/{one}", WRITE, method="POST", fields={"legends[fr-FR]": "nouveau"})
    assert row["legends"] == {"en-US": "Poster, photo 1", "fr-FR": "nouveau"}


def test_a_change_that_is_no_form_in_parts_is_refused(nine: ClientHarness, two: tuple[int, int, int]):
    assert asked(nine, f"products/images/{two[1]}", WRITE, method="POST")[0] == 415


def test_a_photo_is_deleted_with_any_token_and_gone_then(nine: ClientHarness, two: tuple[int, int, int]):
    product, one, other = two
    assert asked(nine, f"products/images/{one}", "category_read", method="DELETE") == (204, None)
    assert asked(nine, f"products/images/{one}", WRITE, method="POST", fields={})[0] == 404
    _, rows = asked(nine, f"products/{product}/images", READ)
    assert [(row["imageId"], row["cover"], row["position"]) for row in rows] == [(other, True, 1)]
    assert asked(nine, "products/4711/images", READ)[0] == 404
