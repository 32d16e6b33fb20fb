"""BigCommerce's calls: data in an envelope, pages, a quota that all apps of a store share, and its own words."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from connectors.answers import Answers, Raw, error_body
from connectors.contract import Picture
from connectors.errors import AuthFailed, BadReply, ConnectorError, NotFound, RateLimited, Refused, Temporary
from connectors.http import Http
from connectors.reply import Reply, error_for, retry_after

# Up to 250 are given; a product brings up to 600 variants and 1,000 photos with it.
PAGE_SIZE = 100
# BigCommerce downloads a photo and makes its sizes before it answers.
WRITE_TIMEOUT_S = 120.0
# Below this part of the quota the hub shares what is left over the rest of the window, so that others get some.
SPARE = 0.1
LONGEST_PAUSE_S = 20.0
# BigCommerce explains itself in these with {"status", "title", "errors"}, at the gateway also in plain text.
REFUSALS = (400, 401, 403, 404, 405, 409, 413, 415, 422, 423)
# Without it version 2 answers in XML.
HEADERS = {"Accept": "application/json"}

read = Answers("BigCommerce", zone=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: how many entries the whole list has, and on how many such pages."""

    entries: list[Any]
    total: int
    pages: int


class BigCommerceApi:
    """JSON below /stores/{hash}/; `store` is how the store is called in messages."""

    def __init__(self, http: Http, store: str) -> None:
        self.http = http
        self.store = store
        self._pause = 0.0

    def one(self, path: str, params: Raw | None = None) -> Raw:
        """The object in an answer's `data`. Raises `BadReply` for anything else."""
        return _data(self._call("GET", path, params=params))

    def bare(self, path: str) -> Raw:
        """An object of version 2, which has no envelope."""
        return read.answer(self._call("GET", path).json())

    def page(self, path: str, params: Raw | None = None) -> Page:
        """One page; a list without entries may be an answer without a body (204)."""
        reply = self._call("GET", path, params=params)
        if reply.status == 204:
            return Page([], 0, 0)
        document = read.answer(reply.json())
        entries, meta = document.get("data"), document.get("meta")
        numbers = meta.get("pagination") if isinstance(meta, Mapping) else None
        if not isinstance(entries, list) or not isinstance(numbers, Mapping):
            raise BadReply("BigCommerce answered with something that is no page of a list.")
        return Page(entries, read.total(numbers, "total"), read.total(numbers, "total_pages"))

    def pages(self, path: str, params: Raw | None = None) -> Iterator[list[Any]]:
        """Each page's entries. If something was deleted meanwhile, the rest moved up: the page before comes again."""
        number, before, mark = 1, 0, ""
        while True:
            page = self.page(path, {**(params or {}), "limit": PAGE_SIZE, "page": number})
            if page.total < before and number > 1:
                number, before, mark = number - 1, page.total, ""
                continue
            mark = read.moved(page.entries, mark)
            yield page.entries
            if number >= page.pages:
                return
            number, before = number + 1, page.total

    def total(self, path: str) -> int:
        return self.page(path, {"limit": 1}).total

    def write(self, method: str, path: str, body: Raw) -> Raw:
        """One change; never sent twice by itself, since a second POST makes a second photo."""
        return _data(self._call(method, path, json=dict(body), timeout=WRITE_TIMEOUT_S))

    def upload(self, method: str, path: str, fields: Raw, picture: Picture) -> Raw:
        """A file with its fields as a form."""
        parts: dict[str, Any] = {name: (None, _as_text(value)) for name, value in fields.items()}
        parts["image_file"] = (picture.filename, picture.data, picture.mime)
        return _data(self._call(method, path, files=parts, timeout=WRITE_TIMEOUT_S))

    def delete(self, path: str) -> None:
        self._call("DELETE", path, timeout=WRITE_TIMEOUT_S)

    def _call(self, method: str, path: str, **options: Any) -> Reply:
        time.sleep(self._pause)
        self._pause = 0.0
        reply = self.http.request(method, path, headers=HEADERS, ok=(*REFUSALS, 429), check=self._heed, **options)
        if reply.status in REFUSALS:
            raise self._refusal(reply)
        return reply

    def _heed(self, reply: Reply) -> None:
        """Wait as a 429 says, and slow down before there is one (bigcommerce/docs, api-rate-limits.mdx).

        A 429 without these headers says that the platform itself is busy.
        """
        reset = _header(reply, "x-rate-limit-time-reset-ms")
        if reply.status == 429:
            wait = retry_after(reply.headers) if reset is None else reset / 1000
            raise RateLimited(f"{self.store} asks the hub to slow down.", retry_after=wait)
        left, quota = _header(reply, "x-rate-limit-requests-left"), _header(reply, "x-rate-limit-requests-quota")
        if reset and left is not None and quota and left < quota * SPARE:
            self._pause = min(reset / 1000 / max(left, 1), LONGEST_PAUSE_S)

    def _refusal(self, reply: Reply) -> ConnectorError:
        """The store's refusal in its own words."""
        said = _said(reply)
        if reply.status == 401:
            # A hash that does not exist looks like a wrong token.
            return AuthFailed(f"{self.store} does not accept the access token (401). Check it, and the store hash.")
        if reply.status == 403:
            needs = "The API account needs the scopes Products: modify and Information & Settings: read-only."
            return AuthFailed(" ".join(filter(None, (f"{self.store} does not allow this (403).", said, needs))))
        if reply.status == 404:
            return NotFound(f"{self.store} says: {said}") if said else error_for(reply)
        if reply.status == 423:
            return Temporary(f"{self.store} has locked this for the moment (423).")
        return Refused(f"{self.store} says: {said or f'no reason given ({reply.status})'}")


def _said(reply: Reply) -> str:
    """The title, and what is wrong with which field; empty if it is not BigCommerce's own answer."""
    found = error_body(reply)
    title = str(found.get("title") or found.get("message") or "").strip().rstrip(".")
    errors = found.get("errors")
    fields = [f"{name}: {reason}" for name, reason in errors.items()] if isinstance(errors, Mapping) else []
    return " ".join(f"{part}." for part in (title, "; ".join(fields).rstrip(".")) if part)[:500]


def _data(reply: Reply) -> Raw:
    return read.under(read.answer(reply.json()), "data")


def _header(reply: Reply, name: str) -> int | None:
    value = reply.headers.get(name, "").strip()
    return int(value) if value.isdecimal() else None


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
