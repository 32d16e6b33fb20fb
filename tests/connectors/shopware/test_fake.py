"""The connector sends only what Shopware's own description of its Admin API (6.7) knows."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from connectors.contract import Added, Kept, Picture
from connectors.errors import Refused
from tests.connectors.servers import Call
from tests.connectors.shopware.harness import YESTERDAY, ShopwareHarness
from tests.connectors.shopware.refusals import Refuse, denied, lacks, unknown_client
from tests.connectors.shopware.tables import ASSOCIATIONS, COLUMNS

RECORDED = Path(__file__).resolve().parents[3].parent / "shared" / "recorded" / "shopware6"
pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded description of Shopware is not here")
# The description names the modes "none", "exact" and "next-pages", which older versions take for 0; the source takes
# both (RequestCriteriaBuilder.php, `addTotalCountMode`).
BY_NUMBER = "total-count-mode"


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return json.loads(gzip.decompress((RECORDED / "adminApiSchema.json.gz").read_bytes()))


def schema_name(entity: str) -> str:
    return "".join(part.capitalize() for part in re.split("[-_]", entity))


class Description:
    """Paths, their parameters, and the fields of what is sent."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.paths, self.schemas = document["paths"], document["components"]["schemas"]

    def faults(self, call: Call) -> Iterator[str]:
        parts = urlsplit(call.path)
        method, path = call.method, parts.path.partition("/api")[2]
        found = self._operation(method, path)
        if found is None:
            yield f"{method} {path} is not described"
            return
        known = {one["name"] for one in found.get("parameters", ()) if one["in"] == "query"}
        yield from (f"{path}?{name}" for name, _ in parse_qsl(parts.query) if name not in known)
        if path.endswith("/upload"):
            return
        body = json.loads(call.body) if call.body else None
        if path.startswith("/search/"):
            yield from self._criteria(path.removeprefix("/search/"), body)
        elif path == "/_action/sync":
            for one in body:
                yield from (f"sync.{name}" for name in one.keys() - {"action", "entity", "payload"})
                for row in one["payload"]:
                    yield from self._row(one["entity"], row)
        elif path == "/oauth/token":
            known = {*self._fields("OAuthGrant"), "client_id", "client_secret"}
            yield from (f"token.{name}" for name in body.keys() - known)
        elif body:
            yield from self._row(path.strip("/"), body)

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        for template, methods in self.paths.items():
            if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[0-9a-f]{32}", re.escape(template)), path):
                return methods.get(method.lower())
        return None

    def _fields(self, name: str) -> dict[str, Any]:
        return self.schemas[name].get("properties", {})

    def _row(self, entity: str, row: dict[str, Any]) -> Iterator[str]:
        fields = self._fields(schema_name(entity))
        for name, value in row.items():
            if name not in fields:
                yield f"{entity}.{name}"
            elif fields[name].get("readOnly"):
                yield f"{entity}.{name} is read-only"
            for inner in value if isinstance(value, list) else ():
                yield from self._row(ASSOCIATIONS[entity][name].target, inner)

    def _criteria(self, entity: str, body: dict[str, Any]) -> Iterator[str]:
        yield from (f"criteria.{name}" for name in body.keys() - self._fields("Criteria").keys())
        here = entity.replace("-", "_")
        for named, fields in body.get("includes", {}).items():
            yield from (f"{named}.{name}" for name in fields if name not in self._fields(schema_name(named)))
        for one in body.get("filter", ()):
            yield from self._filter(here, one)
        yield from (
            f"sort.{one}" for one in body.get("sort", ()) if one["field"] not in self._fields(schema_name(here))
        )
        for name, inner in body.get("associations", {}).items():
            if name not in self._fields(schema_name(here)):
                yield f"{here} has no association {name}"
            yield from self._criteria(ASSOCIATIONS[here][name].target, inner)

    def _filter(self, entity: str, one: dict[str, Any]) -> Iterator[str]:
        kinds = {"equals", "equalsAny", "prefix", "range", "multi", "not"}
        if one["type"] not in kinds:
            yield f"filter {one['type']}"
        for inner in one.get("queries", ()):
            yield from self._filter(entity, inner)
        *steps, name = one.get("field", "id").split(".")
        for step in steps:
            entity = ASSOCIATIONS[entity][step].target
        if name not in self._fields(schema_name(entity)):
            yield f"filter on {entity}.{name}"


def test_every_call_is_one_that_shopware_describes(shopware: ShopwareHarness, described: dict[str, Any]):
    product_id, image_id = shopware.example()
    with shopware.open() as connector:
        connector.renewed(shopware.settings, connector.http)
        connector.check()
        connector.counts()
        list(connector.categories())
        list(connector.product_pages(since=YESTERDAY))
        connector.post_image(product_id, image_id, shopware.picture(), position=2)
        kept = [Kept(image.id, alt="Other") for image in connector.gallery(product_id).images[1:]]
        links = {shopware.green["id"]: 0, shopware.blue["id"]: 0}
        connector.post_product(product_id, [Added(shopware.picture(3)), *kept], variant_images=links)
        with pytest.raises(Refused):
            connector.add_image(product_id, Picture("", "x.tiff", "image/tiff", b"x"))
    calls = [call for call in shopware.proxy.calls if "/api/" in call.path]
    sent = {(call.method, re.sub("[0-9a-f]{32}", "{id}", urlsplit(call.path).path)) for call in calls}
    assert sent >= {("DELETE", "/api/media/{id}"), ("POST", "/api/_action/sync"), ("POST", "/api/oauth/token")}
    description = Description(described)
    assert [fault for call in calls for fault in description.faults(call)] == []


def test_the_doubles_tables_have_no_column_that_shopware_does_not_describe(described: dict[str, Any]):
    """Ids of associations are columns here alone."""
    schemas = described["components"]["schemas"]
    unknown = {
        f"{entity}.{name}"
        for entity, columns in COLUMNS.items()
        for name in columns
        if name not in schemas[schema_name(entity)]["properties"]
    }
    assert unknown == set()


def test_the_modes_of_counting_are_still_described_by_their_words(described: dict[str, Any]):
    mode = described["components"]["schemas"]["Criteria"]["properties"][BY_NUMBER]
    assert mode["enum"] == ["none", "exact", "next-pages"]


def test_refusals_have_the_described_fields(described: dict[str, Any]):
    known = described["components"]["schemas"]["error"]["properties"].keys()
    for refused in (denied("hint"), unknown_client(), lacks("product:read"), Refuse(400, "X", "y", wait=3)):
        assert refused.error.keys() <= known
