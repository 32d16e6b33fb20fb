"""One part tried out: what is sent, what comes back, what is made of it. Never a secret, never a write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.http import Http
from connectors.platforms.custom.description import read_description
from connectors.platforms.custom.dry_run import RAW_BYTES, DryRun, dry_run, parts_of
from tests.connectors.custom.between import Scripted
from tests.connectors.custom.fake import JsonShop
from tests.connectors.custom.harness import example
from tests.connectors.custom.opening import minimal
from tests.connectors.custom.soap_shop import SoapShop
from tests.connectors.custom.xml_shop import XmlShop
from tests.connectors.servers import Answer, jpeg

KEY = "k_good_4711"


@pytest.fixture
def shop() -> Iterator[JsonShop]:
    with JsonShop() as running:
        running.add_item("Tee", [jpeg(1), jpeg(2)], updated=datetime(2026, 11, 1, tzinfo=UTC), category=11)
        running.add_item("", [], updated=datetime(2026, 11, 2, tzinfo=UTC))
        yield running


def tried(settings: dict[str, str], part: str, host: str = "", **options: Any) -> DryRun:
    with Http(f"http://{host}" if host else "", allowed_private=[host], tries=1) as http:
        return dry_run(settings, part, http, **options)


def shop_settings(shop: JsonShop, **changed: str) -> dict[str, str]:
    return {"description": example("json_shop", f"{shop.url}/api/"), "secrets": f"api_key={shop.key}", **changed}


def test_what_can_be_tried_is_what_is_described():
    parts = parts_of(read_description(example("soap_shop", "https://shop.example/")))
    assert parts == ["auth", "products", "images", "post_image", "add_image", "post_product"]
    parts = parts_of(read_description(example("json_shop", "https://shop.example/")))
    assert parts[:4] == ["check", "categories", "products", "images"]
    assert {"counts.products", "counts.images"} < set(parts)


def test_a_list_of_products_shows_its_request_answer_rows_and_what_is_wrong_with_one(shop: JsonShop):
    found = tried(shop_settings(shop), "products", shop.host)
    assert found.request is not None
    assert found.request.method == "GET"
    assert found.request.url == f"{shop.url}/api/products?page=1&page_size=100"
    assert found.request.headers["X-API-Key"] == "•••"
    assert found.status == 200
    assert json.loads(found.raw)["total"] == 2
    (row,) = found.rows
    assert (row["name"], row["updated_at"], len(row["images"])) == ("Tee", "2026-11-01T00:00:00+00:00", 2)
    (problem,) = found.problems
    assert problem.says == "name is missing."
    text = shop_settings(shop)["description"].splitlines()
    assert text[problem.line - 1] == "  fields:"


@pytest.mark.parametrize(
    ("part", "rows"),
    [("check", 1), ("categories", 2), ("images", 2), ("counts.products", 1), ("counts.images", 1)],
)
def test_every_other_part_can_be_tried_too(shop: JsonShop, part: str, rows: int):
    found = tried(shop_settings(shop), part, shop.host, product_id=str(next(iter(shop.items))))
    assert found.problems == ()
    assert len(found.rows) == rows


def test_photos_need_the_id_of_a_product(shop: JsonShop):
    found = tried(shop_settings(shop), "images", shop.host)
    assert [str(problem).split(": ", 1)[1] for problem in found.problems] == [
        "images needs the id of a product to be tried with"
    ]


@pytest.mark.parametrize("part", ["post_image", "add_image", "post_product"])
@pytest.mark.parametrize("kind", ["json", "soap"])
def test_a_write_is_shown_and_not_sent(shop: JsonShop, part: str, kind: str):
    with SoapShop() as soap:
        host, url = (shop.host, f"{shop.url}/api/") if kind == "json" else (soap.host, f"{soap.url}/")
        secrets = f"api_key={KEY}" if kind == "json" else "user=hub;password=<&>secret"
        settings = {"description": example(f"{kind}_shop", url), "secrets": secrets}
        found = tried(settings, part, host, product_id="101")
        assert found.problems == ()
        assert found.request is not None
        assert "101" in found.request.url + found.request.body
        assert (found.status, found.raw, found.rows) == (None, "", ())
        assert set(soap.actions) <= {"login"}
    assert "session-" not in str(found)
    if part == "post_product":
        assert "IMAGE-1" in found.request.body and "From the side" in found.request.body


def test_a_problem_of_the_description_is_told_before_anything_is_called(shop: JsonShop):
    settings = shop_settings(shop)
    settings["description"] = settings["description"].replace("records: products", "records: 'products['")
    found = tried(settings, "products", shop.host)
    assert found.request is None
    assert found.problems[0].path == "products.records"
    assert tried(shop_settings(shop, secrets="other=x"), "products", shop.host).problems[0].line == 4


def test_a_refusal_is_shown_with_the_raw_answer_and_the_line_of_the_part(shop: JsonShop):
    found = tried(shop_settings(shop, secrets="api_key=k_wrong_one"), "products", shop.host)
    assert (found.status, found.raw) == (401, '{"error": "This key is not known."}')
    assert "does not accept the key" in found.problems[0].says
    text = shop_settings(shop)["description"].splitlines()
    assert text[found.problems[0].line - 1] == "products:"


def test_rows_that_are_not_where_the_description_says_leave_the_answer_to_look_at(shop: JsonShop):
    settings = shop_settings(shop)
    settings["description"] = settings["description"].replace("records: products", "records: items")
    found = tried(settings, "products", shop.host)
    assert found.rows == ()
    assert "“items”" in found.problems[0].says
    assert '"products"' in found.raw


def test_a_log_in_is_tried_without_showing_what_it_gives():
    with SoapShop() as soap:
        settings = {
            "description": example("soap_shop", f"{soap.url}/"), "secrets": "user=hub;password=<&>secret"
        }  # fmt: skip
        found = tried(settings, "auth", soap.host)
    assert found.problems == ()
    assert found.request is not None
    assert "<s:password>•••</s:password>" in found.request.body
    assert "loginResponse" in found.raw
    assert not [secret for secret in (*soap.sessions, "&lt;&amp;&gt;secret") if secret in str(found)]


def test_a_password_in_a_header_is_masked_although_it_is_encoded():
    with XmlShop() as shop:
        description = example("xml_shop", f"{shop.url}/export/")
        found = tried({"description": description, "secrets": "user=hub; password=pa:ss <word>"}, "products", shop.host)
    assert found.request is not None
    assert found.request.headers["Authorization"] == "Basic •••"


def test_secrets_are_masked_in_the_address_the_body_and_the_answer_also_where_it_is_cut():
    secret = "s3cr3t/key+with&signs"
    auth = "auth: {type: api_key, in: query, name: k, value: '{{secret.key}}'}"
    echo = b"x" * (RAW_BYTES - 5) + secret.encode() + b"y" * 100
    store = Scripted(lambda path, query: Answer(200, secret.encode() + echo))
    with store.server:
        found = tried({"description": minimal(store.url, auth), "secrets": f"key={secret}"}, "products", store.host)
    assert found.request is not None
    assert found.request.url.endswith("/api/products?k=•••")
    assert len(found.raw) == RAW_BYTES
    assert found.raw.startswith("•••xxx")
    assert "s3cr" not in str(found)


def test_a_part_that_is_not_there_is_told(shop: JsonShop):
    found = tried({"description": minimal(shop.url)}, "post_image", shop.host, product_id="1")
    assert "no section post_image" in found.problems[0].says
