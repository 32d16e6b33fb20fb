"""The "image has been processed" call: its signature and its body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from connectors.errors import BadReply
from connectors.signing import verifies

# The documented header names have underscores. Granian hands the literal name over with a doubled prefix; a proxy
# that turns underscores into dashes gives the other one. Both are accepted (measured: see the Pixelz reference).
CUSTOMER_HEADERS = ("HTTP_HTTP_X_PXZ_CUSTOMER_HMAC_SHA256", "HTTP_X_PXZ_CUSTOMER_HMAC_SHA256")


@dataclass(frozen=True, slots=True)
class ProcessedImage:
    ticket: str
    url: str
    template_id: str
    customer_image_id: str


def signature_holds(secret: str, meta: Mapping[str, object], body: bytes) -> bool | None:
    """True or False for a signature that is there, None when none was sent. `meta` is WSGI's environment."""
    sent = next((str(meta[name]) for name in CUSTOMER_HEADERS if meta.get(name)), "")
    return verifies(secret, body, sent) if sent else None


def read_webhook(body: bytes) -> ProcessedImage:
    """The body as JSON or as a form: no document says which. Raises `BadReply`."""
    fields = _fields(body)
    ticket, url = fields.get("imageTicket", ""), fields.get("processedImageURL", "")
    if not ticket or not url:
        raise BadReply("The call names no imageTicket or no processedImageURL.")
    return ProcessedImage(ticket, url, fields.get("templateId", ""), fields.get("customerImageId", ""))


def _fields(body: bytes) -> dict[str, str]:
    try:
        text = body.decode("utf-8-sig")
        if text.lstrip().startswith("{"):
            return {key: "" if value is None else str(value) for key, value in json.loads(text).items()}
        return {key: values[0] for key, values in parse_qs(text).items()}
    except ValueError as error:
        raise BadReply("The call's body is neither JSON nor a form.") from error
