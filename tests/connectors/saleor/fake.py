"""A Saleor shop as a real HTTP server: GraphQL with app tokens, uploads, re-encoded thumbnails and webhooks."""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from graphql import DocumentNode, GraphQLError, build_schema, execute_sync, parse, validate

from tests.connectors.graphql import asked
from tests.connectors.saleor.shop import Media, Product, Shop, Variant, gid
from tests.connectors.saleor.writes import Object, Writes, number
from tests.connectors.servers import Answer, Call, Server

SCHEMA = build_schema(Path(__file__).with_name("schema.graphql").read_text())
MOST_A_PAGE = 100


@cache
def parsed(text: str) -> tuple[DocumentNode, list[GraphQLError]]:
    """A document and what is wrong with it."""
    document = parse(text)
    return document, validate(SCHEMA, document)


def denied(needed: str) -> GraphQLError:
    """As recorded: the class of the error is its code."""
    said = f"To access this path, you need one of the following permissions: {needed}"
    return GraphQLError(said, extensions={"exception": {"code": "PermissionDenied", "stacktrace": []}})


class FakeSaleor:
    """Use as a context manager. `home` is the address under which it is reached: a proxy's, if there is one."""

    def __init__(self) -> None:
        self._server = Server(self._answer)
        self.host, self.home = self._server.host, self._server.url
        self.shop, self.token = Shop(), "good-token"
        self.permissions = ["MANAGE_PRODUCTS"]
        self.writes = Writes(self.shop, self.media, self.changed)
        self.deliveries: list[Object] = []
        self._is_app = False

    def __enter__(self) -> FakeSaleor:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    # ---- the web server ------------------------------------------------------------------------------------------

    def _answer(self, call: Call) -> Answer:
        if call.path == "/graphql/" and call.method == "POST":
            return self._graphql(call)
        parts = PurePosixPath(call.path).parts
        found = {media.file: media for _, media in self.shop.media().values()}
        if parts[1:3] == ("media", "products") and parts[-1] in found:
            return Answer(200, found[parts[-1]].data, {"Content-Type": "image/jpeg"})
        if parts[1:2] == ("thumbnail",) and number(parts[2]) in self.shop.media():
            return Answer(200, self.shop.media()[number(parts[2])][1].data + b"re-encoded")
        return Answer(404, b"<!doctype html><title>Not Found</title>")

    def _graphql(self, call: Call) -> Answer:
        question = asked(call)
        self._is_app = call.headers.get("authorization") == f"Bearer {self.token}"
        document, errors = parsed(question["query"])
        if errors:
            return _json({"errors": [error.formatted for error in errors]}, 400)
        done = execute_sync(SCHEMA, document, self._root(), variable_values=question.get("variables"))
        found: Object = {"errors": [error.formatted for error in done.errors]} if done.errors else {}
        return _json(found | {"data": done.data, "extensions": {"cost": {"maximumAvailable": 50000}}})

    # ---- reading -------------------------------------------------------------------------------------------------

    def _root(self) -> Object:
        writes = {name: self._guarded(act) for name, act in self.writes.root().items()}
        return {
            "shop": {
                "name": "Saleor e-commerce",
                "domain": {"url": "https://shop.example/"},
                "channelCurrencies": lambda info: self._for_apps(["PLN", "USD"]),
            },
            "app": lambda info: self._for_apps(self._app()),
            "categories": lambda info, **page: _connection(
                [self.category(one) for one in self.shop.categories], **page
            ),
            "products": lambda info, **page: _connection([self.product(one) for one in self._listed(**page)], **page),
            "product": self._one,
            **writes,
        }

    def _for_apps(self, value: Any) -> Any:
        if not self._is_app:
            raise denied("AUTHENTICATED_STAFF_USER, AUTHENTICATED_APP")
        return value

    def _guarded(self, act: Any) -> Any:
        def guarded(info: Any, **arguments: Any) -> Any:
            if not self._is_app or "MANAGE_PRODUCTS" not in self.permissions:
                raise denied("MANAGE_PRODUCTS")
            return act(info, **arguments)

        return guarded

    def _app(self) -> Object:
        hooks = [{"id": one, "targetUrl": hook["targetUrl"]} for one, hook in self.writes.hooks.items()]
        return {"id": gid("App", 1), "permissions": [{"code": one} for one in self.permissions], "webhooks": hooks}

    def _listed(self, where: Object | None = None, **page: Any) -> list[Product]:
        """Whoever is no app sees what a storefront sees without a channel: nothing."""
        since = ((where or {}).get("updatedAt") or {}).get("range", {}).get("gte")
        found = [one for one in self.shop.products.values() if self._is_app]
        found = [one for one in found if since is None or one.updated >= datetime.fromisoformat(since)]
        return sorted(found, key=lambda one: (one.updated, one.id))

    def _one(self, info: Any, id: str) -> Object | None:
        product = self.shop.products.get(number(id)) if self._is_app else None
        return None if product is None else self.product(product)

    def category(self, one: int) -> Object:
        name, parent = self.shop.categories[one]
        held = sum(product.category == one for product in self.shop.products.values())
        above = self.category(parent) if parent else None
        return {"id": gid("Category", one), "name": name, "parent": above, "products": {"totalCount": held}}

    def product(self, product: Product) -> Object:
        return {
            "id": gid("Product", product.id),
            "name": product.name,
            "updatedAt": product.updated.isoformat(),
            "category": self.category(product.category) if product.category else None,
            "channelListings": lambda info: [{"isPublished": False}, {"isPublished": product.published}],
            "media": [self.media(one) for one in product.media],
            "variants": [self.variant(product, one) for one in product.variants],
        }

    def variant(self, product: Product, variant: Variant) -> Object:
        shown = [self.media(one) for one in product.media if one.id in variant.media_ids]
        return {"id": gid("ProductVariant", variant.id), "name": variant.name, "sku": variant.sku, "media": shown}

    def media(self, media: Media) -> Object:
        def url(info: Any, size: int | None = None) -> str:
            if media.type == "VIDEO":
                return "https://www.youtube.com/watch?v=1"
            if size == 0:
                return f"{self.home}/media/products/{media.file}"
            return f"{self.home}/thumbnail/{gid('ProductMedia', media.id)}/{size or 4096}/"

        return {"id": gid("ProductMedia", media.id), "alt": media.alt, "type": media.type, "url": url}

    # ---- webhooks ------------------------------------------------------------------------------------------------

    def changed(self, product: Product) -> None:
        """The product was saved: it is dated, and all who asked hear of it."""
        self.shop.touch(product)
        for hook in self.writes.hooks.values():
            if hook.get("isActive") and "PRODUCT_UPDATED" in hook["asyncEvents"]:
                self._deliver(hook, product)

    def _deliver(self, hook: Object, product: Product) -> None:
        payload = {"issuedAt": datetime.now(UTC).isoformat(), "product": {"id": gid("Product", product.id)}}
        body = json.dumps(payload).encode()
        signature = hmac.new(hook["secretKey"].encode(), body, hashlib.sha256).hexdigest()
        names = {"Event": "product_updated", "Domain": "shop.example", "Signature": signature}
        headers = {f"{x}Saleor-{name}": value for name, value in names.items() for x in ("", "X-")}
        request = urllib.request.Request(hook["targetUrl"], body, {"Content-Type": "application/json", **headers})
        with urllib.request.urlopen(request, timeout=10) as answer:
            self.deliveries.append({"status": answer.status})


def _connection(rows: Sequence[Object], first: int | None = None, after: str | None = None, **other: Any) -> Object:
    """Cursors name the row that was last given."""
    if first is not None and first > MOST_A_PAGE:
        raise GraphQLError(f"Requesting {first} records on the connection exceeds the `first` limit of 100 records.")
    ids = [row["id"] for row in rows]
    begin = ids.index(after) + 1 if after in ids else 0
    shown = rows[begin:] if first is None else rows[begin : begin + first]
    last = shown[-1]["id"] if shown else None
    return {
        "totalCount": len(rows),
        "edges": [{"node": row} for row in shown],
        "pageInfo": {"hasNextPage": begin + len(shown) < len(rows), "endCursor": last},
    }


def _json(document: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json"})
