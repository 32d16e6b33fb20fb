"""BigCommerce's calls to the hub."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from connectors.errors import AuthFailed, BadReply, Refused
from connectors.platforms.bigcommerce import webhooks
from connectors.platforms.bigcommerce.connector import BigCommerceConnector
from tests.connectors.bigcommerce.harness import BigCommerceHarness
from tests.connectors.servers import Answer, Call, Server

read = BigCommerceConnector.read_webhook
VECTOR = "v1,o4PlJdiUtbwWN+BgnFAJ+hCwWU0prstRSfO8twgkaLM="
UPDATED = {"scope": "store/product/updated", "data": {"type": "product", "id": 205}, "hash": "a833", "created_at": 15}


def own(secret: str, **more: str) -> dict[str, str]:
    return {webhooks.OWN_HEADER: webhooks.password(secret), **more}


def signed(secret: str, body: bytes, *, age_s: int = 0) -> dict[str, str]:
    moment = str(int(time.time()) - age_s)
    digest = hmac.new(secret.encode(), f"msg_1.{moment}.".encode() + body, hashlib.sha256).digest()
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": moment,
        "Webhook-Signature": f"v1,b2xk v1,{base64.b64encode(digest).decode()} v1a,eA==",
    }


def body_of(**changed: Any) -> bytes:
    return json.dumps(UPDATED | changed).encode()


class Hub:
    """Takes webhooks as the hub does, and keeps them."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def __call__(self, call: Call) -> Answer:
        self.calls.append(call)
        return Answer(200)


def test_the_signature_fits_the_known_vector(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(webhooks, "TOLERANCE_S", float("inf"))
    sent = {"webhook-id": "msg_1", "webhook-timestamp": "1763700000", "webhook-signature": VECTOR}
    assert webhooks._is_signed("client-secret", sent, b'{"id":1}')
    assert not webhooks._is_signed("client-secret", sent, b'{"id":2}')


def test_a_signed_call_of_a_product_names_it():
    event = read("client-secret", signed("client-secret", body_of()), body_of())
    assert (event.id, event.topic, event.product_ids) == ("msg_1", "store/product/updated", ("205",))


def test_a_call_with_our_own_header_needs_no_signature():
    event = read("drawn", own("drawn"), body_of())
    assert (event.id, event.product_ids) == ("a833-15", ("205",))


@pytest.mark.parametrize(
    ("secret", "headers"),
    [
        ("hush", dict),
        ("hush", lambda: own("other")),
        ("", lambda: own("")),
        ("hush", lambda: {webhooks.OWN_HEADER: "hush"}),
        ("hush", lambda: signed("other", body_of())),
        ("", lambda: signed("", body_of())),
        ("hush", lambda: signed("hush", body_of(), age_s=900)),
        ("hush", lambda: signed("hush", body_of(), age_s=-900)),
        ("hush", lambda: signed("hush", body_of()) | {"Webhook-Id": "msg_2"}),
        ("hush", lambda: signed("hush", body_of()) | {"Webhook-Timestamp": "soon"}),
    ],
)
def test_a_call_that_is_not_the_stores_is_refused(secret: str, headers: Callable[[], dict[str, str]]):
    with pytest.raises(AuthFailed):
        read(secret, headers(), body_of())


@pytest.mark.parametrize(
    ("data", "product_ids"),
    [
        ({"metafield_id": 12, "resource_id": "118", "resource_type": "product"}, ("118",)),
        ({"metafield_id": 12, "resource_id": "118", "resource_type": "variant"}, ()),
        ({"type": "product", "id": 167, "inventory": {"product_id": 167, "value": 3}}, ("167",)),
    ],
)
def test_other_events_of_products_are_understood(data: dict[str, Any], product_ids: tuple[str, ...]):
    assert read("s", own("s"), body_of(data=data)).product_ids == product_ids


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b"no", body_of(data={"type": "product"}), body_of(data={"type": "product", "id": True})]
)
def test_a_verified_call_that_names_no_product_is_a_bad_reply(body: bytes):
    with pytest.raises(BadReply):
        read("s", own("s"), body)


@pytest.mark.parametrize("client_secret", ["client-secret", ""])
def test_a_registered_webhook_tells_of_changes(big: BigCommerceHarness, client_secret: str):
    big.store.wild_ports = True
    secret = BigCommerceConnector.webhook_secret({"client_secret": client_secret}, "drawn")
    hub = Hub()
    with Server(hub) as server:
        with big.open() as connector:
            connector.register_webhook(f"{server.url}/hook", secret)
        changed = big.product_ids()[1:3]
        for product_id in changed:
            big.change_product(product_id)
    events = [read(secret, call.headers, call.body) for call in hub.calls]
    assert [event.product_ids for event in events] == [(one,) for one in changed]
    assert len({event.id for event in events}) == 2


def test_a_webhook_of_the_client_secret_is_verified_by_either_way(big: BigCommerceHarness):
    big.store.wild_ports = True
    hub = Hub()
    with Server(hub) as server, big.open() as connector:
        connector.register_webhook(f"{server.url}/hook", "drawn before the secret was entered")
        big.change_product(big.product_ids()[1])
    (call,) = hub.calls
    assert read("client-secret", call.headers, call.body).product_ids == (big.product_ids()[1],)


def test_the_secret_itself_is_not_left_in_the_store(big: BigCommerceHarness):
    with big.open() as connector:
        connector.register_webhook("https://hub.example/hook", "s3cret-s3cret")
    (hook,) = big.store.shop.hooks.values()
    assert (hook.scope, hook.is_active) == ("store/product/*", True)
    assert "s3cret" not in json.dumps(hook.headers)


def test_registering_again_keeps_one_webhook_and_wakes_one_that_was_switched_off(big: BigCommerceHarness):
    with big.open() as connector:
        for _ in range(2):
            connector.register_webhook("https://hub.example/hook", "old")
        connector.register_webhook("https://hub.example/other", "old")
        first = next(iter(big.store.shop.hooks.values()))
        first.is_active = False
        connector.register_webhook("https://hub.example/hook", "new")
    hooks = list(big.store.shop.hooks.values())
    assert [hook.is_active for hook in hooks] == [True, True]
    assert hooks[0].headers == {webhooks.OWN_HEADER: webhooks.password("new")}


def test_a_hub_on_another_port_is_told_that_it_cannot_be_called(big: BigCommerceHarness):
    with big.open() as connector, pytest.raises(Refused, match="port 443"):
        connector.register_webhook("https://hub.example:8443/hook", "s")
