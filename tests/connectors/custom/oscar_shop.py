"""A shop as django-oscar-api 3.3 is, where it differs from other shops: seen on the real program, and in its sources.

Photos are known by their bytes, which are read from the file that an address names undecoded; PATCH adds and PUT
replaces, and PUT does not go without a class and a slug
(https://github.com/django-oscar/django-oscar-api, oscarapi/serializers/product.py and admin/product.py).
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from tests.connectors.custom.fake import downloaded
from tests.connectors.servers import Answer, Call, Server

PASSWORD = "pa:ss"
#: of the file of each photo; addresses escape it
NAME = "Füße.jpg"


@dataclass
class Photo:
    id: int
    data: bytes
    caption: str
    order: int


@dataclass
class Product:
    id: int
    title: str
    photos: list[Photo] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=lambda: {"product_class": "clothes", "slug": "tee"})
    structure: str = "standalone"


class OscarShop:
    """Use as a context manager. With `size` its lists come in pages."""

    def __init__(self, size: int = 0) -> None:
        self._server = Server(self._answer)
        # The one shop here that is sent PATCH.
        handler: Any = self._server._server.RequestHandlerClass
        handler.do_PATCH = handler.do_PUT
        self.host, self.url, self.size = self._server.host, self._server.url, size
        self.products: dict[int, Product] = {}
        self._last = 0

    def __enter__(self) -> OscarShop:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def add(self, title: str, pictures: list[bytes], **more: Any) -> Product:
        product = Product(len(self.products) + 1, title, **more)
        product.photos = [self._photo(data, f"{title} {order}", order) for order, data in enumerate(pictures)]
        self.products[product.id] = product
        return product

    def _photo(self, data: bytes, caption: str, order: int) -> Photo:
        self._last += 1
        return Photo(self._last, data, caption, order)

    def _answer(self, call: Call) -> Answer:
        parts = urlsplit(call.path)
        names = parts.path.strip("/").split("/")
        if names[0] == "media":
            return Answer(200, self._file(int(names[1])), {"Content-Type": "image/jpeg"})
        if call.headers.get("authorization") != f"Basic {base64.b64encode(f'admin:{PASSWORD}'.encode()).decode()}":
            return _json({"detail": "Invalid username/password."}, 401)
        if names[-1] == "products":
            return self._listed(int(dict(parse_qsl(parts.query)).get("offset", 0)))
        product = self.products.get(int(names[-1]))
        if product is None:
            return _json({"detail": "No Product matches the given query."}, 404)
        return _json(self._said(product)) if call.method == "GET" else self._written(call, product)

    def _listed(self, offset: int) -> Answer:
        rows = [self._said(one) for one in self.products.values()]
        if not self.size:
            return _json(rows)
        end = offset + self.size
        following = f"{self.url}/api/admin/products/?offset={end}" if end < len(rows) else None
        return _json({"count": len(rows), "next": following, "previous": None, "results": rows[offset:end]})

    def _said(self, product: Product) -> dict[str, Any]:
        photos = sorted(product.photos, key=lambda one: one.order)
        return {
            "id": product.id, "title": product.title, "upc": "", "is_public": True, "stockrecords": [],
            "structure": product.structure, "categories": ["Women > Tops"], **product.about,
            "date_updated": "2026-11-21T17:33:35.161704-06:00",
            "images": [
                {"id": one.id, "code": "", "original": f"{self.url}/media/{one.id}/{quote(NAME)}", "caption": one.caption,
                 "display_order": one.order, "date_created": "2026-11-21T17:33:35.169710-06:00"}
                for one in photos
            ],
        }  # fmt: skip

    def _written(self, call: Call, product: Product) -> Answer:
        body = json.loads(call.body)
        lacking = [name for name in ("product_class", "slug") if name not in body] if call.method == "PUT" else []
        if lacking:
            return _json({name: ["This field is required."] for name in lacking}, 400)
        if any(entry.get("display_order", 0) is None for entry in body["images"]):
            return _json({"images": {"0": {"display_order": ["This field may not be null."]}}}, 400)
        try:
            kept = [self._entry(product, entry) for entry in body["images"]]
        except (KeyError, OSError):
            return Answer(500, b"<h1>Server Error (500)</h1>", {"Content-Type": "text/html"})
        product.about |= {name: body[name] for name in product.about if name in body}
        left = [] if call.method == "PUT" else product.photos
        product.photos = list({one.id: one for one in (*left, *kept)}.values())
        return _json(self._said(product))

    def _entry(self, product: Product, entry: dict[str, Any]) -> Photo:
        """The first photo of the product with the same bytes, else a new one. What is not said is 0, or stays."""
        url = entry["original"]
        own = url.startswith(f"{self.url}/media/")
        if own and not url.endswith(NAME):
            raise FileNotFoundError(url)
        data = self._file(int(urlsplit(url).path.split("/")[2])) if own else downloaded(url)
        photo = next((one for one in product.photos if one.data == data), None) or self._photo(data, "", 0)
        photo.caption, photo.order = entry.get("caption", photo.caption), entry.get("display_order", photo.order)
        return photo

    def _file(self, number: int) -> bytes:
        return next(one.data for product in self.products.values() for one in product.photos if one.id == number)


def _json(document: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json"})
