"""One message on the wire: signed, posted once, and what came back."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings

from connectors.errors import ConnectorError, TooLarge
from connectors.http import Http
from connectors.reply import Reply, retry_after
from connectors.web_address import host_of
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.signing import signature

TIMEOUT_S = 15.0
MOST_BYTES = 1024 * 1024
KEPT_CHARACTERS = 500
GONE = 410
# Redirects are answers as well: they are not followed, and a receiver that moved tells its owner by failing.
ANSWERS = range(100, 600)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try. `error` is empty for a success; `asked_s` is the pause that the receiver asks for."""

    status: int | None = None
    answer: str = ""
    error: str = ""
    asked_s: float | None = None

    @property
    def is_gone(self) -> bool:
        return self.status == GONE


def door() -> Http:
    """What messages leave by: no private address but those that the installation allows, no second try of its own."""
    return Http(allowed_private=settings.ALLOWED_PRIVATE_HOSTS, timeout=TIMEOUT_S, max_bytes=MOST_BYTES)


def post(http: Http, endpoint: Endpoint, message: Message) -> Outcome:
    """Send the message once. Whatever goes wrong is in the outcome."""
    body = message.body.encode()
    try:
        reply = http.post(endpoint.url, data=body, headers=_headers(endpoint, message, body), ok=ANSWERS)
    except TooLarge:
        return Outcome(error=f"The answer of {host_of(endpoint.url)} is larger than {MOST_BYTES // 1024:,} KB.")
    except ConnectorError as error:
        return Outcome(error=str(error))
    if 200 <= reply.status < 300:
        return Outcome(reply.status, _kept(reply))
    reason = f"{host_of(endpoint.url)} answered with {reply.status}; only 200 to 299 is a success."
    return Outcome(reply.status, _kept(reply), reason, retry_after(reply.headers))


def _headers(endpoint: Endpoint, message: Message, body: bytes) -> dict[str, str]:
    number, at = str(message.number), int(time.time())
    signatures = [signature(secret, message_id=number, at=at, body=body) for secret in endpoint.secrets()]
    return {
        "Content-Type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signatures),
    }


def _kept(reply: Reply) -> str:
    """The beginning of the answer as text. PostgreSQL takes no NUL."""
    text = reply.content[: 4 * KEPT_CHARACTERS].decode("utf-8", "replace").replace("\x00", "")
    return text[:KEPT_CHARACTERS]
