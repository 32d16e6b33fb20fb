"""The store's calls to the hub: products that changed, the app's end, and what the law asks of apps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from connectors.contract import StoreEvent
from connectors.errors import AuthFailed, BadReply
from connectors.platforms.shopify.api import ShopifyApi
from connectors.platforms.shopify.documents import SUBSCRIBE, WEBHOOKS
from connectors.signing import verifies

TOPICS = ("PRODUCTS_CREATE", "PRODUCTS_UPDATE", "PRODUCTS_DELETE", "APP_UNINSTALLED")
OF_PRODUCTS, UNINSTALLED = "products/", "app/uninstalled"


def register(api: ShopifyApi, url: str) -> None:
    """One subscription a topic for this address, however often it is asked for."""
    pages = api.pages(WEBHOOKS, "webhookSubscriptions", uri=url)
    known = {
        one.get("topic") for page, _ in pages for one in page if isinstance(one, Mapping) and one.get("uri") == url
    }
    for topic in TOPICS:
        if topic not in known:
            subscription = {"uri": url, "format": "JSON"}
            api.write("webhookSubscriptionCreate", SUBSCRIBE, topic=topic, subscription=subscription)


def read_event(secret: str, headers: Mapping[str, str], body: bytes) -> StoreEvent:
    """Check the signature over the raw body, then read it.

    Only calls about products name any: the `id` in app/uninstalled is the shop's, and customers/data_request,
    customers/redact and shop/redact are about customers, of whom the hub keeps nothing.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    if not verifies(secret, body, _header(sent, "hmac-sha256")):
        raise AuthFailed("The call's signature is not the store's.")
    topic = _header(sent, "topic")
    # The same event for several subscriptions has one id; a delivery that is sent again keeps both (shopify.dev,
    # "Ignore duplicate webhooks").
    event_id = _header(sent, "event-id") or _header(sent, "webhook-id")
    if topic.startswith(OF_PRODUCTS):
        return StoreEvent(event_id, topic, (_product_id(body),))
    return StoreEvent(event_id, topic, concerns="access" if topic == UNINSTALLED else "nothing")


def _header(sent: Mapping[str, str], name: str) -> str:
    """Newer deliveries leave out the X- (webhooks/types.ts of Shopify/shopify-app-js)."""
    return sent.get(f"x-shopify-{name}") or sent.get(f"shopify-{name}") or ""


def _product_id(body: bytes) -> str:
    try:
        found: Any = json.loads(body)
    except ValueError as error:
        raise BadReply("The store's call is not JSON.") from error
    product_id = found.get("id") if isinstance(found, Mapping) else None
    if not isinstance(product_id, int) or isinstance(product_id, bool):
        raise BadReply("The store's call names no product.")
    return str(product_id)
