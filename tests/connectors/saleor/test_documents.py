"""Every document against Saleor's own schema, and the double's part of that schema too."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema, parse, validate

from connectors.errors import AuthFailed, Refused
from connectors.platforms.saleor import documents
from tests.connectors.saleor.fake import SCHEMA, denied
from tests.connectors.saleor.harness import SaleorHarness
from tests.connectors.saleor.schema_parts import differences

RECORDED = Path(__file__).resolve().parents[3].parent / "shared" / "recorded" / "saleor"
recorded_only = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers of Saleor are not here")
NAMED = {name: text for name, text in vars(documents).items() if isinstance(text, str)}
DOCUMENTS = {n: t for n, t in NAMED.items() if t.lstrip().startswith(("query ", "mutation ", "subscription "))}


@cache
def saleor_schema() -> Any:
    return build_schema((RECORDED / "schema-3.23.graphql").read_text(), assume_valid=True)


@recorded_only
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_valid_in_saleor(name: str):
    assert validate(saleor_schema(), parse(DOCUMENTS[name])) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_double_understands_every_document(name: str):
    assert validate(SCHEMA, parse(DOCUMENTS[name])) == []


def test_the_documents_are_all_here():
    assert len(DOCUMENTS) == 15


@recorded_only
def test_the_doubles_schema_is_a_part_of_saleors():
    assert list(differences(SCHEMA, saleor_schema())) == []


@recorded_only
def test_the_doubles_refusal_is_the_recorded_one():
    (real,) = json.loads((RECORDED / "error_unauth.json").read_text())["body"]["errors"]
    ours = denied("MANAGE_PRODUCTS")
    assert ours.message == real["message"]
    assert ours.extensions["exception"]["code"] == real["extensions"]["exception"]["code"]


@recorded_only
@pytest.mark.parametrize(
    ("name", "status", "kind"), [("error_syntax", 400, Refused), ("error_unauth", 200, AuthFailed)]
)
def test_recorded_errors_are_told_in_saleors_words(saleor: SaleorHarness, name: str, status: int, kind: Any):
    real = json.loads((RECORDED / f"{name}.json").read_text())
    assert real["status"] == status
    saleor.proxy.answer_next(status, json.dumps(real["body"]).encode())
    said = real["body"]["errors"][0]["message"]
    with saleor.open() as connector, pytest.raises(kind) as caught:
        connector.gallery("1")
    assert said in str(caught.value)
