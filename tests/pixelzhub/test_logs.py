"""No secret in any log: not by name, not in an address, not in an exception."""

from __future__ import annotations

import logging

import pytest
import structlog

from connectors.errors import ConnectorError
from connectors.http import Http
from pixelzhub.logs import redact
from pixelzhub.pixelz import Credentials, Pixelz


def test_values_are_hidden_by_name_and_queries_are_cut_off() -> None:
    event = {"api_key": "k-1", "note": "GET https://api.example/REST.svc/Contact/?contactEmail=a@b.c&contactAPIkey=k-1"}
    shown = str(redact(None, "info", event))
    assert "k-1" not in shown
    assert "a@b.c" not in shown
    assert "https://api.example/REST.svc/Contact/" in shown


def test_failed_call_to_pixelz_says_neither_key_nor_e_mail(caplog) -> None:
    caplog.set_level(logging.DEBUG)
    client = Pixelz(Credentials("a@b.c", "k-e-y-1"), url="http://127.0.0.1:9/", allowed_private={"127.0.0.1:9"})
    client._http.tries = 1
    with pytest.raises(ConnectorError) as caught:
        client.account()
    error = caught.value
    said = f"{error!r} {error} {error.__cause__} {error.__context__!r}"
    structlog.get_logger("test").warning("pixelz.failed", error=said, contact_key="k-e-y-1")
    written = caplog.text + said + repr(client) + repr(Credentials("a@b.c", "k-e-y-1").key and "")
    assert "k-e-y-1" not in written
    assert "a@b.c" not in said


def test_repr_of_credentials_hides_the_key() -> None:
    assert "k-e-y-1" not in repr(Credentials("a@b.c", "k-e-y-1"))


def test_error_of_the_door_names_the_host_and_not_the_query() -> None:
    http = Http("http://127.0.0.1:9/", allowed_private={"127.0.0.1:9"}, tries=1)
    with http, pytest.raises(ConnectorError) as caught:
        http.get("products", params={"consumer_secret": "cs_1"})
    assert "127.0.0.1:9" in str(caught.value)
    assert "cs_1" not in str(caught.value)
