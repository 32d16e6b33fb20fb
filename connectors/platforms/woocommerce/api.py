"""WooCommerce's calls: pages, errors in the store's own words, and JSON with a PHP notice before it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any

from connectors.answers import Answers, error_body
from connectors.errors import AuthFailed, BadAddress, BadReply, ConnectorError, NotFound, Refused
from connectors.http import Auth, Http
from connectors.reply import Reply, error_for
from connectors.web_address import host_of, origin

PAGE_SIZE = 100
# A PUT with new pictures downloads them and makes a dozen sizes of each before it answers.
WRITE_TIMEOUT_S = 120.0
# WooCommerce explains itself in these with {"code", "message"}; a write is not sent on to another address.
EXPLAINED = (400, 401, 403, 404)
SENT_ON = (301, 302, 307, 308)
NO_ANSWER = EXPLAINED + SENT_ON

# Its …_gmt dates come without their time zone.
read = Answers("WooCommerce", zone=UTC)


class WooApi:
    """JSON in and out, below /wp-json/wc/v3/."""

    def __init__(self, http: Http, ways_in: Sequence[Auth]) -> None:
        self.http = http
        self._other_ways = list(ways_in[1:])

    def get(self, path: str, **params: Any) -> Any:
        return document(self._call("GET", path, params=params))

    def one(self, path: str, **params: Any) -> Mapping[str, Any]:
        """One object. Raises `BadReply` for anything else."""
        return read.answer(self.get(path, **params))

    def write(self, method: str, path: str, body: Mapping[str, Any], **params: Any) -> Mapping[str, Any]:
        """One change; never sent twice by itself, since each download makes one more file in the store."""
        reply = self._call(method, path, params=params, json=body, timeout=WRITE_TIMEOUT_S)
        return read.answer(document(reply))

    def total(self, path: str, **params: Any) -> int:
        """How many there are, as the header of any page says."""
        return _header(self._call("GET", path, params={**params, "per_page": 1}), "x-wp-total")

    def pages(self, path: str, *, first: int = 1, **params: Any) -> Iterator[tuple[list[Any], int | None]]:
        """Each page's entries and the number of the next one, up to X-WP-TotalPages.

        A page may be short, because rows that the key must not see are left out of it, so only the header ends the
        loop. When fewer rows are left than there were, something was deleted meanwhile and the rest moved up: the
        page before is read again. Raises `BadReply` for a page that the store gives twice, as a cache before it does.
        """
        page, before, mark = first, 0, self._mark_before(path, first, **params)
        while True:
            reply = self._call("GET", path, params={**params, "per_page": PAGE_SIZE, "page": page})
            total, last = _header(reply, "x-wp-total"), _header(reply, "x-wp-totalpages")
            if total < before and page > 1:
                page, before, mark = page - 1, total, ""
                continue
            following = page + 1 if page < last else None
            entries = _list(document(reply))
            mark = read.moved(entries, mark)
            yield entries, following
            if following is None:
                return
            page, before = following, total

    def _mark_before(self, path: str, page: int, **params: Any) -> str:
        """The mark of the page before the first one that is read, so that a repeated one is known there, too."""
        if page == 1:
            return ""
        asked = {**params, "_fields": "id", "per_page": PAGE_SIZE, "offset": (page - 2) * PAGE_SIZE}
        return read.moved(_list(self.get(path, **asked)), "")

    def _call(self, method: str, path: str, **options: Any) -> Reply:
        reply = self.http.request(method, path, ok=NO_ANSWER, **options)
        if reply.status == 401 and _code(reply):
            reply = self._by_another_way(reply, method, path, **options)
        if reply.status in NO_ANSWER:
            raise _refusal(reply, asked=self.http.base_url)
        return reply

    def _by_another_way(self, refused: Reply, method: str, path: str, **options: Any) -> Reply:
        """Sign the same call differently, once a connection; a way that is let in is kept, else the first refusal."""
        usual = self.http.auth
        while self._other_ways:
            self.http.auth = self._other_ways.pop(0)
            reply = self.http.request(method, path, ok=NO_ANSWER, **options)
            if reply.status != 401:
                return reply
        self.http.auth = usual
        return refused


def document(reply: Reply) -> Any:
    """The body as JSON. PHP notices before it are passed over if what follows is whole; else `BadReply`."""
    try:
        return reply.json()
    except BadReply:
        found = _after_notices(reply.content)
        if found is None:
            raise
        return found


def _after_notices(content: bytes) -> Any:
    """Stores with WP_DEBUG_DISPLAY print notices as HTML before the JSON. None if no JSON runs to the very end."""
    text = content.decode("utf-8-sig", "replace").strip()
    if text[-1:] not in {"}", "]"}:
        return None
    for match in re.finditer(r"(?<=[\n>])\s*(?=[\[{])", text[:100_000]):
        try:
            return json.loads(text[match.end() :])
        except ValueError:
            continue
    return None


def _refusal(reply: Reply, *, asked: str) -> ConnectorError:
    """The store's refusal in its own words."""
    host = host_of(reply.url)
    reached = reply.headers.get("location", "") if reply.status in SENT_ON else reply.url
    if origin(reached) != origin(asked):
        return BadAddress(f"{origin(asked)} sends the hub on to {origin(reached)}. Enter that address instead.")
    code, said = _code(reply), _message(reply)
    if not code:
        return error_for(reply)
    if code == "rest_no_route":
        return NotFound(f"{host} runs no WooCommerce REST API at this address: {said}")
    if reply.status == 404 or code.endswith("_invalid_id"):
        return NotFound(f"{host} says: {said}")
    kind = AuthFailed if reply.status in {401, 403} else Refused
    return kind(f"{host} says: {said}")


def _code(reply: Reply) -> str:
    return str(error_body(reply, document).get("code") or "")


def _message(reply: Reply) -> str:
    """As text: WordPress writes its messages in HTML."""
    said = str(error_body(reply, document).get("message") or "no reason given")
    return html.unescape(re.sub(r"<[^>]*>", "", said))[:500]


def _header(reply: Reply, name: str) -> int:
    try:
        return int(reply.headers.get(name, ""))
    except ValueError as error:
        raise BadReply(f"{host_of(reply.url)} does not say how many there are ({name}).") from error


def _list(found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise BadReply("WooCommerce answered with something that is no list.")
    return found
