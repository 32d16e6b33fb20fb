"""WooCommerce's calls to the hub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.errors import AuthFailed, BadReply
from connectors.platforms.woocommerce.connector import WooCommerceConnector
from connectors.signing import hmac_base64
from tests.connectors.servers import Answer, Call, Server
from tests.connectors.woocommerce.harness import WooCommerceHarness

VECTOR = "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="
read = WooCommerceConnector.read_webhook


class Hub:
    """Takes webhooks as the hub does, and keeps them."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.status = 200

    def __call__(self, call: Call) -> Answer:
        self.calls.append(call)
        return Answer(self.status)


@pytest.fixture
def woo(tmp_path: Path) -> Iterator[WooCommerceHarness]:
    with WooCommerceHarness.start(None, tmp_path) as running:
        yield running


def test_the_signature_fits_the_known_vector():
    event = read("hush", {"X-WC-Webhook-Signature": VECTOR, "X-WC-Webhook-Delivery-ID": "d1"}, b'{"id":1}')
    assert event.product_ids == ("1",)
    assert event.id == "d1-1"


@pytest.mark.parametrize(("secret", "signature"), [("hush", ""), ("hush", "x" * 44), ("other", VECTOR), ("", VECTOR)])
def test_a_call_that_is_not_signed_by_the_store_is_refused(secret: str, signature: str):
    with pytest.raises(AuthFailed):
        read(secret, {"x-wc-webhook-signature": signature}, b'{"id":1}')


def test_a_variation_stands_for_its_product():
    body = b'{"id": 5, "parent_id": 3}'
    assert read("hush", {"x-wc-webhook-signature": hmac_base64("hush", body)}, body).product_ids == ("3",)


@pytest.mark.parametrize("body", [b"[]", b"{}", b"no", b'{"id": "1"}'])
def test_a_signed_call_that_names_no_product_is_a_bad_reply(body: bytes):
    with pytest.raises(BadReply):
        read("hush", {"x-wc-webhook-signature": hmac_base64("hush", body)}, body)


def test_a_registered_webhook_pings_without_a_signature_and_then_tells_of_changes(woo: WooCommerceHarness):
    hub = Hub()
    with Server(hub) as server:
        with woo.open() as connector:
            connector.register_webhook(f"{server.url}/hook", "s3cret")
        changed = woo.product_ids()[1]
        woo.change_product(changed)
        woo.change_product(woo.product_ids()[2])
    ping, first, second = [read("s3cret", call.headers, call.body) for call in hub.calls]
    assert (ping.topic, ping.product_ids) == ("ping", ())
    assert (first.topic, first.product_ids) == ("product.updated", (changed,))
    assert first.id != second.id, "two products changed in the same second are two events"


def test_registering_again_keeps_one_webhook_and_wakes_a_disabled_one(woo: WooCommerceHarness):
    hub = Hub()
    with Server(hub) as server, woo.open() as connector:
        for _ in range(2):
            connector.register_webhook(f"{server.url}/hook", "s3cret")
        (hook,) = woo.store.shop.webhooks.values()
        hub.status = 500
        for _ in range(6):
            woo.change_product(woo.product_ids()[1])
        assert hook.status == "disabled"
        connector.register_webhook(f"{server.url}/hook", "new")
    assert (hook.status, hook.secret) == ("active", "new")
