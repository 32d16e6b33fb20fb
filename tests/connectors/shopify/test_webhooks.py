"""Shopify's calls to the hub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.errors import AuthFailed, BadReply, Refused
from connectors.platforms.shopify.connector import ShopifyConnector
from connectors.signing import hmac_base64
from tests.connectors.servers import Answer, Call, Server
from tests.connectors.shopify.harness import ShopifyHarness

VECTOR = "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="
read = ShopifyConnector.read_webhook


@pytest.fixture
def shopify(tmp_path: Path) -> Iterator[ShopifyHarness]:
    with ShopifyHarness.start(None, tmp_path) as running:
        yield running


def signed(topic: str, body: bytes, **more: str) -> dict[str, str]:
    headers = {"X-Shopify-Topic": topic, "X-Shopify-Hmac-Sha256": hmac_base64("hush", body)}
    return headers | {name.replace("_", "-"): value for name, value in more.items()}


def test_the_signature_fits_the_known_vector():
    headers = {"X-Shopify-Hmac-SHA256": VECTOR, "X-Shopify-Topic": "products/update", "X-Shopify-Webhook-Id": "w1"}
    event = read("hush", headers, b'{"id":1}')
    assert (event.id, event.topic, event.product_ids) == ("w1", "products/update", ("1",))


@pytest.mark.parametrize(("secret", "signature"), [("hush", ""), ("hush", "x" * 44), ("other", VECTOR), ("", VECTOR)])
def test_a_call_that_shopify_did_not_sign_is_refused(secret: str, signature: str):
    with pytest.raises(AuthFailed):
        read(secret, {"x-shopify-hmac-sha256": signature, "x-shopify-topic": "products/update"}, b'{"id":1}')


def test_headers_without_the_x_are_read_too():
    body = b'{"id": 7}'
    headers = {name.removeprefix("X-"): value for name, value in signed("products/create", body).items()}
    assert read("hush", headers | {"Shopify-Event-Id": "e1"}, body).product_ids == ("7",)


def test_the_same_event_for_two_subscriptions_has_one_id():
    body = b'{"id": 7}'
    ids = {
        read("hush", signed("products/update", body, X_Shopify_Event_Id="e1", X_Shopify_Webhook_Id=one), body).id
        for one in ("w1", "w2")
    }
    assert ids == {"e1"}


@pytest.mark.parametrize(
    "topic", ["app/uninstalled", "customers/data_request", "customers/redact", "shop/redact", "collections/update"]
)
def test_what_is_not_about_products_names_none(topic: str):
    body = b'{"id": 690933842, "shop_id": 954889, "shop_domain": "demo.myshopify.com"}'
    event = read("hush", signed(topic, body), body)
    assert (event.topic, event.product_ids) == (topic, ())
    assert event.concerns == ("access" if topic == "app/uninstalled" else "nothing")


@pytest.mark.parametrize("body", [b"[]", b"{}", b"no", b'{"id": "1"}', b'{"id": true}'])
def test_a_signed_call_that_names_no_product_is_a_bad_reply(body: bytes):
    with pytest.raises(BadReply):
        read("hush", signed("products/update", body), body)


def test_calls_are_signed_with_the_apps_own_secret():
    assert ShopifyConnector.webhook_secret({"client_secret": "shpss_1"}, "drawn") == "shpss_1"
    assert ShopifyConnector.webhook_secret({}, "drawn") == "drawn"


def test_without_the_apps_secret_nothing_is_subscribed_that_could_not_be_verified(shopify: ShopifyHarness):
    with shopify.open(client_secret="") as connector, pytest.raises(Refused, match="client secret"):
        connector.register_webhook("https://hub.example/hook", "drawn")
    assert shopify.store.answers.webhooks == []


def test_a_subscription_tells_of_changes_of_deleted_products_and_of_the_apps_end(shopify: ShopifyHarness):
    calls: list[Call] = []

    def hub(call: Call) -> Answer:
        calls.append(call)
        return Answer(200)

    with Server(hub) as server, shopify.open() as connector:
        for _ in range(2):
            connector.register_webhook(f"{server.url}/hook", "drawn")
        connector.register_webhook(f"{server.url}/other", "drawn")
        changed = shopify.product_ids()[1]
        shopify.change_product(changed)
        shopify.store.tell("PRODUCTS_DELETE", {"id": 8})
        shopify.store.tell("APP_UNINSTALLED", {"id": 690933842})
    assert len(shopify.store.answers.webhooks) == 8
    events = [read("shpss_hush", call.headers, call.body) for call in calls if call.path == "/hook"]
    assert [(one.topic, one.product_ids) for one in events] == [
        ("products/update", (changed,)),
        ("products/delete", ("8",)),
        ("app/uninstalled", ()),
    ]
    assert len({one.id for one in events}) == 3
