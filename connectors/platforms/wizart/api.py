"""Wizart's calls: product types, an import, how far it is, and its log."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from connectors.answers import Raw
from connectors.errors import Refused
from connectors.http import Http
from connectors.platforms.wizart.answers import (
    SENT_ON,
    ProductType,
    attributes_of,
    import_of,
    number_of,
    product_type,
    read,
    refusal,
    words,
)
from connectors.reply import Reply
from connectors.web_address import host_of

API = "api/v2.1/"
# The whole archive is taken before Wizart answers.
UPLOAD_TIMEOUT_S = 300.0
NO_ANSWER = (400, 401, 403, 404, 405, 409, 413, 415, 422, *SENT_ON)
JSON = {"Accept": "application/json"}


class WizartApi:
    """Everything below /api/v2.1/, in Wizart's own words where it refuses."""

    def __init__(self, http: Http) -> None:
        self.http = http

    def product_types(self) -> list[ProductType]:
        """The kinds of product that this account may import."""
        found = self._object(self._call("GET", "import/product-types", headers=JSON))
        return [product_type(raw) for raw in read.entries(found, "data", "product types (data)")]

    def start(self, code: str, table: bytes, archive: bytes) -> str:
        """Begin an import into a product type; gives its number. Never repeated by itself."""
        files = {"data": ("products.csv", table, "text/csv"), "archive": ("photos.zip", archive, "application/zip")}
        path = f"product-type/{quote(code, safe='')}/import"
        reply = self._call("POST", path, files=files, headers=JSON, timeout=UPLOAD_TIMEOUT_S)
        return number_of(import_of(self._object(reply)))

    def progress(self, ticket: str) -> Raw:
        """Status, message and result of an import. Raises `NotFound` for one that was deleted."""
        reply = self._call("GET", f"imports/{quote(ticket, safe='')}", headers=JSON)
        return attributes_of(import_of(self._object(reply), ticket))

    def log(self, ticket: str) -> bytes:
        """The log of an import, as the ZIP that Wizart makes of it."""
        path = f"imports/{quote(ticket, safe='')}"
        return self._call("GET", path, headers={"Accept": "application/zip"}).content

    def _call(self, method: str, path: str, **options: Any) -> Reply:
        reply = self.http.request(method, f"{API}{path}", ok=NO_ANSWER, **options)
        if reply.status in NO_ANSWER:
            raise refusal(reply, asked=self.http.base_url)
        return reply

    def _object(self, reply: Reply) -> Raw:
        found = read.answer(reply.json())
        if found.get("errors"):
            raise Refused(f"{host_of(reply.url)} says: {words(reply)}")
        return found
