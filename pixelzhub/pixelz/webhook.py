"""The "image has been processed" call: its signatures and its body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import parse_qs

from connectors.errors import BadReply
from connectors.signing import verifies
from pixelzhub.pixelz import reading

MAX_BODY = 64 * 1024
# The documented header names are HTTP_X_PXZ_…, with underscores. CGI and WSGI put HTTP_ before any name; a proxy may
# turn underscores into dashes; some peers may take the documented name for CGI's and send X-Pxz-….
CUSTOMER_HEADER = "X_PXZ_CUSTOMER_HMAC_SHA256"
PARTNER_HEADER = "X_PXZ_PARTNER_HMAC_SHA256"


class Signature(Enum):
    """What a signature says. One that is there must fit; one that is missing may have been dropped by a proxy."""

    VALID = "valid"
    FORGED = "forged"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ProcessedImage:
    """One finished version of an image. A ticket can have several: (ticket, template_id, url) tells them apart."""

    ticket: str
    urls: tuple[str, ...]
    template_id: str
    customer_image_id: str

    @property
    def url(self) -> str:
        """The first address; nearly always the only one."""
        return self.urls[0]


def customer_signature(secret: str, headers: Mapping[str, object], body: bytes) -> Signature:
    """The customer's signature over the raw body. `headers` may be WSGI's environment or the headers themselves."""
    return _signature(CUSTOMER_HEADER, secret, headers, body)


def partner_signature(secret: str, headers: Mapping[str, object], body: bytes) -> Signature:
    """The developer's or partner's signature; sent only if the image was posted with a developer key."""
    return _signature(PARTNER_HEADER, secret, headers, body)


def read_webhook(body: bytes) -> ProcessedImage:
    """The body as JSON or as a form: no document says which. Raises `BadReply`."""
    if len(body) > MAX_BODY:
        raise BadReply(f"The call has {len(body):,} bytes; the hub takes up to {MAX_BODY:,}.")
    fields = _fields(body)
    ticket, urls = reading.text(fields, "imageTicket"), reading.texts(fields, "processedImageURL", "string")
    if not ticket or not urls:
        raise BadReply("The call names no imageTicket or no processedImageURL.")
    return ProcessedImage(ticket, urls, reading.text(fields, "templateId"), reading.text(fields, "customerImageId"))


def _signature(header: str, secret: str, headers: Mapping[str, object], body: bytes) -> Signature:
    sent = [str(value) for name, value in headers.items() if name.endswith("256") and value and _bare(name) == header]
    if not sent:
        return Signature.MISSING
    return Signature.VALID if all(verifies(secret, body, one) for one in sent) else Signature.FORGED


def _bare(name: str) -> str:
    return name.upper().replace("-", "_").removeprefix("HTTP_").removeprefix("HTTP_")


def _fields(body: bytes) -> Mapping[str, Any]:
    try:
        said = body.decode("utf-8-sig").strip()
        if said.startswith("{"):
            found: dict[str, Any] = json.loads(said)
            return found
        return {name: values[0] if len(values) == 1 else values for name, values in parse_qs(said).items()}
    except (ValueError, RecursionError):
        pass  # the decoder's own error holds the body
    raise BadReply("The call's body is neither JSON nor a form.")
