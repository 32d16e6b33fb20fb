"""The store's calls to the hub: a product that was made, changed or deleted.

Most changes of photos are not among them ("uploading an additional product image … does not generate an update
event", bigcommerce/docs, webhooks/events): those are found by the sync.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from connectors.contract import StoreEvent
from connectors.errors import AuthFailed, BadReply
from connectors.platforms.bigcommerce.api import BigCommerceApi
from connectors.signing import hmac_base64, verifies

SCOPE = "store/product/*"
OWN_HEADER = "X-Pixelz-Hub"
# `WEBHOOK_TOLERANCE_IN_SECONDS` of Standard Webhooks' libraries.
TOLERANCE_S = 5 * 60


def register(api: BigCommerceApi, url: str, secret: str) -> None:
    """One webhook for this address, however often it is asked for; one that BigCommerce switched off is woken up."""
    body = {"scope": SCOPE, "destination": url, "is_active": True, "headers": {OWN_HEADER: password(secret)}}
    for page in api.pages("v3/hooks", {"destination": url}):
        for hook in page:
            if isinstance(hook, Mapping) and (hook.get("destination"), hook.get("scope")) == (url, SCOPE):
                api.write("PUT", f"v3/hooks/{hook.get('id')}", body)
                return
    api.write("POST", "v3/hooks", body)


def password(secret: str) -> str:
    """What BigCommerce sends along with each call. It is kept there in the clear, so it is not the secret itself."""
    return hmac_base64(secret, b"webhooks to Pixelz Hub")


def read_event(secret: str, headers: Mapping[str, str], body: bytes) -> StoreEvent:
    """Check our own header or the signature, then read the body.

    Only the API account's client secret verifies the signature; our header works for whatever the hub has drawn.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    if not (_has_password(secret, sent) or _is_signed(secret, sent, body)):
        raise AuthFailed("The call is not the store's.")
    found = _document(body)
    return StoreEvent(_event_id(sent, found), str(found.get("scope") or ""), _product_ids(found))


def _has_password(secret: str, sent: Mapping[str, str]) -> bool:
    given = sent.get(OWN_HEADER.lower(), "")
    return bool(secret) and hmac.compare_digest(password(secret).encode(), given.encode())


def _is_signed(secret: str, sent: Mapping[str, str], body: bytes) -> bool:
    """Standard Webhooks, with the client secret as the key (bigcommerce/docs, https-webhook-overview.mdx)."""
    stamp = sent.get("webhook-timestamp", "")
    if not stamp.isdecimal() or abs(time.time() - int(stamp)) > TOLERANCE_S:
        return False
    signed = f"{sent.get('webhook-id', '')}.{stamp}.".encode() + body
    signatures = (one.partition(",") for one in sent.get("webhook-signature", "").split())
    return any(version == "v1" and verifies(secret, signed, digest) for version, _, digest in signatures)


def _event_id(sent: Mapping[str, str], found: Mapping[str, Any]) -> str:
    """The message's id, which a repeated delivery keeps; else the event's hash, which is the same if it fires twice."""
    if sent.get("webhook-id"):
        return sent["webhook-id"]
    return f"{found['hash']}-{found.get('created_at', '')}" if found.get("hash") else ""


def _product_ids(found: Mapping[str, Any]) -> tuple[str, ...]:
    """The product's id. Events of metafields name it otherwise, and those of a variant's name no product."""
    data = found.get("data")
    if not isinstance(data, Mapping):
        raise BadReply("The store's call holds no data.")
    kind, number = data.get("type") or data.get("resource_type"), data.get("id") or data.get("resource_id")
    if kind != "product":
        return ()
    if isinstance(number, bool) or not str(number).isdecimal():
        raise BadReply("The store's call names no product.")
    return (str(number),)


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise BadReply("The store's call is not JSON.") from error
    if not isinstance(found, Mapping):
        raise BadReply("The store's call is no object.")
    return found
