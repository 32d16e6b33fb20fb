"""Every error of the partner API comes in its envelope, as plain sentences, and never with anything of the server's inside."""

from __future__ import annotations

import pytest
from django.test import Client

from pixelzhub.accounts.keys import create_key
from pixelzhub.partners import views

pytestmark = pytest.mark.django_db


@pytest.fixture
def headers(merchant) -> dict[str, str]:
    return {"X-API-Key": create_key(merchant=merchant, name="ERP", scopes=["ext:products:read"])[1]}


def told(answer) -> list[str]:
    body = answer.json()
    assert (body["success"], body["data"]) == (False, None)
    assert body["meta"].keys() == {"total", "page", "page_size", "updated_at"}
    assert all(isinstance(one, str) and one.endswith(".") for one in body["errors"])
    return body["errors"]


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/ext/nothing", "/api/v1/ext/status/7/", "/api/v1/%00"])
def test_an_address_that_is_none(headers, path: str) -> None:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 404
    assert told(answer) == ["There is nothing at this address."]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_method_that_is_not_for_this_address(headers, method: str) -> None:
    answer = getattr(Client(), method)("/api/v1/ext/status", headers=headers)
    assert answer.status_code == 405
    assert told(answer)


def test_a_form_of_answer_that_there_is_not(headers) -> None:
    answer = Client().get("/api/v1/ext/status", headers=headers | {"Accept": "application/xml"})
    assert answer.status_code == 406


def test_a_failure_of_ours_is_noted_and_says_nothing_of_it(headers, monkeypatch, caplog) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(views, "envelope", fails)
    answer = Client(raise_request_exception=False).get("/api/v1/ext/status", headers=headers)
    assert answer.status_code == 500
    assert "hunter2" not in str(told(answer))
    assert "partners.failed" in caplog.text
