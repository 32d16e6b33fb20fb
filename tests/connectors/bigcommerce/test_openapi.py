"""Every call, and the double's every answer, against BigCommerce's own OpenAPI descriptions."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema
import pytest
import yaml

from connectors.contract import Added, Kept
from connectors.platforms.bigcommerce import mapping
from tests.connectors.bigcommerce.harness import BigCommerceHarness
from tests.connectors.bigcommerce.writes import read_body
from tests.connectors.servers import Call, jpeg

RECORDED = Path(__file__).resolve().parents[3].parent / "shared" / "recorded" / "bigcommerce"
# Not among the recorded ones.
ELSEWHERE = re.compile(r"/v2/store|/v3/hooks")

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="BigCommerce's recorded descriptions are not here")


class Description:
    """One OpenAPI document, its references followed and OpenAPI 3.0's `nullable` told in JSON Schema's way."""

    def __init__(self, file: Path) -> None:
        self.raw: dict[str, Any] = yaml.load(file.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self.paths: dict[str, Any] = self.raw["paths"]

    def followed(self, found: Any) -> Any:
        if isinstance(found, list):
            return [self.followed(one) for one in found]
        if not isinstance(found, dict):
            return found
        if isinstance(found.get("$ref"), str):
            target: Any = self.raw
            for part in found["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            return self.followed(target)
        schema = {name: self.followed(one) for name, one in found.items() if name not in {"example", "examples"}}
        if schema.pop("nullable", False) and isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"], "null"]
        return schema


@cache
def descriptions() -> tuple[Description, ...]:
    return tuple(Description(file) for file in sorted(RECORDED.glob("*.yml")))


@cache
def operation(method: str, path: str) -> tuple[str, Any]:
    """The described path that a called one stands for, and what is said of this method on it. Fails if there is none."""
    for description in descriptions():
        for template, item in description.paths.items():
            if re.fullmatch(re.sub(r"\{\w+\}", r"\\d+", template), path) and method.lower() in item:
                own = dict(description.followed(item[method.lower()]))
                own["parameters"] = [*own.get("parameters", ()), *description.followed(item.get("parameters", []))]
                return template, own
    raise AssertionError(f"BigCommerce describes no {method} {path}")


def properties(schema: dict[str, Any]) -> dict[str, Any]:
    """All properties of a schema and of those that it joins."""
    found = dict(schema.get("properties", {}))
    for part in schema.get("allOf", ()):
        found |= properties(part)
    return found


def check_call(call: Call) -> str:
    """Raises if BigCommerce's description does not have this call; gives its method and path."""
    parts = urlsplit(call.path)
    template, found = operation(call.method, parts.path.partition("/v3")[2])
    known = {one["name"]: one for one in found["parameters"] if one["in"] == "query"}
    for name, text in parse_qsl(parts.query):
        assert name in known, f"{template} has no parameter {name}"
        jsonschema.validate(_typed(text, known[name]["schema"]), known[name]["schema"])
    if call.body:
        _check_body(call, found["requestBody"]["content"])
    return f"{call.method} {template}"


def _typed(text: str, schema: dict[str, Any]) -> Any:
    if schema.get("type") == "array":
        return text.split(",")
    return int(text) if schema.get("type") == "integer" else text


def _check_body(call: Call, contents: dict[str, Any]) -> None:
    schema = contents[call.headers["content-type"].partition(";")[0]]["schema"]
    fields, upload = read_body(call)
    if upload:
        fields |= {"image_file": upload[0]}
    assert fields.keys() <= properties(schema).keys()
    jsonschema.validate(fields, schema)


def everything(big: BigCommerceHarness) -> None:
    """Each call that the connector can make."""
    product_id, image_id = big.example()
    same = big.towel.variants[-1]
    same.file = big.store.shop.put_copy(jpeg(1), "a.jpg")
    many = big.store.shop.add_product("Many", [jpeg(n) for n in range(50)])
    with big.open() as connector:
        connector.check()
        connector.counts()
        list(connector.categories())
        list(connector.product_pages(since=big.towel.modified, cursor="3"))
        connector.gallery(str(many.id))
        connector.post_image(product_id, image_id, big.picture(), position=1)
        big.store.writes.reaches = False
        connector.post_image(product_id, image_id, big.picture(8), position=0)
        big.store.writes.reaches = True
        connector.add_image(product_id, big.picture(9), position=0, alt="New")
        kept = [Kept(image.id, alt="Same") for image in connector.gallery(product_id).images[:2]]
        connector.post_product(product_id, [*kept, Added(big.picture(10))], variant_images={str(same.id): 1})


def test_every_call_is_one_that_bigcommerce_describes(big: BigCommerceHarness):
    everything(big)
    calls = [call for call in big.proxy.calls if "/stores/" in call.path and not ELSEWHERE.search(call.path)]
    images = "/catalog/products/{product_id}/images"
    assert {check_call(call) for call in calls} == {
        "GET /catalog/trees/categories",
        "GET /catalog/products",
        "GET /catalog/products/{product_id}",
        f"GET {images}",
        f"POST {images}",
        f"PUT {images}/{{image_id}}",
        f"DELETE {images}/{{image_id}}",
        "POST /catalog/products/{product_id}/variants/{variant_id}/image",
    }


def test_every_answer_of_the_double_is_one_that_bigcommerce_describes(big: BigCommerceHarness):
    seen: set[str] = set()

    def checked(call: Call, document: Any) -> Any:
        if not ELSEWHERE.search(call.path):
            template, found = operation(call.method, urlsplit(call.path).path.partition("/v3")[2])
            schema = found["responses"]["200"]["content"]["application/json"]["schema"]
            # A written photo is described as "one of" two things that are the same but for one field.
            if "/images" not in template or call.method == "GET":
                jsonschema.validate(document, schema)
            assert document["data"]
            seen.add(f"{call.method} {template}")
        return document

    big.proxy.edit_answers(checked)
    everything(big)
    assert len(seen) == 7


def test_every_field_that_is_asked_for_is_one_of_a_product():
    _, found = operation("GET", "/catalog/products")
    (parameter,) = (one for one in found["parameters"] if one["name"] == "include_fields")
    assert set(mapping.PRODUCT_FIELDS.split(",")) <= set(parameter["schema"]["items"]["enum"])


def test_a_call_that_is_not_described_is_noticed():
    for path in ("/stores/a/v3/catalog/nothing", "/stores/a/v3/catalog/products?colour=red"):
        with pytest.raises(AssertionError):
            check_call(Call("GET", path, {}, b""))
    with pytest.raises(jsonschema.ValidationError):
        check_call(Call("GET", "/stores/a/v3/catalog/products?limit=251", {}, b""))
    body = json.dumps({"image_url": "x" * 256}).encode()
    with pytest.raises(jsonschema.ValidationError):
        check_call(Call("PUT", "/stores/a/v3/catalog/products/1/images/2", {"content-type": "application/json"}, body))
