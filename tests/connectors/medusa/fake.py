"""A Medusa server as a real HTTP server: secret keys, strict bodies, uploads, whole lists of images."""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.connectors.graphql import form_of
from tests.connectors.medusa.shop import Image, Product, Shop, Variant
from tests.connectors.servers import Answer, Call, Server

# What a body may hold (admin/products/validators.ts, the parts that are spoken here).
UPDATE = {"images", "thumbnail", "title", "status"}
UPDATE_VARIANT = {"thumbnail", "title", "sku"}
KNOWN_FIELDS = {"id", "title", "name", "status", "updated_at", "thumbnail", "*images", "images.variants.id",
                "*variants", "categories.id", "tags.value", "parent_category_id", "is_active",
                "*supported_currencies"}  # fmt: skip


class Refuse(Exception):
    """An error answer of the Admin API."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind = status, kind


class FakeMedusa:
    """Use as a context manager. `shop.home` is the address that the server believes to have: a proxy's, if there is one."""

    def __init__(self) -> None:
        self._server = Server(self._answer)
        self.host, self.key = self._server.host, "sk_good"
        self.shop = Shop(self._server.url)
        #: what the file module takes for the server's own address; empty for the right one
        self.backend_url = ""

    def __enter__(self) -> FakeMedusa:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def _answer(self, call: Call) -> Answer:
        parts = urlsplit(call.path)
        if parts.path.startswith("/static/"):
            data = self.shop.files.get(unquote(parts.path.removeprefix("/static/")))
            return Answer(404) if data is None else Answer(200, data, {"Content-Type": "image/jpeg"})
        if not parts.path.startswith("/admin/"):
            return Answer(404, b"<!DOCTYPE html><pre>Cannot GET</pre>")
        if call.headers.get("authorization") != f"Basic {base64.b64encode(f'{self.key}:'.encode()).decode()}":
            return _json({"message": "Unauthorized"}, 401)
        try:
            return self._admin(call, parts.path.strip("/").split("/")[1:], dict(parse_qsl(parts.query)))
        except Refuse as refused:
            return _json({"type": refused.kind, "message": str(refused)}, refused.status)

    def _admin(self, call: Call, parts: list[str], query: dict[str, str]) -> Answer:
        for name in query.get("fields", "id").split(","):
            if name not in KNOWN_FIELDS:
                raise Refuse(400, "invalid_data", f"Entity does not have property '{name}'")
        return self._read(parts, query) if call.method == "GET" else self._write(call, parts)

    def _read(self, parts: list[str], query: dict[str, str]) -> Answer:
        match parts:
            case ["stores"]:
                codes = [{"currency_code": "usd", "is_default": False}, {"currency_code": "eur", "is_default": True}]
                rows = [{"id": "store_1", "name": "Medusa Store", "supported_currencies": codes}]
                return _page("stores", rows, query)
            case ["product-categories"]:
                rows = [self.shop.category_json(one) for one in self.shop.categories]
                return _page("product_categories", rows, query)
            case ["products"]:
                return _page("products", [self.shop.product_json(one) for one in self._listed(query)], query)
            case ["products", product_id]:
                return _json({"product": self.shop.product_json(self._product(product_id))})
        return Answer(404, b"<!DOCTYPE html><pre>Cannot GET</pre>")

    def _write(self, call: Call, parts: list[str]) -> Answer:
        if parts == ["uploads"]:
            return self._upload(call)
        product, body = self._product(parts[1]), json.loads(call.body)
        match parts[2:]:
            case []:
                return self._update(product, body)
            case ["variants", variant_id]:
                return self._update_variant(product, variant_id, body)
            case ["variants", variant_id, "images", "batch"]:
                return self._link(product, variant_id, body)
        return Answer(404, b"<!DOCTYPE html><pre>Cannot POST</pre>")

    def _listed(self, query: dict[str, str]) -> list[Product]:
        since = query.get("updated_at[$gte]")
        found = sorted(self.shop.products.values(), key=lambda one: one.id)
        return [one for one in found if since is None or one.updated >= datetime.fromisoformat(since)]

    def _product(self, product_id: str) -> Product:
        if product_id not in self.shop.products:
            raise Refuse(404, "not_found", f"Product with id: {product_id} was not found")
        return self.shop.products[product_id]

    # ---- writing -------------------------------------------------------------------------------------------------

    def _upload(self, call: Call) -> Answer:
        form = form_of(call)
        if "files" not in form:
            raise Refuse(400, "invalid_data", "No files were uploaded")
        url = self.shop.keep(*form["files"])
        if self.backend_url:
            url = url.replace(self.shop.home, self.backend_url)
        return _json({"files": [{"id": url.rpartition("/")[2], "url": url}]})

    def _update(self, product: Product, body: dict[str, Any]) -> Answer:
        """The list of images replaces the old one: who comes with an id stays, all others are new."""
        _strict(body, UPDATE)
        if "images" in body:
            known = {image.id: image for image in product.images}
            product.images = [self._image(entry, known) for entry in body["images"]]
        product.thumbnail = body.get("thumbnail", product.thumbnail)
        self.shop.touch(product)
        return _json({"product": self.shop.product_json(product)})

    def _image(self, entry: dict[str, str], known: dict[str, Image]) -> Image:
        if not re.fullmatch(r"https?://\S+", entry.get("url", "")):
            raise Refuse(400, "invalid_data", "Invalid request: Field 'images, 0, url' is required")
        return known.get(entry.get("id", "")) or Image(self.shop.next_id("img"), entry["url"])

    def _variant(self, product: Product, variant_id: str) -> Variant:
        for variant in product.variants:
            if variant.id == variant_id:
                return variant
        raise Refuse(404, "not_found", f"ProductVariant with id: {variant_id} was not found")

    def _update_variant(self, product: Product, variant_id: str, body: dict[str, Any]) -> Answer:
        _strict(body, UPDATE_VARIANT)
        variant = self._variant(product, variant_id)
        variant.thumbnail = body.get("thumbnail", variant.thumbnail)
        return _json({"product": self.shop.product_json(product)})

    def _link(self, product: Product, variant_id: str, body: dict[str, Any]) -> Answer:
        _strict(body, {"add", "remove"})
        variant, images = self._variant(product, variant_id), {image.id: image for image in product.images}
        if unknown := set(body.get("add", [])) - set(images):
            raise Refuse(400, "invalid_data", f"Images {sorted(unknown)} do not belong to the product")
        for image_id in body.get("add", []):
            images[image_id].variant_ids.append(variant.id)
        for image_id in body.get("remove", []):
            images[image_id].variant_ids.remove(variant.id)
        return _json({"added": body.get("add", []), "removed": body.get("remove", [])})


def _strict(body: dict[str, Any], known: set[str]) -> None:
    if unknown := ", ".join(sorted(body.keys() - known)):
        raise Refuse(400, "invalid_data", f"Invalid request: Unrecognized fields: '{unknown}'")


def _page(name: str, rows: list[dict[str, Any]], query: dict[str, str]) -> Answer:
    offset, limit = int(query.get("offset", 0)), int(query.get("limit", 50))
    return _json({name: rows[offset : offset + limit], "count": len(rows), "offset": offset, "limit": limit})


def _json(document: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json"})
