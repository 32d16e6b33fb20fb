"""Medusa's calls: a secret key, uploads, refusals in Medusa's own words, lists page by page."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.answers import Answers, error_body
from connectors.contract import Picture
from connectors.errors import AuthFailed, BadReply, ConnectorError, NotFound, Refused
from connectors.http import Auth, Http
from connectors.reply import Reply, error_for
from connectors.web_address import host_of

#: things a call
PAGE_SIZE = 50
WRITE_TIMEOUT_S = 120.0
# Medusa explains itself in these with {"type", "message"} (recorded); for 401 with a message alone.
EXPLAINED = (400, 401, 403, 404, 409, 422)

read = Answers("Medusa")


def shop_url(settings: Mapping[str, str]) -> str:
    """The server's address as it was entered, with a scheme and without the admin's path (/app)."""
    url = settings.get("url", "").strip().rstrip("/").removesuffix("/app")
    return url if "://" in url or not url else f"https://{url}"


def auth(settings: Mapping[str, str]) -> Auth:
    """The secret key as a user name without a password."""
    key = settings.get("key", "").strip()
    credentials = base64.b64encode(f"{key}:".encode()).decode()
    return lambda method, url, query: ({"Authorization": f"Basic {credentials}"}, query)


class MedusaApi:
    """JSON in and out, below /admin/."""

    def __init__(self, http: Http) -> None:
        self.http = http

    def one(self, path: str, name: str, **params: Any) -> Mapping[str, Any]:
        """One object under its name in the answer."""
        return read.under(self._call("GET", path, params=params), name)

    def write(self, path: str, body: Mapping[str, Any], **params: Any) -> Mapping[str, Any]:
        """One change; never sent twice by itself. Bodies are strict: unknown names are refused."""
        return self._call("POST", path, params=params, json=body, timeout=WRITE_TIMEOUT_S)

    def upload(self, picture: Picture) -> str:
        """Where the store keeps the file now. Medusa copies nothing from an address that it is given."""
        # The local file module does not escape a percent sign in the address, and never finds the file again (file-local,
        # https://github.com/medusajs/medusa/blob/develop/packages/modules/providers/file-local/src/services/local-file.ts).
        form = {"files": (picture.filename.replace("%", "-"), picture.data, picture.mime)}
        files = self._call("POST", "admin/uploads", files=form, timeout=WRITE_TIMEOUT_S).get("files")
        first = files[0] if isinstance(files, list) and files else None
        url = first.get("url") if isinstance(first, Mapping) else None
        if not isinstance(url, str) or not url:
            raise BadReply("Medusa's answer does not say where it keeps the new photo (files).")
        return url

    def total(self, path: str) -> int:
        return read.total(self._call("GET", path, params={"limit": 1, "fields": "id"}), "count")

    def pages(
        self, path: str, name: str, *, cursor: str | None = None, **params: Any
    ) -> Iterator[tuple[list[Any], str | None]]:
        """Each page's entries and the cursor of the next one."""

        def ask(offset: int) -> tuple[list[Any], int]:
            asked = {**params, "limit": PAGE_SIZE, "offset": offset, "order": "id"}
            found = self._call("GET", path, params=asked)
            return read.entries(found, name), read.total(found, "count")

        return read.by_offset(ask, cursor)

    def _call(self, method: str, path: str, **options: Any) -> Mapping[str, Any]:
        reply = self.http.request(method, path, ok=EXPLAINED, **options)
        if reply.status in EXPLAINED:
            raise _refusal(reply)
        return read.answer(reply.json())


def _refusal(reply: Reply) -> ConnectorError:
    """The store's refusal in its own words."""
    said = error_body(reply).get("message")
    if not isinstance(said, str) or reply.status == 401:
        return error_for(reply)
    kinds: dict[int, type[ConnectorError]] = {403: AuthFailed, 404: NotFound}
    return kinds.get(reply.status, Refused)(f"{host_of(reply.url)} says: {said[:500]}")
