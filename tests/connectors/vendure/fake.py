"""A Vendure server as a real HTTP server: Admin GraphQL with API keys and sessions, uploads, re-encoded previews."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from graphql import DocumentNode, GraphQLError, build_schema, execute_sync, parse, validate

from tests.connectors.graphql import asked
from tests.connectors.servers import Answer, Call, Server
from tests.connectors.vendure.shop import Product, Shop, Shown

SCHEMA = build_schema(Path(__file__).with_name("schema.graphql").read_text())
MOST_A_PAGE = 1000
Object = dict[str, Any]


@cache
def parsed(text: str) -> tuple[DocumentNode, list[GraphQLError]]:
    """A document and what is wrong with it."""
    document = parse(text)
    return document, validate(SCHEMA, document)


class FakeVendure:
    """Use as a context manager. `home` is the address under which it is reached: a proxy's, if there is one."""

    def __init__(self) -> None:
        self._server = Server(self._answer)
        self.host, self.home = self._server.host, self._server.url
        self.shop, self.key, self.password = Shop(), "7:good-secret", "good-password"
        self.channels = {"": "__default_channel__", "de-token": "Germany"}
        self.permissions = ["ReadCatalog", "UpdateCatalog", "CreateAsset"]
        self.gives_tokens = True
        self.sessions: set[str] = set()
        self._headers: dict[str, str] = {}
        self._channel = ""

    def __enter__(self) -> FakeVendure:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    # ---- the web server ------------------------------------------------------------------------------------------

    def _answer(self, call: Call) -> Answer:
        if call.path == "/admin-api" and call.method == "POST":
            return self._graphql(call)
        path = PurePosixPath(call.path)
        asset = self.shop.assets.get(int(path.stem)) if path.stem.isdigit() else None
        if asset and path.parts[1:3] == ("assets", "source"):
            return Answer(200, asset.data, {"Content-Type": "image/jpeg"})
        if asset and path.parts[1:3] == ("assets", "preview"):
            return Answer(200, asset.data + b"re-encoded", {"Content-Type": "image/jpeg"})
        return Answer(404, b"<!doctype html><pre>Cannot POST</pre>")

    def _graphql(self, call: Call) -> Answer:
        question = asked(call)
        document, errors = parsed(question["query"])
        if errors:
            return _json({"errors": [error.formatted for error in errors]}, 400)
        self._headers, self._channel = {}, self.channels.get(call.headers.get("vendure-token", ""), "")
        session = call.headers.get("authorization", "").removeprefix("Bearer ")
        is_in = call.headers.get("vendure-api-key") == self.key or session in self.sessions
        root = self._root() if is_in else dict.fromkeys(self._root(), self._denied)
        if call.headers.get("vendure-api-key"):
            root["me"] = self._denied  # a key is no administrator (seen on Vendure 3.7.3)
        root["login"] = self._login
        done = execute_sync(SCHEMA, document, root, variable_values=question.get("variables"))
        found: Object = {"errors": [error.formatted for error in done.errors]} if done.errors else {}
        return _json(found | {"data": done.data}, **self._headers)

    def _denied(self, info: Any, **arguments: Any) -> Any:
        said = "You are not currently authorized to perform this action"
        raise GraphQLError(said, extensions={"code": "FORBIDDEN"})

    def _login(self, info: Any, username: str, password: str) -> Object:
        if password != self.password:
            said = "The provided credentials are invalid"
            return {"__typename": "InvalidCredentialsError", "errorCode": "INVALID_CREDENTIALS_ERROR", "message": said}
        token = f"session-{len(self.sessions)}"
        self.sessions.add(token)
        self._headers = {"vendure-auth-token": token} if self.gives_tokens else {}
        return {"__typename": "CurrentUser", "id": "1", "channels": []}

    # ---- reading -------------------------------------------------------------------------------------------------

    def _root(self) -> Object:
        return {
            "me": {"id": "7", "channels": [{"code": one, "permissions": self.permissions}
                                           for one in self.channels.values()]},
            "activeChannel": self._active,
            "products": self._products,
            "product": self._one,
            "collections": lambda info, options=None: _page(
                [self._collection(one) for one in self.shop.collections], options or {}
            ),
            "createAssets": self._create_all,
            "updateProduct": self._update,
            "updateProductVariants": self._update_variants,
        }  # fmt: skip

    def _active(self, info: Any) -> Object:
        if not self._channel:
            raise GraphQLError("No channel with the token exists", extensions={"code": "CHANNEL_NOT_FOUND"})
        return {"code": self._channel, "defaultCurrencyCode": "EUR"}

    def _one(self, info: Any, id: str) -> Object | None:
        return self.product(self.shop.products[int(id)]) if self._has(id) else None

    def _has(self, product_id: str) -> bool:
        return product_id.isdigit() and int(product_id) in self.shop.products

    def _products(self, info: Any, options: Object | None = None) -> Object:
        after = ((options or {}).get("filter") or {}).get("updatedAt", {}).get("after")
        found = sorted(self.shop.products.values(), key=lambda one: one.id)
        found = [one for one in found if after is None or one.updated > datetime.fromisoformat(after)]
        return _page([self.product(one) for one in found], options or {})

    def _collection(self, one: int) -> Object:
        name, parent = self.shop.collections[one]
        return {"id": str(one), "name": name, "isPrivate": False, "parentId": str(parent)}

    def product(self, product: Product) -> Object:
        return self._shown(product) | {
            "enabled": product.enabled,
            "updatedAt": product.updated.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "languageCode": "en",
            "variants": [self._shown(one) for one in product.variants],
            "collections": [self._collection(2), self._collection(3)],
            "facetValues": [{"name": "Apple"}],
        }

    def _shown(self, one: Shown) -> Object:
        featured = self.asset(one.featured_id) if one.featured_id else None
        assets = [self.asset(asset) for asset in one.asset_ids]
        return {"id": str(one.id), "name": one.name, "sku": one.sku, "featuredAsset": featured, "assets": assets}

    def asset(self, asset_id: int) -> Object:
        asset = self.shop.assets[asset_id]
        width, height = asset.size
        return {
            "__typename": "Asset",
            "id": str(asset.id),
            "type": asset.type,
            "createdAt": "2026-11-01T00:00:00.000Z",
            "width": width,
            "height": height,
            "source": f"{self.home}/assets/source/{asset.id}.jpg",
            "preview": f"{self.home}/assets/preview/{asset.id}.jpg",
        }

    # ---- writing -------------------------------------------------------------------------------------------------

    def _create_all(self, info: Any, input: list[Object]) -> list[Object]:
        if "CreateAsset" not in self.permissions:
            self._denied(info)
        return [self._create(*one["file"]) for one in input]

    def _create(self, name: str, data: bytes) -> Object:
        if not data.startswith((b"\xff\xd8", b"\x89PNG")):
            said = "The MIME type 'text/plain' is not permitted."
            return {"__typename": "MimeTypeError", "errorCode": "MIME_TYPE_ERROR", "message": said}
        return self.asset(self.shop.add_asset(name, data).id)

    def _update(self, info: Any, input: Object) -> Object:
        if not self._has(input["id"]):
            said = f"No Product with the id '{input['id']}' could be found"
            raise GraphQLError(said, extensions={"code": "ENTITY_NOT_FOUND"})
        product = self.shop.products[int(input["id"])]
        self._show(product, input)
        self.shop.touch(product)
        return self.product(product)

    def _update_variants(self, info: Any, input: list[Object]) -> list[Object]:
        if "UpdateCatalog" not in self.permissions:
            self._denied(info)
        known = {one.id: one for product in self.shop.products.values() for one in product.variants}
        for one in input:
            self._show(known[int(one["id"])], one)
        return [self._shown(known[int(one["id"])]) for one in input]

    def _show(self, one: Shown, input: Object) -> None:
        ids = None if input.get("assetIds") is None else [int(asset) for asset in input["assetIds"]]
        featured = int(input["featuredAssetId"]) if input.get("featuredAssetId") else None
        self.shop.show(one, ids, featured, is_told="featuredAssetId" in input)


def _page(rows: list[Object], options: Object) -> Object:
    skip, take = options.get("skip") or 0, options.get("take") or 100
    if take > MOST_A_PAGE:
        raise GraphQLError("Cannot take more than 1000 results", extensions={"code": "USER_INPUT_ERROR"})
    return {"totalItems": len(rows), "items": rows[skip : skip + take]}


def _json(document: Any, status: int = 200, **headers: str) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json", **headers})
