"""A finished answer of the network, and the error that its status stands for."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from connectors.errors import AuthFailed, BadReply, ConnectorError, NotFound, RateLimited, Refused, Temporary
from connectors.json_text import parsed
from connectors.web_address import host_of


@dataclass(frozen=True, slots=True)
class Reply:
    """A finished answer. `url` is without its query, which may hold keys, and so may headers and body."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    url: str

    def json(self) -> Any:
        """The body as JSON, with all letters that a database keeps. Raises `BadReply` for HTML, an empty body or cut-off JSON."""
        try:
            return parsed(self.content)
        except (ValueError, RecursionError):
            pass  # the decoder's own error holds the whole body: it is not even kept as the context
        raise BadReply(f"{host_of(self.url)} answered with {_kind(self)} where JSON was expected.")


def _kind(reply: Reply) -> str:
    if not reply.content:
        return "nothing"
    if reply.content.lstrip()[:1] == b"<":
        return "a web page"
    return f"{len(reply.content):,} bytes that could not be read"


def error_for(reply: Reply) -> ConnectorError:
    """The error that a status code stands for; connectors sharpen the words where their platform explains itself."""
    host = host_of(reply.url)
    if reply.status == 401:
        return AuthFailed(f"{host} does not accept the key (401).")
    if reply.status == 403:
        return AuthFailed(f"{host} does not allow this with the given key (403).")
    if reply.status in {404, 410}:
        return NotFound(f"{host} has nothing at {urlsplit(reply.url).path} ({reply.status}).")
    if reply.status == 429 or (reply.status == 503 and "retry-after" in reply.headers):
        return RateLimited(f"{host} asks the hub to slow down.", retry_after=retry_after(reply.headers))
    if reply.status >= 500:
        return Temporary(f"{host} has a problem of its own ({reply.status}).")
    if reply.status >= 400:
        return Refused(f"{host} refused the request ({reply.status}).")
    return BadReply(f"{host} answered with an unexpected status ({reply.status}).")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from a Retry-After header in either of its forms (RFC 9110, section 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
