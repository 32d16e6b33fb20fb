"""Every answer is one that the OpenAPI document describes, whatever is sent.

SCHEMATHESIS_EXAMPLES says how many made-up calls each operation gets; a few without it.
"""

from __future__ import annotations

import json
import os
import socket
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test.client import encode_multipart
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from pixelzhub.partners.schema.document import document
from pixelzhub.wsgi import application
from tests.pixelzhub.partners.caller import Caller
from tests.pixelzhub.partners.filled import all_scopes, fill

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "4"))
NAMES = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
OPERATIONS = [(method.upper(), path) for path, methods in document()["paths"].items() for method in methods]
# What stands for the ids in the examples of the document.
OWN: dict[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "createOrder": lambda known: {"images": [known["image_id"]], "template": known["template_id"]},
    "publish": lambda known: {"outputs": [known["output_id"]]},
    "createWebhook": lambda known: {"url": "https://8.8.8.8/hooks"},
}
JSON, FORM = "application/json", "multipart/form-data"
each_operation = pytest.mark.parametrize(("method", "path"), OPERATIONS)


@pytest.fixture(autouse=True)
def no_limit(settings, monkeypatch) -> None:
    """Calls without end, and no name server: what is made up leads nowhere."""
    settings.PARTNER_CALLS_A_MINUTE = 1_000_000
    real = socket.getaddrinfo

    def only_numbers(host: Any, *rest: Any, **more: Any) -> Any:
        more["flags"] = more.get("flags", 0) | socket.AI_NUMERICHOST
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", only_numbers)


@pytest.fixture(scope="session")
def api() -> Any:
    load_all_checks()
    found = schemathesis.openapi.from_dict(json.loads(json.dumps(document())))
    found.app = application
    found.location = "http://localhost/api/schema/"
    return found


@pytest.fixture
def checks() -> list[Any]:
    return CHECKS.get_by_names(NAMES)


@pytest.fixture
def calls() -> Iterator[None]:
    """Calls leave the test's connection open, as those of Django's own client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known(merchant, request) -> dict[str, str]:
    """The ids of rows that are there."""
    found = fill(merchant)
    # Django's client, with which they were made, connects the signals again.
    request.getfixturevalue("calls")
    return found


@pytest.fixture
def caller(merchant) -> Caller:
    return all_scopes(merchant)


@each_operation
def test_whatever_is_sent_is_answered_as_described(api, checks, caller, known, method: str, path: str) -> None:
    operation = api[path][method]
    strategy = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

    @seed(20261122)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy, real=st.booleans())
    def ask(case, real) -> None:
        # Other keys are another test's; half of the calls name rows that are there.
        case.headers.pop("Authorization", None)
        if real:
            case.path_parameters = {name: known[name] for name in case.path_parameters or {}}
        case.call_and_validate(headers={"X-API-Key": caller.key}, checks=checks)

    ask()


@each_operation
def test_the_call_as_it_is_documented_is_answered_as_described(
    api, checks, caller, known, method: str, path: str
) -> None:
    case = documented(api[path][method], known)
    response = case.call(headers={"X-API-Key": caller.key})
    assert (case.operation.label, response.status_code) == (case.operation.label, expected(case.operation)), (
        response.text
    )
    case.validate_response(response, checks=checks)
    if method == "GET":
        again = case.call(headers={"X-API-Key": caller.key, "If-None-Match": "*"})
        assert again.status_code == 304
        case.validate_response(again, checks=checks)


@each_operation
def test_refusals_that_every_call_has_are_as_described(
    api, checks, caller, calls, merchant, method: str, path: str
) -> None:
    # All of them come before any row is looked for.
    case = documented(api[path][method], defaultdict(lambda: "0"))
    without = Caller(merchant, [])
    asked = {
        401: {},
        403: {"X-API-Key": without.key},
        406: {"X-API-Key": caller.key, "Accept": "image/png"},
    }
    for status, headers in asked.items():
        response = case.call(headers=headers)
        assert response.status_code == status, response.text
        case.validate_response(response, checks=checks)


def documented(operation: Any, known: Mapping[str, str]) -> Any:
    """The call with the document's own example, on rows that are there."""
    found = operation.definition.raw
    name, parameters = found["operationId"], [one for one in found["parameters"] if "in" in one]
    row = {"job_id": "waiting_job_id"} if name == "cancelJob" else {}
    place = {one["name"]: known[row.get(one["name"], one["name"])] for one in parameters if one["in"] == "path"}
    query = {
        one["name"]: one["schema"]["examples"][0] for one in parameters if one["in"] == "query" and one["required"]
    }
    case = operation.Case(path_parameters=place, query=query)
    content = found.get("requestBody", {}).get("content", {})
    if JSON in content:
        own = OWN[name](known) if name in OWN else {}
        case.body, case.media_type = content[JSON].get("example", {}) | own, JSON
    elif content:
        form = {"file": SimpleUploadedFile("list.csv", b"sku,name,image\nA,Tee,a.jpg\n")}
        case.body, case.media_type = encode_multipart("parts", form), FORM
        case.headers["Content-Type"] = f"{FORM}; boundary=parts"
    return case


def expected(operation: Any) -> int:
    """The first success that the document names."""
    return min(int(status) for status in operation.definition.raw["responses"] if status.startswith("2"))
