"""Every document against Vendure's own schema, the double's part of that schema, and recorded answers."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from graphql import build_client_schema, parse, validate

from connectors.errors import AuthFailed
from connectors.platforms.vendure import documents, mapping
from tests.connectors.saleor.schema_parts import differences
from tests.connectors.vendure.fake import SCHEMA
from tests.connectors.vendure.harness import VendureHarness

RECORDED = Path(__file__).resolve().parents[3].parent / "shared" / "recorded" / "vendure"
recorded_only = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers of Vendure are not here")
NAMED = {name: text for name, text in vars(documents).items() if isinstance(text, str)}
DOCUMENTS = {name: text for name, text in NAMED.items() if text.lstrip().startswith(("query ", "mutation "))}
# The recording left out which types belong to these (schema-admin.json in Vendure's repository has them).
POSSIBLE = {
    "CreateAssetResult": ["Asset", "MimeTypeError"],
    "NativeAuthenticationResult": ["CurrentUser", "InvalidCredentialsError", "NativeAuthStrategyError"],
    "ErrorResult": ["MimeTypeError", "InvalidCredentialsError", "NativeAuthStrategyError"],
}


def recorded(name: str) -> Any:
    return json.loads((RECORDED / name).read_text())


@cache
def vendure_schema() -> Any:
    found = json.loads(gzip.decompress((RECORDED / "admin-api-introspection.json.gz").read_bytes()))
    found = found.get("data", found)
    for kind in found["__schema"]["types"]:
        kind["possibleTypes"] = [{"kind": "OBJECT", "name": name} for name in POSSIBLE.get(kind["name"], ())]
        is_error = kind["name"] in POSSIBLE["ErrorResult"]
        kind["interfaces"] = [{"kind": "INTERFACE", "name": "ErrorResult"}] if is_error else []
    return build_client_schema(found, assume_valid=True)


@recorded_only
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_valid_in_vendure(name: str):
    assert validate(vendure_schema(), parse(DOCUMENTS[name])) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_double_understands_every_document(name: str):
    assert validate(SCHEMA, parse(DOCUMENTS[name])) == []


def test_the_documents_are_all_here():
    assert len(DOCUMENTS) == 10


@recorded_only
def test_the_doubles_schema_is_a_part_of_vendures():
    assert list(differences(SCHEMA, vendure_schema())) == []


@recorded_only
def test_a_recorded_refusal_asks_for_another_key(vendure: VendureHarness):
    real = recorded("error_forbidden.json")
    vendure.proxy.answer_next(real["status"], json.dumps(real["body"]).encode())
    with vendure.open() as connector, pytest.raises(AuthFailed, match="not currently authorized"):
        connector.gallery("1")


@recorded_only
def test_recorded_products_are_read(vendure: VendureHarness):
    products = recorded("products_collections_assets.json")["data"]["products"]["items"]
    # The recording was asked for neither: see ASSET.
    assets = [asset for raw in products for asset in (*raw["assets"], raw["featuredAsset"])]
    variants = [variant for raw in products for variant in raw["variants"]]
    for asset in assets:
        asset["type"] = "IMAGE"
    for variant in variants:
        variant["assets"] = []
    found = [mapping.product(raw) for raw in products]
    assert [product.name for product in found] == [raw["name"] for raw in products]
    assert all(image.url == asset["source"] for image, asset in zip(found[0].images or (), assets, strict=False))
