"""The OpenAPI document: valid, complete, and of one mind with the code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern
from openapi_spec_validator import OpenAPIV31SpecValidator
from rest_framework.views import APIView

from pixelzhub.partners.frame.body import WrongValue
from pixelzhub.partners.frame.envelope import envelope, failure
from pixelzhub.partners.frame.paging import MOST_A_PAGE
from pixelzhub.partners.frame.versions import VERSIONS, Version, version_headers
from pixelzhub.partners.products.fields import FIELDS, read_fields
from pixelzhub.partners.schema.document import document, operations
from pixelzhub.partners.schema.product_shapes import written_fields
from pixelzhub.partners.urls import urlpatterns
from pixelzhub.partners.views import VERSION, Nothing

# Files under addresses that answers give; nobody builds them, and no key opens them.
GIVEN_ADDRESSES = {"photo", "file"}
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, methods in document()["paths"].items()
    for method, operation in methods.items()
]
each_operation = pytest.mark.parametrize(
    "operation", [found for _, found in OPERATIONS], ids=[label for label, _ in OPERATIONS]
)


@pytest.fixture
def client_of_nobody() -> Client:
    return Client()


def shapes(found: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of the document with its place in it."""
    if isinstance(found, dict):
        for name, shape in found.get("properties", {}).items():
            yield f"{place}/{name}", shape
        for name, inner in found.items():
            yield from shapes(inner, f"{place}/{name}")
    elif isinstance(found, list):
        for number, inner in enumerate(found):
            yield from shapes(inner, f"{place}/{number}")


def path_of(route: URLPattern) -> str:
    bare = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", str(route.pattern))
    return "/api/v1/" + bare.removeprefix("^").removesuffix("/?$")


def test_the_document_is_openapi_3_1() -> None:
    found = json.loads(json.dumps(document()))
    assert found["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(found).validate()


def test_the_command_that_writes_it_warns_of_nothing(tmp_path) -> None:
    written = tmp_path / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(written))
    assert yaml.safe_load(written.read_text()) == json.loads(json.dumps(document()))


def test_every_route_and_method_is_described_and_no_other() -> None:
    routes = {
        f"{method} {path_of(route)}"
        for route in urlpatterns
        if route.name not in GIVEN_ADDRESSES and route.callback.cls is not Nothing
        for method in route.callback.cls().allowed_methods
        if method != "OPTIONS"
    }
    assert {label for label, _ in OPERATIONS} == routes
    assert all(issubclass(one.view, APIView) and hasattr(one.view, one.method.lower()) for one in operations())


def test_operations_have_names_of_their_own_that_read_as_functions() -> None:
    names = [operation["operationId"] for _, operation in OPERATIONS]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name)] == []


@each_operation
def test_an_operation_says_what_it_does_its_scope_and_every_refusal(operation) -> None:
    assert operation["summary"]
    assert operation["description"]
    [scope] = operation["security"][0]["bearer"]
    assert {"bearer": [scope]} in operation["security"]
    assert {"apiKey": [scope]} in operation["security"]
    assert f"`{scope}`" in operation["description"]
    statuses = set(operation["responses"])
    assert {"401", "403", "406", "429", "500"} <= statuses
    assert ("requestBody" in operation) == ({"400", "413", "415", "422"} <= statuses)
    assert all(HTTPStatus(int(status)) for status in statuses)


def test_tokens_of_pages_and_apps_read_and_write_nothing() -> None:
    schemes = {(label.split()[0], tuple(one)) for label, operation in OPERATIONS for one in operation["security"]}
    assert {method for method, scheme in schemes if scheme == ("token",)} == {"GET"}


def test_every_field_is_described_with_an_example() -> None:
    bare = [
        place
        for place, shape in shapes(document())
        if "$ref" not in shape
        and {"type": "null"} not in shape.get("anyOf", ())
        and (
            not shape.get("description")
            or not (shape.keys() & {"examples", "items", "properties", "anyOf", "additionalProperties"})
        )
    ]
    assert bare == []


def test_the_envelope_is_that_of_the_answers() -> None:
    schemas = document()["components"]["schemas"]
    assert set(schemas["Meta"]["properties"]) == set(envelope(None)["meta"])
    assert set(schemas["Failure"]["properties"]) == set(failure(["No."]))


def test_products_are_written_with_the_fields_that_the_code_knows() -> None:
    assert list(document()["components"]["schemas"]["ProductUpsert"]["properties"]) == list(FIELDS)


@pytest.mark.parametrize("name", [name for name, shape in written_fields().items() if "maxLength" in shape])
def test_a_text_is_as_long_as_the_code_accepts(name: str) -> None:
    shape = written_fields()[name]
    read_fields({name: "x" * shape["maxLength"]})
    read_fields({name: "x" * shape.get("minLength", 0)})
    with pytest.raises(WrongValue):
        read_fields({name: "x" * (shape["maxLength"] + 1)})


@pytest.mark.parametrize("name", [name for name, shape in written_fields().items() if "maximum" in shape])
def test_a_number_is_as_large_as_the_code_accepts(name: str) -> None:
    shape = written_fields()[name]
    read_fields({name: shape["minimum"]})
    read_fields({name: shape["maximum"]})
    for beyond in (shape["minimum"] - 1, shape["maximum"] + 1):
        with pytest.raises(WrongValue):
            read_fields({name: beyond})


@pytest.mark.parametrize("name", FIELDS)
def test_the_example_of_a_field_is_accepted(name: str) -> None:
    shape = written_fields()[name]
    example = shape["examples"][0] if "examples" in shape else [shape["items"]["examples"][0]]
    assert read_fields({name: example})


def test_pages_are_as_large_as_the_code_allows() -> None:
    parameters = {one.get("name"): one for one in document()["paths"]["/api/v1/ext/products"]["get"]["parameters"]}
    assert parameters["page_size"]["schema"]["maximum"] == MOST_A_PAGE


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        ("", "*/*", "application/json"),
        ("", "application/json", "application/json"),
        ("", "application/yaml", "application/yaml"),
        ("?format=yaml", "*/*", "application/yaml"),
        ("?format=json", "text/html", "application/json"),
    ],
)
def test_it_is_served_as_json_and_as_yaml_to_anybody(client_of_nobody, query: str, accept: str, kind: str) -> None:
    answer = client_of_nobody.get(f"/api/schema/{query}", headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, kind)
    assert yaml.safe_load(answer.content) == json.loads(json.dumps(document()))
    again = client_of_nobody.get(f"/api/schema/{query}", headers={"Accept": accept, "If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_another_format_is_refused_in_a_sentence(client_of_nobody) -> None:
    answer = client_of_nobody.get("/api/schema/?format=xml")
    assert (answer.status_code, answer.content) == (400, b"format is json or yaml\n")


def test_the_version_of_the_document_is_the_one_that_answers() -> None:
    assert document()["info"]["version"] == VERSION == VERSIONS[-1].number


def test_a_version_whose_end_is_not_set_says_nothing() -> None:
    assert version_headers() == {}


def test_a_version_that_ends_says_since_when_that_is_known_and_until_when_it_answers() -> None:
    ending = Version("1.0", "/api/v1", date(2026, 11, 22), date(2028, 1, 1), date(2028, 12, 31))
    assert version_headers(ending) == {"Deprecation": "@1830297600", "Sunset": "Sun, 31 Dec 2028 23:59:59 GMT"}
