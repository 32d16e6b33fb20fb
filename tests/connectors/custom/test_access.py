"""How a described store is entered, and that nobody else ever sees the keys."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from connectors import stores
from connectors.contract import ReadsCategories, WritesImage
from connectors.errors import AuthFailed, BadReply, RateLimited
from connectors.http import Http
from connectors.platforms.custom.connector import CustomConnector
from connectors.registry import connector_class
from connectors.renewing import is_due
from tests.connectors.custom.between import Scripted, scripted
from tests.connectors.custom.fake import JsonShop
from tests.connectors.custom.harness import example
from tests.connectors.custom.opening import minimal, opened
from tests.connectors.servers import Answer, jpeg

NOTHING: dict[str, Any] = {"products": []}
LOGIN = "auth: {{type: login_token, request: {{method: POST, path: login, json: {{user: '{{{{secret.user}}}}'}}}}, {}}}"


@pytest.mark.parametrize(
    ("auth", "header", "sent"),
    [
        ("{type: none}", "authorization", None),
        ("{type: bearer, token: '{{secret.key}}'}", "authorization", "Bearer s3cret"),
        ("{type: basic, username: 'me', password: '{{secret.key}}'}", "authorization",
         "Basic " + base64.b64encode(b"me:s3cret").decode()),
        ("{type: api_key, in: header, name: X-Key, value: 'Key {{secret.key}}'}", "x-key", "Key s3cret"),
        ("{type: none, also: {X-App: '{{secret.key}}'}}", "x-app", "s3cret"),
    ],
)  # fmt: skip
def test_each_call_is_signed(auth: str, header: str, sent: str | None):
    with scripted(lambda path, query: NOTHING, more=f"auth: {auth}", secrets="key=s3cret") as (store, connector):
        connector.check()
    assert store.calls[0].headers.get(header) == sent


def test_a_key_may_go_into_the_query():
    auth = "auth: {type: api_key, in: query, name: k, value: '{{secret.key}}'}"
    with scripted(lambda path, query: NOTHING, more=auth, secrets="key=a&b") as (store, connector):
        connector.check()
    assert store.asked == ["/api/products?k=a%26b"]


def test_a_secret_that_is_not_there_is_asked_for_by_name():
    auth = "auth: {type: bearer, token: '{{secret.key}}'}"
    with (
        scripted(lambda path, query: NOTHING, more=auth) as (store, connector),
        pytest.raises(AuthFailed, match="no secret key was entered"),
    ):
        connector.check()
    assert store.asked == []


def test_a_store_that_sends_a_read_to_another_host_does_not_send_the_keys_there():
    other = Scripted(lambda path, query: NOTHING)
    store = Scripted(lambda path, query: Answer(302, b"", {"Location": f"{other.url}/api/products"}))
    auth = "auth: {type: bearer, token: '{{secret.key}}', also: {X-App: '{{secret.key}}'}}"
    with other.server, store.server:
        settings = {"description": minimal(store.url, auth), "secrets": "key=s3cret"}
        base_url, sign = CustomConnector.base_url(settings), CustomConnector.auth(settings)
        with Http(base_url, auth=sign, allowed_private=[store.host, other.host]) as http:
            CustomConnector(settings, http).check()
    assert "s3cret" in store.calls[0].headers["authorization"]
    assert "s3cret" not in str(other.calls[0].headers)


# ---- tokens that end ---------------------------------------------------------------------------------------------


class Tokens:
    """Gives out tokens by log-in, and lets in the last one alone."""

    def __init__(self, **answer: Any) -> None:
        self.given, self.answer = 0, answer
        self.status = 200

    def __call__(self, path: str, query: dict[str, str]) -> Any:
        if not path.endswith(("login", "token")):
            return NOTHING
        self.given += 1
        token = f"token-{self.given}"
        return Answer(self.status, json.dumps({"access_token": token, "data": {"t": token}, **self.answer}).encode())


@pytest.mark.parametrize("send", ["form", "basic"])
def test_client_credentials_are_exchanged_for_a_token(send: str):
    auth = (
        "auth: {type: client_credentials, token_url: oauth/token, client_id: id1, client_secret: '{{secret.key}}',"
        f" scope: read, send: {send}}}"
    )
    with scripted(Tokens(expires_in=100), more=auth, secrets="key=s3cret") as (store, connector):
        connector.check()
        left = datetime.fromisoformat(connector.settings["renew_at"]) - datetime.now(UTC)
    asked, called = store.calls
    form = parse_qs(asked.body.decode())
    assert (form["grant_type"], form["scope"]) == (["client_credentials"], ["read"])
    by_header = "Basic " + base64.b64encode(b"id1:s3cret").decode()
    assert asked.headers.get("authorization") == (by_header if send == "basic" else None)
    assert form.get("client_secret") == (None if send == "basic" else ["s3cret"])
    assert called.headers["authorization"] == "Bearer token-1"
    assert timedelta(seconds=70) < left <= timedelta(seconds=75)


@pytest.mark.parametrize(
    ("more", "path", "headers"),
    [
        ("token: data.t", "/api/products", {"authorization": "Bearer token-1"}),
        ("token: data.t, name: X-Session", "/api/products", {"x-session": "token-1"}),
        ("token: data.t, name: X-Auth, value: 'T={{token}}'", "/api/products", {"x-auth": "T=token-1"}),
        ("token: data.t, name: sid, in: query", "/api/products?sid=token-1", {}),
        ("token: data.t, in: body", "/api/products", {}),
    ],
)
def test_a_log_in_gives_a_token_that_goes_where_the_description_says(more: str, path: str, headers: dict[str, str]):
    with scripted(Tokens(), more=LOGIN.format(more), secrets="user=me") as (store, connector):
        connector.check()
    assert json.loads(store.calls[0].body) == {"user": "me"}
    assert store.calls[1].path == path
    assert headers.items() <= store.calls[1].headers.items()
    assert ("authorization" in store.calls[1].headers) == ("authorization" in headers)


def test_a_token_is_kept_until_it_ends_or_other_secrets_are_entered():
    with scripted(Tokens(), more=LOGIN.format("token: data.t, life_s: 600"), secrets="user=me") as (_, connector):
        kept, now = connector.settings, datetime.now(UTC)
    assert not is_due(CustomConnector, kept, now)
    assert is_due(CustomConnector, kept, now + timedelta(seconds=451))
    assert is_due(CustomConnector, {**kept, "secrets": "user=you"}, now)
    assert is_due(CustomConnector, {**kept, "description": kept["description"] + "# changed"}, now)


def test_a_fixed_key_is_never_due():
    assert CustomConnector.renew_at({"description": minimal()}) is None


def test_a_token_that_the_store_forgot_is_asked_for_once_more_and_no_oftener():
    tokens, refusals = Tokens(), [401, 200, 401]

    def forgetful(path: str, query: dict[str, str]) -> Any:
        return tokens(path, query) if path.endswith("login") else Answer(refusals.pop(0), b'{"products": []}')

    with scripted(forgetful, more=LOGIN.format("token: data.t"), secrets="user=me") as (store, connector):
        connector.check()
        with pytest.raises(AuthFailed):
            connector.check()
    assert tokens.given == 2
    assert store.calls[3].headers["authorization"] == "Bearer token-2"


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (401, {}, AuthFailed),
        (400, {}, AuthFailed),
        (429, {}, RateLimited),
        (200, {"access_token": "", "data": {}}, BadReply),
        (200, {"access_token": ["x"], "data": {"t": ["x"]}}, BadReply),
    ],
)
def test_a_log_in_that_gives_no_token_is_told(status: int, answer: dict[str, Any], error: type[Exception]):
    tokens = Tokens(**answer)
    tokens.status = status
    with (
        pytest.raises(error) as caught,
        scripted(tokens, more=LOGIN.format("token: data.t"), secrets="user=s3cret-user"),
    ):
        pass
    assert "s3cret" not in str(caught.value)


# ---- as the hub opens it -----------------------------------------------------------------------------------------


@pytest.fixture
def shop() -> Iterator[JsonShop]:
    with JsonShop() as running:
        running.add_item("Tee", [jpeg(1)], updated=datetime.now(UTC))
        yield running


def test_the_hub_opens_a_described_store_by_its_platforms_name_alone(shop: JsonShop, settings: Any):
    settings.ALLOWED_PRIVATE_HOSTS = frozenset({shop.host})
    values = {"description": example("json_shop", f"{shop.url}/api/"), "secrets": f"api_key={shop.key}"}
    assert stores.check_settings("custom", values).name == "Small shop"
    with stores.open_connector("custom", values) as connector:
        assert isinstance(connector, connector_class("custom"))
        assert isinstance(connector, (ReadsCategories, WritesImage))
    assert not issubclass(connector_class("custom"), WritesImage)


def test_what_does_not_need_a_token_or_an_ability_does_not_change_the_class_of_another_store(shop: JsonShop):
    full = {"description": example("json_shop", f"{shop.url}/api/"), "secrets": f"api_key={shop.key}"}
    poor = {"description": minimal(shop.url)}
    with opened(full, shop.host) as one, opened(poor, shop.host) as other:
        assert isinstance(one, WritesImage)
        assert not isinstance(other, WritesImage)
        assert type(one).__name__ == type(other).__name__ == "CustomConnector"
    assert CustomConnector.for_settings(full) is CustomConnector.for_settings(dict(full))
