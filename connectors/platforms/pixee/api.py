"""Pixee's calls: a key in a header, an envelope for each part of the API, refusals in Pixee's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any
from urllib.parse import quote

from connectors.answers import Answers, Raw, error_body
from connectors.errors import ConnectorError, RateLimited
from connectors.http import Auth, Http
from connectors.reply import Reply, error_for, retry_after
from connectors.web_address import host_of

HOME = "https://api.pixeepim.com/api/v1"
#: products a call; Pixee gives 500 at most
PAGE_SIZE = 500
READ_PRODUCTS = "ext:products:read"
READ_CATEGORIES = "windev:read"
# What a key needs for each part (https://apidoc.pixeepim.com/external-api, …/windev, …/connectors).
RIGHTS = {
    "ext": f"the scope {READ_PRODUCTS}",
    "windev": f"the scope {READ_CATEGORIES}",
    "connectors": "the permission MANAGE_SETTINGS",
}
# Pixee explains itself in these; 429 may say in its body alone how long to wait.
EXPLAINED = (400, 401, 403, 404, 409, 422, 423, 429)

# Times are in UTC; older pages write them without a zone.
read = Answers("Pixee", zone=UTC)


def home(settings: Mapping[str, str]) -> str:
    """The API's address up to its version, from what people copy: with /ext at its end, or the host alone."""
    url = settings.get("url", "").strip().rstrip("/") or HOME
    url = (url if "://" in url else f"https://{url}").removesuffix("/ext")
    return url if "/" in url.partition("://")[2] else f"{url}/api/v1"


def by_header(settings: Mapping[str, str]) -> Auth:
    """The key as Pixee wants it now: the changelog of 6.19 ends keys as bearers (https://apidoc.pixeepim.com/changelog)."""
    key = settings.get("api_key", "").strip()
    return lambda method, url, query: ({"X-API-Key": key}, query)


def as_bearer(settings: Mapping[str, str]) -> Auth:
    """The key as before 6.19. Never beside the header: a bearer is taken for the token of a signed-in user."""
    key = settings.get("api_key", "").strip()
    return lambda method, url, query: ({"Authorization": f"Bearer {key}"}, query)


class PixeeApi:
    """JSON in and out, below /api/v1/."""

    def __init__(self, http: Http) -> None:
        self.http = http

    def ext(self, path: str, **params: Any) -> Raw:
        """A whole answer of the External API, with its `data` and `meta`."""
        return answered(self.call("GET", f"ext/{path}", params=params), "ext")

    def knows(self, ean: str) -> bool:
        """Whether there is a product with this EAN."""
        reply = self.call("GET", f"ext/products/{quote(ean, safe='')}")
        if reply.status == 404 and _is_about_a_product(reply):
            return False
        answered(reply, "ext")
        return True

    def categories(self) -> Iterator[Any]:
        """The categories as Pixee lists them: the External API has none, the WinDev part takes the same key.

        None at all if the key lacks the scope for it (403), or the installation this part (404).
        """
        page, mark = 1, ""
        while True:
            reply = self.call("GET", "windev/categories", params={"page": page})
            if reply.status in {403, 404}:
                return
            found = answered(reply, "windev")
            data = found.get("data")
            # Elsewhere in the same part the list and its number of pages are one level deeper.
            holder = data if isinstance(data, Mapping) else found
            entries = read.entries(holder, "categories" if holder is data else "data", "categories")
            mark = read.moved(entries, mark)
            yield from entries
            if page >= (read.whole(holder, "pages") or 1):
                return
            page += 1

    def call(self, method: str, path: str, **options: Any) -> Reply:
        """One call; what Pixee explains is an answer still, see `answered`."""
        return self.http.request(method, path, ok=EXPLAINED, check=_slow_down, **options)


def answered(reply: Reply, part: str) -> Raw:
    """The answer's object. Raises what a refusal stands for, also one that comes with status 200."""
    if reply.status in EXPLAINED:
        raise refusal(reply, part)
    found = read.answer(reply.json())
    if found.get("success") is False:
        code = found.get("code")
        raise refusal(replace(reply, status=code if isinstance(code, int) and code >= 400 else 400), part)
    return found


def refusal(reply: Reply, part: str) -> ConnectorError:
    """Pixee's refusal with its own words, which are French."""
    error = error_for(reply)
    if isinstance(error, RateLimited):
        return error
    needs = f" It needs {RIGHTS[part]}." if reply.status == 403 else ""
    said = words(reply)
    return type(error)(f"{error}{needs}{f' Pixee says: {said}' if said else ''}")


def words(reply: Reply) -> str:
    """What an error answer says, in whichever of Pixee's envelopes; empty if nothing. No key is in it."""
    found = error_body(reply)
    told = (_told(found.get(name)) for name in ("error", "errors", "detail", "message"))
    return masked(next(filter(None, told), ""))[:500]


def masked(text: str) -> str:
    """Text of Pixee's without the keys in it, which start with pm_live_ or pm_test_."""
    return re.sub(r"\bpm_(live|test)_[\w-]+", r"pm_\1_…", text)


def _told(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(filter(None, map(_told, value)))
    if not isinstance(value, Mapping):
        return ""
    field = value.get("field") or ".".join(map(str, value.get("loc") or ()))
    said = _told(value.get("message") or value.get("msg"))
    details = _told(value.get("details"))
    return ": ".join(filter(None, (str(field or ""), said, details)))


def _is_about_a_product(reply: Reply) -> bool:
    """A path that is not there answers with a web page or the framework's own “Not Found”."""
    found = error_body(reply)
    return bool(found) and found.get("detail") != "Not Found"


def _slow_down(reply: Reply) -> None:
    if reply.status != 429:
        return
    wait = retry_after(reply.headers)
    raise RateLimited(f"{host_of(reply.url)} asks the hub to slow down.", retry_after=_told_wait(reply, wait))


def _told_wait(reply: Reply, wait: float | None) -> float | None:
    """Seconds: the header's, else `retry_after_seconds` of the body (https://apidoc.pixeepim.com/rate-limiting)."""
    if wait is not None:
        return wait
    told = error_body(reply).get("retry_after_seconds")
    return max(0.0, float(told)) if isinstance(told, int | float) and not isinstance(told, bool) else None
