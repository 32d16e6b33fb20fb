"""Every document against Shopify's own schema, and the double's part of that schema too."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import graphql
import pytest

from connectors.platforms.shopify import documents
from tests.connectors.shopify.fake import SCHEMA

RECORDED = Path(__file__).resolve().parents[3].parent / "shared" / "recorded" / "shopify" / "admin_2026-10.json.gz"
recorded_only = pytest.mark.skipif(not RECORDED.is_file(), reason="Shopify's recorded schema is not here")
NAMED = {name: text for name, text in vars(documents).items() if isinstance(text, str)}
DOCUMENTS = {name: text for name, text in NAMED.items() if text.lstrip().startswith(("query ", "mutation ", "{"))}
DOCUMENTS |= {f"MORE[{name}]": text for name, text in documents.MORE.items()}


@cache
def shopify() -> Any:
    # Only what is asked for: the whole schema takes graphql-core seconds to check.
    found = json.loads(gzip.decompress(RECORDED.read_bytes()))
    return graphql.build_client_schema(found["data"], assume_valid=True)


@recorded_only
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_valid_in_the_version_that_is_called(name: str):
    assert documents.VERSION in RECORDED.name
    assert graphql.validate(shopify(), graphql.parse(DOCUMENTS[name])) == []


@recorded_only
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_asks_for_nothing_that_shopify_is_taking_away(name: str):
    deprecated = graphql.NoDeprecatedCustomRule
    assert graphql.validate(shopify(), graphql.parse(DOCUMENTS[name]), [deprecated]) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_double_understands_every_document(name: str):
    assert graphql.validate(SCHEMA, graphql.parse(DOCUMENTS[name])) == []


def test_the_documents_are_all_here():
    assert len(DOCUMENTS) == 23


@recorded_only
def test_the_doubles_schema_is_a_part_of_shopifys():
    assert list(differences()) == []


def differences() -> Any:
    own = {name: kind for name, kind in SCHEMA.type_map.items() if not name.startswith("__")}
    for name, kind in own.items():
        real = shopify().type_map.get(name)
        if type(real) is not type(kind):
            yield f"{name} is no such type"
        elif hasattr(kind, "values"):
            yield from (f"{name}.{value}" for value in kind.values if value not in real.values)
        else:
            yield from field_differences(name, getattr(kind, "fields", {}), getattr(real, "fields", {}))


def field_differences(name: str, own: Any, real: Any) -> Any:
    for field, kind in own.items():
        if field not in real or str(real[field].type) != str(kind.type):
            yield f"{name}.{field}: {kind.type}"
            continue
        arguments = getattr(kind, "args", {})
        known = getattr(real[field], "args", {})
        yield from (f"{name}.{field}({a})" for a, v in arguments.items() if str(known[a].type) != str(v.type))


def test_the_bulk_query_keeps_to_shopifys_limits():
    """Five connections, nested two levels deep below the first (bulkOperationRunQuery)."""
    depths: list[int] = []

    def walk(node: Any, depth: int) -> None:
        for field in node.selection_set.selections if node.selection_set else ():
            selected = getattr(getattr(field, "selection_set", None), "selections", ())
            is_connection = any(getattr(getattr(one, "name", None), "value", "") == "edges" for one in selected)
            if is_connection:
                depths.append(depth)
            if getattr(field, "selection_set", None):
                walk(field, depth + is_connection)

    (operation,) = graphql.parse(documents.EVERYTHING).definitions
    walk(operation, 0)
    assert len(depths) <= 5
    assert max(depths) <= 2
