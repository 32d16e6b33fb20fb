"""The shop as GraphQL sees it: values and lists by page; graphql-core does the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.connectors.shopify.shop import File, Product, Shop, Variant, gid

Object = dict[str, Any]


class Answers:
    """What the queries give. `home` is the address of the CDN and of the originals."""

    def __init__(self, shop: Shop, home: Callable[[], str]) -> None:
        self.shop, self.home = shop, home
        self.scopes: list[str] = []
        self.webhooks: list[Object] = []
        self.operations: dict[str, Object] = {}
        #: only a bulk operation may leave out how many it wants
        self.in_bulk = False
        self._tokens = 0
        self.originals: dict[str, int] = {}

    def root(self) -> Object:
        shop = self.shop
        return {
            "shop": {"name": "Demo Store", "currencyCode": "EUR", "primaryDomain": {"url": "https://demo.example"}},
            "currentAppInstallation": {"accessScopes": [{"handle": scope} for scope in self.scopes]},
            "productsCount": lambda info, limit: self._count(len(shop.products), limit),
            "collectionsCount": lambda info, limit: self._count(len(shop.collections), limit),
            "collections": lambda info, **page: self._list([self.collection(n) for n in shop.collections], **page),
            "products": lambda info, **page: self._list([self.product(one) for one in self._found(**page)], **page),
            "product": self._node,
            "node": self._node,
            "nodes": lambda info, ids: [self.node(one) for one in ids],
            "job": self._job,
            "bulkOperation": self._operation,
            "webhookSubscriptions": lambda info, uri=None, **page: self._list(
                [one for one in self.webhooks if uri in {None, one["uri"]}], **page
            ),
        }

    def _node(self, info: Any, id: str) -> Object | None:
        return self.node(id)

    def _job(self, info: Any, id: str) -> Object | None:
        return {"id": id, "done": self.shop.jobs[id]} if id in self.shop.jobs else None

    def _operation(self, info: Any, id: str) -> Object | None:
        return self.operations.get(id)

    def node(self, id: str) -> Object | None:
        kind, number = _tail(id)
        if kind == "Product":
            product = self.shop.products.get(int(number))
            return None if product is None else self.product(product)
        file = self.shop.files.get(int(number))
        return None if file is None or file.kind != kind else self.media(file)

    def product(self, product: Product) -> Object:
        files = [self.shop.files[one] for one in product.file_ids]
        return {
            "__typename": "Product",
            "id": gid("Product", product.id),
            "title": product.title,
            "status": product.status,
            "updatedAt": product.updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "onlineStoreUrl": f"https://demo.example/products/{product.id}" if product.status == "ACTIVE" else None,
            "tags": product.tags,
            "featuredMedia": lambda info: self.media(files[0]) if files else None,
            "collections": lambda info, **page: self._list(
                [self.collection(n) for n in product.collection_ids], **page
            ),
            "variants": lambda info, **page: self._list([self.variant(one) for one in product.variants], **page),
            "media": lambda info, **page: self._list([self.media(one) for one in files], **page),
        }

    def variant(self, variant: Variant) -> Object:
        shown = [self.shop.files[variant.file_id]] if variant.file_id else []
        return {
            "__typename": "ProductVariant",
            "id": gid("ProductVariant", variant.id),
            "title": variant.title,
            "sku": variant.sku,
            "barcode": variant.barcode or None,
            "media": lambda info, **page: self._list([self.media(one) for one in shown], **page),
        }

    def collection(self, number: int) -> Object:
        held = sum(number in product.collection_ids for product in self.shop.products.values())
        title = self.shop.collections[number]
        return {"id": gid("Collection", number), "title": title, "productsCount": {"count": held}}

    def media(self, file: File) -> Object:
        made = self.shop.made_at(file).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "__typename": file.kind,
            "id": file.gid,
            "alt": file.alt or None,
            "mediaContentType": "IMAGE" if file.kind == "MediaImage" else "VIDEO",
            "status": file.status,
            "fileStatus": file.status,
            "createdAt": "2026-11-01T00:00:00Z",
            "updatedAt": made,
            "mimeType": file.mime,
            "fileErrors": [{"code": "IMAGE_PROCESSING_FAILURE", "message": file.error}] if file.error else [],
            "image": lambda info: self._image(file) if file.status == "READY" else None,
            "originalSource": lambda info: self._original(file),
        }

    def _image(self, file: File) -> Object:
        width, height = file.size
        url = f"{self.home()}/cdn/files/{file.name}?v={file.version}"
        return {
            "url": lambda info, transform=None: url + (f"&width={transform['maxWidth']}" if transform else ""),
            "width": width,
            "height": height,
        }

    def _original(self, file: File) -> Object | None:
        """Another address each time, as those that end soon are."""
        self._tokens += 1
        self.originals[str(self._tokens)] = file.id
        return {"url": f"{self.home()}/original/{self._tokens}?signature=x", "fileSize": len(file.data)}

    def _count(self, number: int, limit: int | None) -> Object:
        return {"count": number if limit is None else min(number, limit)}

    def _found(self, query: str | None = None, **page: Any) -> list[Product]:
        found = sorted(self.shop.products.values(), key=lambda one: (one.updated, one.id))
        if not query:
            return found
        since = re.fullmatch(r"updated_at:>='(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)'", query)
        assert since, query
        moment = datetime.strptime(since[1], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        return [product for product in found if product.updated >= moment]

    def _list(self, rows: Sequence[Object], first: int | None = None, after: str | None = None, **other: Any) -> Object:
        """Cursors name the row that was last given, so that what comes and goes meanwhile shifts nothing."""
        if first is None and not self.in_bulk:
            raise ValueError("you must provide one of first or last")
        ids = [str(row["id"]) for row in rows]
        begin = ids.index(after.removeprefix("after ")) + 1 if after else 0
        shown = rows[begin:] if first is None else rows[begin : begin + first]
        return {
            "nodes": list(shown),
            "edges": [{"node": row} for row in shown],
            "pageInfo": {
                "hasNextPage": begin + len(shown) < len(rows),
                "endCursor": f"after {shown[-1]['id']}" if shown else None,
            },
        }


def _tail(id: str) -> tuple[str, str]:
    """Kind and number of gid://shopify/Kind/7."""
    kind, _, number = id.removeprefix("gid://shopify/").partition("/")
    return kind, number
