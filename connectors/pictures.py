"""Pictures as the store's server hands them out: only if they changed, and with what tells so the next time."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from connectors.contract import Connector
from connectors.http import Http
from connectors.models import Image, Store
from connectors.renewing import renew
from connectors.reply import Reply

NOT_MODIFIED = 304
# A query parameter that changes with the file, e.g. Shopify's ?v=1700000000.
# https://shopify.dev/docs/storefronts/themes/best-practices/performance/platform, read 2026-11-21
VERSION_PARAMETERS = ("v", "ver", "version")
SHORTEST_VERSION = 6


@dataclass(frozen=True, slots=True)
class Tag:
    """What a server says of a picture's version: validators of RFC 9110, section 8.8, as they came."""

    etag: str = ""
    last_modified: str = ""

    @classmethod
    def of_reply(cls, reply: Reply) -> Tag:
        """Those of an answer; what does not fit a header or its column is left out."""
        return cls(_plain(reply.headers, "etag", 200), _plain(reply.headers, "last-modified", 40))

    @classmethod
    def of_image(cls, image: Image) -> Tag:
        """Those of the bytes that are known; none when the picture's address is another now."""
        same = image.sha256 and image.read_from == address_digest(image.url)
        return cls(image.etag, image.last_modified) if same else cls()

    @property
    def conditions(self) -> dict[str, str]:
        """The headers by which a server answers 304 instead of the same bytes again; empty without validators."""
        if self.etag:
            return {"If-None-Match": self.etag}
        return {"If-Modified-Since": self.last_modified} if self.last_modified else {}


NO_TAG = Tag()


class NotModified(Exception):
    """The server still has the picture that is known."""


class PictureHttp(Http):
    """The door for downloads. Each thread may ask for one picture under conditions, and sees what came with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._here = threading.local()

    def fetch(self, connector: Connector, url: str, known: Tag) -> tuple[bytes, Tag]:
        """The bytes and their tag. Raises `NotModified`, or a `ConnectorError`."""
        self._here.known, self._here.seen = known, NO_TAG
        try:
            return connector.read_picture(url), self._here.seen
        finally:
            self._here.known = NO_TAG

    def get(self, path: str, *, params: Mapping[str, Any] | None = None, **options: Any) -> Reply:
        """As `Http.get`, under the conditions of the picture that this thread asks for."""
        conditions = getattr(self._here, "known", NO_TAG).conditions
        if conditions:
            options |= {"headers": {**(options.get("headers") or {}), **conditions}, "ok": (NOT_MODIFIED,)}
        reply = super().get(path, params=params, **options)
        if reply.status == NOT_MODIFIED:
            raise NotModified
        self._here.seen = Tag.of_reply(reply)
        return reply


@contextmanager
def picture_door(store: Store) -> Iterator[tuple[Connector, PictureHttp]]:
    """The store's connector over a door for downloads."""
    renew(store)
    kind, values = store.connector, store.settings
    http = PictureHttp(kind.base_url(values), auth=kind.auth(values), allowed_private=settings.ALLOWED_PRIVATE_HOSTS)
    with http:
        yield kind(values, http), http


def is_current(image: Image) -> bool:
    """True if the address itself says that the picture is the one that was measured: no need to ask for it."""
    measured = image.measured_at is not None and not image.last_error and bool(image.sha256)
    return measured and image.read_from == address_digest(image.url) and _names_version(image.url)


def _names_version(url: str) -> bool:
    query = parse_qs(urlsplit(url).query)
    return any(len(value) >= SHORTEST_VERSION for name in VERSION_PARAMETERS for value in query.get(name, ()))


def address_digest(url: str) -> str:
    """What is kept of an address to see whether it is still the same."""
    return hashlib.blake2b(url.encode(), digest_size=16).hexdigest()


def _plain(headers: Mapping[str, str], name: str, longest: int) -> str:
    value = headers.get(name, "").strip()
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""
