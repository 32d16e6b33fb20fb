"""The double answers in the shapes that the real Magento was recorded with, and is asked what Magento describes."""

from __future__ import annotations

import base64
import json
import re
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from connectors.contract import Added, Kept
from tests.connectors.magento.fake import FOLDER
from tests.connectors.magento.harness import YESTERDAY, MagentoHarness
from tests.connectors.servers import Call, jpeg

RECORDED = Path(__file__).resolve().parents[3].parent / "shared" / "recorded" / "magento2"
pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers of Magento are not here")
FIELDS = (
    "items[id,sku,name,status,updated_at,extension_attributes[category_links],"
    "media_gallery_entries[id,position,disabled,types,file]],total_count"
)
FILTER = "searchCriteria[filterGroups][0][filters][0]"
SINCE = f"{FILTER}[field]=updated_at&{FILTER}[conditionType]=gteq&{FILTER}[value]={YESTERDAY:%Y-%m-%d} 00:00:00"


def recorded(name: str) -> dict[str, Any]:
    return json.loads((RECORDED / f"{name}.json").read_text())


def asked(magento: MagentoHarness, method: str, path: str, body: Any = None, token: str = "tk_good") -> dict[str, Any]:
    """What the double answers to a call with a Bearer."""
    magento.store.integration.bearer_allowed = True
    url = f"http://{magento.store.host}{FOLDER}/rest/default/V1/{path}".replace(" ", "%20")
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Authorization": f"Bearer {token}"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return {"status": answer.status, "body": json.load(answer)}
    except HTTPError as error:
        return {"status": error.code, "body": json.load(error)}


def shape(value: Any) -> Any:
    """The kinds of a document's values; of a list, the first one's."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__


def differences(real: Any, ours: Any, at: str = "") -> list[str]:
    if [] in (real, ours):
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
        ("products_page1", "products?searchCriteria[pageSize]=2"),
        ("products_fields50", f"products?searchCriteria[pageSize]=50&fields={FIELDS}"),
        ("products_updated_since", f"products?searchCriteria[pageSize]=2&{SINCE}"),
        ("categories_tree", "categories"),
        ("storeConfigs", "store/storeConfigs"),
    ],
)
def test_reads_have_the_recorded_shape(magento: MagentoHarness, name: str, path: str):
    real, ours = recorded(name), asked(magento, "GET", path)
    real["body"], ours["body"] = _without_filters(real["body"]), _without_filters(ours["body"])
    assert differences(shape(real), shape(ours)) == []


def _without_filters(body: Any) -> Any:
    if isinstance(body, dict):
        body.pop("search_criteria", None)
        for product in body.get("items", ()):
            product.pop("custom_attributes", None)
    return body


def test_a_products_media_have_the_recorded_shape(magento: MagentoHarness):
    assert differences(shape(recorded("media_list")), shape(asked(magento, "GET", "products/MH 10/media"))) == []


def entry(content: bytes = jpeg(5), **changed: Any) -> dict[str, Any]:
    file = {"base64_encoded_data": base64.b64encode(content).decode(), "type": "image/jpeg", "name": "x.jpg"}
    plain = {"media_type": "image", "label": "x", "position": 9, "disabled": False, "types": []}
    return {"entry": plain | {"content": file} | changed}


def test_writes_are_answered_as_recorded(magento: MagentoHarness):
    added = asked(magento, "POST", "products/MH 10/media", entry())
    assert shape(added) == shape(recorded("media_add"))
    path = f"products/MH 10/media/{added['body']}"
    assert asked(magento, "PUT", path, entry(id=int(added["body"]))) == recorded("media_replace_put")
    assert asked(magento, "DELETE", path)["body"] is True
    assert asked(magento, "DELETE", path) == recorded("media_delete_404")


@pytest.mark.parametrize(
    ("name", "method", "path", "body", "token"),
    [
        ("error_401_badtoken", "GET", "products?searchCriteria[pageSize]=1", None, "wrong"),
        ("error_404_product", "POST", "products/NONE/media", entry(), "tk_good"),
        ("media_add_not_an_image", "POST", "products/MH 10/media", entry(b"text"), "tk_good"),
    ],
)
def test_refusals_are_the_recorded_ones(
    magento: MagentoHarness, name: str, method: str, path: str, body: Any, token: str
):
    assert asked(magento, method, path, body, token) == recorded(name)


def test_beyond_the_last_page_it_is_given_again(magento: MagentoHarness):
    pages = [
        asked(magento, "GET", f"products?searchCriteria[pageSize]=4&searchCriteria[currentPage]={number}")["body"]
        for number in (3, 99)
    ]
    assert pages[0] == pages[1]
    assert len(pages[0]["items"]) == 2


# ---- what the connector asks -------------------------------------------------------------------------------------


class Description:
    """Magento's own description of its API (Swagger 2), recorded from 2.4.7."""

    def __init__(self) -> None:
        self.document = json.loads((RECORDED / "rest-schema-2.4.7-p3.swagger.json").read_text())

    def faults(self, call: Call) -> list[str]:
        path, query = urlsplit(call.path).path.removeprefix(f"{FOLDER}/rest/all"), urlsplit(call.path).query
        for template, methods in self.document["paths"].items():
            pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path) and call.method.lower() in methods:
                described = methods[call.method.lower()]["parameters"]
                return self._query_faults(query, described) + self._body_faults(call.body, described)
        return [f"{call.method} {path} is not described"]

    def _query_faults(self, query: str, described: list[dict[str, Any]]) -> list[str]:
        """Only first filters are described; `fields` is taken by every call."""
        known = {one["name"] for one in described if one["in"] == "query"} | {"fields"}
        sent = {re.sub(r"\[\d+\]", "[0]", name) for name, _ in parse_qsl(query)}
        return [f"{name} is no parameter" for name in sent - known]

    def _body_faults(self, body: bytes, described: list[dict[str, Any]]) -> list[str]:
        schemas = [one["schema"] for one in described if one["in"] == "body"]
        if not schemas:
            return ["a body where none is described"] if body else []
        return self._faults(json.loads(body), schemas[0], "body")

    def _faults(self, value: Any, schema: dict[str, Any], at: str) -> list[str]:
        schema = self.document["definitions"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        if schema.get("type") != "object":
            kinds = {"integer": int, "string": str, "boolean": bool, "array": list}
            return [] if isinstance(value, kinds[schema["type"]]) else [f"{at} is no {schema['type']}"]
        faults = [f"{at}.{name} is missing" for name in set(schema.get("required", ())) - value.keys()]
        faults += [f"{at}.{name} is unknown" for name in value.keys() - schema["properties"].keys()]
        known = [name for name in value if name in schema["properties"]]
        return faults + [line for n in known for line in self._faults(value[n], schema["properties"][n], f"{at}.{n}")]


def test_every_call_is_one_that_magento_describes(magento: MagentoHarness):
    sku, image_id = magento.example()
    with magento.open() as connector:
        connector.check()
        connector.counts()
        list(connector.product_pages(since=YESTERDAY))
        connector.post_image(sku, image_id, magento.picture(), position=2)
        images = connector.gallery(sku).images
        connector.post_product(sku, [Kept(images[1].id, alt="Other"), Added(magento.picture(3)), Kept(images[0].id)])
    calls = [call for call in magento.proxy.calls if "/rest/" in call.path]
    assert {call.method for call in calls} == {"GET", "PUT", "POST", "DELETE"}
    assert quote(sku, safe="") in "".join(call.path for call in calls)
    description = Description()
    assert [fault for call in calls for fault in description.faults(call)] == []
