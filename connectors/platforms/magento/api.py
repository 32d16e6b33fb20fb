"""Magento's calls: JSON in and out, and errors with their placeholders filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from connectors.answers import error_body
from connectors.errors import AuthFailed, BadAddress, BadReply, ConnectorError, NotFound, Refused
from connectors.http import Http
from connectors.platforms.magento.access import WHAT_TO_DO
from connectors.reply import Reply, error_for
from connectors.web_address import host_of, origin

# Each write of a photo saves the whole product: seconds as a rule, up to half a minute on large stores (observed).
WRITE_TIMEOUT_S = 120.0
# Magento explains itself in these with {"message", "parameters"}; a write is not sent on to another address.
EXPLAINED = (400, 401, 403, 404)
SENT_ON = (301, 302, 307, 308)
NO_ANSWER = EXPLAINED + SENT_ON


class MagentoApi:
    """JSON below /rest/all/V1/, where what is written counts for all store views."""

    def __init__(self, http: Http) -> None:
        self.http = http

    def get(self, path: str, **params: Any) -> Any:
        return self._call("GET", path, params=params).json()

    def search(self, path: str, criteria: Mapping[str, Any], fields: str) -> Mapping[str, Any]:
        """One page of a list, with `fields` of it. Raises `BadReply` for anything that is no page."""
        found = self.get(path, **criteria, fields=fields)
        if not isinstance(found, Mapping):
            raise BadReply("Magento answered with something that is no page of a list.")
        return found

    def write(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """One change; never sent twice by itself, since a second POST makes a second photo."""
        return self._call(method, path, json=body, timeout=WRITE_TIMEOUT_S).json()

    def _call(self, method: str, path: str, **options: Any) -> Reply:
        reply = self.http.request(method, path, ok=NO_ANSWER, **options)
        if reply.status in NO_ANSWER:
            raise _refusal(reply, asked=self.http.base_url)
        return reply


def media_path(sku: str, image_id: int | None = None) -> str:
    """Where a product's photos, or one of them, are written. A SKU may hold slashes, spaces and percent signs."""
    path = f"products/{quote(sku, safe='')}/media"
    return path if image_id is None else f"{path}/{image_id}"


def criteria(*filters: tuple[str, str, str], size: int, order: str = "") -> dict[str, Any]:
    """A searchCriteria query: `filters` are (field, condition, value) and all have to hold; `order` is ascending."""
    found: dict[str, Any] = {"searchCriteria[pageSize]": size}
    for number, (field, condition, value) in enumerate(filters):
        name = f"searchCriteria[filterGroups][{number}][filters][0]"
        found |= {f"{name}[field]": field, f"{name}[conditionType]": condition, f"{name}[value]": value}
    if order:
        # Magento sorts downwards unless it is told otherwise (Framework/Api/SortOrder.php).
        name = "searchCriteria[sortOrders][0]"
        found |= {f"{name}[field]": order, f"{name}[direction]": "ASC"}
    return found


def _refusal(reply: Reply, *, asked: str) -> ConnectorError:
    """The store's refusal in its own words."""
    host = host_of(reply.url)
    reached = reply.headers.get("location", "") if reply.status in SENT_ON else reply.url
    if reached.startswith("http") and origin(reached) != origin(asked):
        return BadAddress(f"{origin(asked)} sends the hub on to {origin(reached)}. Enter that address instead.")
    said = _said(reply)
    if not said:
        return _without_words(reply)
    if reply.status == 404:
        return NotFound(f"{host} says: {said}")
    if reply.status == 401:
        return AuthFailed(f"{host} says: {said} {WHAT_TO_DO}")
    return (AuthFailed if reply.status == 403 else Refused)(f"{host} says: {said}")


def _without_words(reply: Reply) -> ConnectorError:
    """A refusal that is not Magento's own but the web server's before it."""
    if reply.status == 404 and "%2f" in reply.url.lower():
        # Apache refuses an escaped slash unless AllowEncodedSlashes is on, before Magento sees the call.
        return Refused(
            f"The web server of {host_of(reply.url)} does not let addresses with a slash in the SKU through. Ask the"
            " shop's host to allow encoded slashes (Apache: AllowEncodedSlashes NoDecode)."
        )
    return error_for(reply)


def _said(reply: Reply) -> str:
    """Magento's message, and those below it; empty if there is none."""
    found = error_body(reply)
    inner = found.get("errors")
    parts = [found, *(inner if isinstance(inner, list) else [])]
    return " ".join(filter(None, (_filled(part) for part in parts)))[:500]


def _filled(part: Any) -> str:
    """A message with its parameters: a list for %1, %2 or an object for %name (Framework/Phrase/Renderer)."""
    if not isinstance(part, Mapping) or not isinstance(part.get("message"), str):
        return ""
    given = part.get("parameters")
    named = {str(place): value for place, value in enumerate(given, 1)} if isinstance(given, list) else given or {}
    if not isinstance(named, Mapping):
        return str(part["message"])
    return re.sub(r"%(\w+)", lambda match: str(named.get(match[1], match[0])), part["message"])
