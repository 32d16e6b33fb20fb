"""The shop's calls to the hub: a product changed."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.contract import StoreEvent
from connectors.errors import AuthFailed, BadReply
from connectors.platforms.sandbox.api import parsed
from connectors.signing import verifies

SIGNATURE = "x-shop-signature"


def read_event(secret: str, headers: Mapping[str, str], body: bytes) -> StoreEvent:
    """Check the signature over the raw body, then read it."""
    sent = next((value for name, value in headers.items() if name.lower() == SIGNATURE), "")
    if not verifies(secret, body, sent):
        raise AuthFailed("The call's signature is not the shop's.")
    event = parsed(body)
    ids = event.get("product_ids")
    if not isinstance(ids, list) or not event.get("id"):
        raise BadReply("The shop's call names no products.")
    return StoreEvent(str(event["id"]), str(event.get("topic") or ""), tuple(str(one) for one in ids))
