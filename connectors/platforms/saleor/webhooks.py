"""The store's calls to the hub: a product that was made, changed or deleted."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from connectors.contract import StoreEvent
from connectors.errors import AuthFailed, BadReply
from connectors.platforms.saleor import mapping
from connectors.platforms.saleor.api import SaleorApi
from connectors.platforms.saleor.documents import EVENT, RESUBSCRIBE, SUBSCRIBE, WEBHOOKS

# Each write to a product's media says PRODUCT_UPDATED too (product_media_create.py and its neighbours).
EVENTS = ("PRODUCT_CREATED", "PRODUCT_UPDATED", "PRODUCT_DELETED")


def register(api: SaleorApi, url: str, secret: str) -> None:
    """One webhook for this address, however often it is asked for; one that was switched off is woken up.

    With a `secretKey` calls are signed with it, without one by the shop's own key (webhook/transport/__init__.py). The
    first is deprecated, but needs no look at the shop for each call.
    """
    wanted = {
        "name": "Pixelz Hub",
        "targetUrl": url,
        "asyncEvents": list(EVENTS),
        "isActive": True,
        "secretKey": secret,
        "query": EVENT,
    }
    for hook in api.ask(WEBHOOKS)["app"].get("webhooks") or ():
        if isinstance(hook, Mapping) and hook.get("targetUrl") == url:
            api.write("webhookUpdate", RESUBSCRIBE, id=hook.get("id"), input=wanted)
            return
    api.write("webhookCreate", SUBSCRIBE, input=wanted)


def read_event(secret: str, headers: Mapping[str, str], body: bytes) -> StoreEvent:
    """Check the signature over the raw body, then read it.

    A call has no id of its own: the same product at the same moment is the same event.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not secret or not hmac.compare_digest(expected.encode(), _header(sent, "signature").strip().encode()):
        raise AuthFailed("The call's signature is not the store's.")
    topic = _header(sent, "event")
    return StoreEvent(hashlib.sha256(topic.encode() + body).hexdigest(), topic, (_product_id(body),))


def _header(sent: Mapping[str, str], name: str) -> str:
    """Saleor 4 is to leave out the older X- (webhook/transport/utils.py, `send_webhook_using_http`)."""
    return sent.get(f"saleor-{name}") or sent.get(f"x-saleor-{name}") or ""


def _product_id(body: bytes) -> str:
    try:
        found: Any = json.loads(body)
    except ValueError as error:
        raise BadReply("The store's call is not JSON.") from error
    return mapping.number(found.get("product") if isinstance(found, Mapping) else None, "Product")
