"""The double answers in the shapes that the real WooCommerce was recorded with."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from connectors.platforms.woocommerce.access import signed_query
from tests.connectors.woocommerce.harness import WooCommerceHarness

RECORDED = Path(__file__).resolve().parents[3].parent / "shared" / "recorded" / "woocommerce"
pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers of WooCommerce are not here")
# Recorded from other versions or settings of the program; no client reads them.
PASSED_OVER = {"permalink_template", "generated_slug", "_links"}


@pytest.fixture
def woo(tmp_path: Path) -> Iterator[WooCommerceHarness]:
    with WooCommerceHarness.start(None, tmp_path) as running:
        yield running


def recorded(name: str) -> dict[str, Any]:
    found = json.loads((RECORDED / f"{name}.json").read_text())
    return found if isinstance(found, dict) and "body" in found else {"status": 200, "headers": {}, "body": found}


class Asked:
    """What the double answers to a signed call."""

    def __init__(self, woo: WooCommerceHarness, method: str, path: str, body: Any = None, **changed: Any) -> None:
        url, query = f"{woo.store.home}/wp-json/wc/v3/{path.partition('?')[0]}", dict(parse_qsl(urlsplit(path).query))
        values = {
            "key": "ck_good",
            "secret": "cs_good",
            "nonce": urlencode(query) + path,
            "timestamp": int(time.time()),
        }
        signed = signed_query(method, url, query, **(values | changed)) if changed.get("key") != "" else query
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{url}?{urlencode(signed)}", data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                self.status, self.headers, self.body = answer.status, answer.headers, json.load(answer)
        except HTTPError as error:
            self.status, self.headers, self.body = error.code, error.headers, json.load(error)


def shape(value: Any) -> Any:
    """The kinds of a document's values. Numbers are numbers; what was null in either may be anything."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items() if name not in PASSED_OVER}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__


def differences(real: Any, ours: Any, at: str = "") -> list[str]:
    if "NoneType" in (real, ours) or [] in (real, ours):
        return []
    if isinstance(real, dict) and isinstance(ours, dict):
        names = [f"{at}.{name} only in one" for name in real.keys() ^ ours.keys()]
        return names + [line for n in real.keys() & ours.keys() for line in differences(real[n], ours[n], f"{at}.{n}")]
    if isinstance(real, list) and isinstance(ours, list):
        return differences(real[0], ours[0], f"{at}[]")
    return [] if real == ours else [f"{at}: {real} there, {ours} here"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("products_page1", "products?per_page=3"),
        (
            "products_fields_modified_after",
            "products?per_page=3&orderby=modified&_fields=id,sku,name,date_modified_gmt,images",
        ),
        ("categories", "products/categories?per_page=100"),
    ],
)
def test_lists_have_the_recorded_shape_and_headers(woo: WooCommerceHarness, name: str, path: str):
    real, ours = recorded(name), Asked(woo, "GET", path)
    assert ours.status == real["status"]
    assert differences(shape(real["body"]), shape(ours.body)) == []
    for header in real["headers"].keys() & {"X-WP-Total", "X-WP-TotalPages"}:
        assert ours.headers[header].isdigit()
    assert ('rel="next"' in real["headers"]["Link"]) == ('rel="next"' in (ours.headers["Link"] or ""))


def test_a_variable_product_and_its_variations_have_the_recorded_shape(woo: WooCommerceHarness):
    product_id, _ = woo.example()
    product = Asked(woo, "GET", f"products/{product_id}").body
    assert differences(shape(recorded("product_variable")["body"]), shape(product)) == []
    variations = Asked(woo, "GET", f"products/{product_id}/variations").body
    assert differences(shape(recorded("variations")["body"]), shape(variations)) == []


def test_a_write_is_answered_in_the_recorded_shape_with_a_new_id_and_file(woo: WooCommerceHarness):
    product_id, image_id = woo.example()
    entries = [{"id": int(image_id)}, {"src": woo.picture().url}]
    for number in ("", "-1"):
        answer = Asked(woo, "PUT", f"products/{product_id}?n={number}", {"images": entries})
        assert differences(shape(recorded("product_MH01_put_add")["body"]), shape(answer.body)) == []
        assert answer.body["images"][1]["src"].endswith(f"retouched{number}.jpg")


@pytest.mark.parametrize(
    ("name", "path", "changed"),
    [
        ("error_401_noauth", "products", {"key": ""}),
        ("error_401_badsecret", "products", {"secret": "wrong"}),
        ("error_404", "products/4711", {}),
    ],
)
def test_refusals_have_the_recorded_shape(woo: WooCommerceHarness, name: str, path: str, changed: dict[str, str]):
    real, ours = recorded(name), Asked(woo, "GET", path, **changed)
    assert ours.status == real["status"]
    assert differences(shape(real["body"]), shape(ours.body)) == []
    assert "woocommerce_rest" in ours.body["code"]


@pytest.mark.parametrize("name", ["error_404_url", "error_other_port", "error_localhost_name"])
def test_a_photo_that_cannot_be_fetched_is_refused_as_recorded(woo: WooCommerceHarness, name: str):
    product_id, _ = woo.example()
    picture = woo.picture().url
    src = {
        "error_404_url": picture.replace("retouched", "nope"),
        "error_other_port": "http://127.0.0.1:9/x.jpg",
        "error_localhost_name": picture.replace("127.0.0.1", "localhost"),
    }[name]
    real, ours = recorded(name), Asked(woo, "PUT", f"products/{product_id}", {"images": [{"src": src}]})
    assert (ours.status, ours.body["code"]) == (real["status"], real["body"]["code"])
    assert ours.body["message"].rpartition("Error: ")[2] == real["body"]["message"].rpartition("Error: ")[2]
