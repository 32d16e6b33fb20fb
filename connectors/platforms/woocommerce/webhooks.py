"""The store's calls to the hub: the ping after registration, and a product that changed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from connectors.contract import StoreEvent
from connectors.errors import AuthFailed, BadReply
from connectors.platforms.woocommerce.api import WooApi
from connectors.signing import verifies

TOPIC = "product.updated"
NAME = "Pixelz Hub"
SIGNATURE, DELIVERY, EVENT_TOPIC = "x-wc-webhook-signature", "x-wc-webhook-delivery-id", "x-wc-webhook-topic"


def register(api: WooApi, url: str, secret: str) -> None:
    """One webhook for this address, however often it is asked for; one that the store disabled is woken up."""
    body = {"name": NAME, "topic": TOPIC, "delivery_url": url, "secret": secret, "status": "active"}
    for page, _ in api.pages("webhooks", status="all", orderby="id"):
        for hook in page:
            if isinstance(hook, Mapping) and (hook.get("delivery_url"), hook.get("topic")) == (url, TOPIC):
                api.write("PUT", f"webhooks/{hook.get('id')}", body)
                return
    api.write("POST", "webhooks", body)


def read_event(secret: str, headers: Mapping[str, str], body: bytes) -> StoreEvent:
    """Check the signature over the raw body, then read it.

    The ping that follows the registration is a form without a signature and needs a 200 (class-wc-webhook.php,
    `deliver_ping`); it carries nothing to act on.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    if ping := re.fullmatch(rb"webhook_id=(\d{1,20})", body.strip()):
        return StoreEvent(f"ping-{ping[1].decode()}", "ping")
    if not verifies(secret, body, sent.get(SIGNATURE, "")):
        raise AuthFailed("The call's signature is not the store's.")
    product_id = _product_id(body)
    # The delivery id is a hash of the webhook's id and the second (`get_new_delivery_id`): two products that change
    # in the same second share it, so the product is part of the event's id.
    delivery = sent.get(DELIVERY, "")
    return StoreEvent(f"{delivery}-{product_id}" if delivery else "", sent.get(EVENT_TOPIC, ""), (product_id,))


def _product_id(body: bytes) -> str:
    """The product's id; a variation names its product as its parent."""
    try:
        found: Any = json.loads(body)
    except ValueError as error:
        raise BadReply("The store's call is not JSON.") from error
    if not isinstance(found, Mapping) or not isinstance(found.get("id"), int):
        raise BadReply("The store's call names no product.")
    return str(found.get("parent_id") or found["id"])
