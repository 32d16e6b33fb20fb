"""A BigCommerce store as a real HTTP server: lists, filters, writes, quota, consent and webhooks by its own rules."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit

from tests.connectors.bigcommerce.shop import HASH, Hook, Photo, Product, Shop
from tests.connectors.bigcommerce.writes import Refuse, Writes
from tests.connectors.servers import Answer, Call, Server

ALL_SCOPES = frozenset({"store_v2_products", "store_v2_information_read_only"})
WINDOW_MS = 30_000


class FakeBigCommerce:
    """Use as a context manager. `home` is the address that the store believes its CDN to have: a proxy's, if any."""

    def __init__(self) -> None:
        self._server = Server(self._answer)
        self.url, self.host = self._server.url, self._server.host
        self.shop = Shop(self._server.url)
        self.writes = Writes(self.shop)
        self.tokens: dict[str, frozenset[str]] = {}
        self.client = ("client-1", "client-secret")
        self.codes: dict[str, dict[str, str]] = {}
        self.gives_scope = " ".join(sorted(ALL_SCOPES))
        self.quota, self.left, self.reset_ms, self.is_busy = 150_000, 150_000, WINDOW_MS, False
        self.wild_ports = False
        self.brings = 1000

    def __enter__(self) -> FakeBigCommerce:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    # ---- the gateway -----------------------------------------------------------------------------------------------

    def _answer(self, call: Call) -> Answer:
        path = urlsplit(call.path).path
        if found := re.fullmatch(rf"/s-{HASH}/product_images/(.+)", path):
            data = self.shop.files.get(found[1])
            return Answer(404) if data is None else Answer(200, data, {"Content-Type": "image/jpeg"})
        if path == "/oauth2/token":
            return self._exchange(json.loads(call.body))
        headers = self._spent()
        try:
            answer = self._in_store(call, path)
        except Refuse as refused:
            kind = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"
            body = {"status": refused.status, "title": str(refused), "type": kind, "errors": refused.errors}
            answer = _json(body, refused.status)
        answer.headers |= headers
        return answer

    def _spent(self) -> dict[str, str]:
        self.left = max(self.left - 1, -1)
        return {
            "X-Rate-Limit-Time-Window-Ms": str(WINDOW_MS),
            "X-Rate-Limit-Time-Reset-Ms": str(self.reset_ms),
            "X-Rate-Limit-Requests-Quota": str(self.quota),
            "X-Rate-Limit-Requests-Left": str(max(self.left, 0)),
        }

    def _in_store(self, call: Call, path: str) -> Answer:
        if self.is_busy or self.left < 0:
            return Answer(429, b"")
        found = re.fullmatch(r"/stores/(\w+)/(v[23])/(.+)", path)
        scopes = self.tokens.get(call.headers.get("x-auth-token", ""))
        if not found or found[1] != HASH or scopes is None:
            return Answer(401, b"Unauthorized", {"Content-Type": "text/plain"})
        if call.headers.get("accept") != "application/json":
            raise Refuse(406, "Not acceptable")
        needed = "store_v2_information_read_only" if found[2] == "v2" else "store_v2_products"
        if needed not in scopes and not (call.method == "GET" and f"{needed}_read_only" in scopes):
            raise Refuse(403, "You don't have a required scope to access the endpoint")
        query = dict(parse_qsl(urlsplit(call.path).query, keep_blank_values=True))
        return self._route(call, found[2], found[3].strip("/").split("/"), query)

    def _route(self, call: Call, version: str, parts: list[str], query: dict[str, str]) -> Answer:
        match version, call.method, parts:
            case "v2", "GET", ["store"]:
                return _json(self.shop.store_json())
            case "v3", "GET", ["catalog", "trees", "categories"]:
                return self._page(sorted(self.shop.categories), self.shop.category_json, query)
            case "v3", "GET", ["catalog", "products"]:
                return self._page(self._listed(query), lambda one: self._product_json(one, query), query)
            case "v3", "GET", ["catalog", "products", product_id]:
                return _json({"data": self._product_json(self._product(product_id), query), "meta": {}})
            case "v3", _, ["catalog", "products", product_id, "images", *rest]:
                return self._images(call, self._product(product_id), rest, query)
            case "v3", _, ["catalog", "products", product_id, "variants", *rest]:
                return self._variants(call, self._product(product_id), rest, query)
            case "v3", _, ["hooks", *rest]:
                return self._hooks(call, rest, query)
        raise Refuse(404, "The route is not found, check the URL")

    # ---- reading ---------------------------------------------------------------------------------------------------

    def _listed(self, query: dict[str, str]) -> list[Product]:
        found = [one for one in self.shop.products.values() if one.id > int(query.get("id:greater", 0))]
        if least := query.get("date_modified:min"):
            # A date without a time of day gets the present one.
            now = f"T{datetime.now(UTC):%H:%M:%S}Z"
            moment = datetime.fromisoformat(least if "T" in least else least + now)
            found = [one for one in found if one.modified.replace(microsecond=0) >= moment]
        by_id = query.get("sort", "id") == "id"
        found.sort(key=lambda one: one.id if by_id else one.modified, reverse=query.get("direction") == "desc")
        return found

    def _product_json(self, product: Product, query: dict[str, str]) -> dict[str, Any]:
        whole = self.shop.product_json(product)
        fields = query.get("include_fields", "")
        if fields:
            whole = {name: whole[name] for name in ("id", *fields.split(","))}
        included = query.get("include", "").split(",")
        if "images" in included:
            whole["images"] = [self.shop.photo_json(product, one) for one in product.photos][: self.brings]
        if "variants" in included:
            whole["variants"] = [self.shop.variant_json(product, one) for one in product.variants][: self.brings]
        return whole

    def _page(self, rows: Sequence[Any], as_json: Callable[[Any], dict[str, Any]], query: dict[str, str]) -> Answer:
        size, number = int(query.get("limit", 50)), int(query.get("page", 1))
        if size > 250:
            raise Refuse(413, "The limit is too high")
        shown = [as_json(row) for row in rows[(number - 1) * size : number * size]]
        numbers = {"total": len(rows), "count": len(shown), "per_page": size, "current_page": number,
                   "total_pages": -(-len(rows) // size), "links": {"current": f"?page={number}&limit={size}"}}  # fmt: skip
        return _json({"data": shown, "meta": {"pagination": numbers}})

    def _product(self, product_id: str) -> Product:
        product = self.shop.products.get(int(product_id) if product_id.isdigit() else 0)
        if product is None:
            raise Refuse(404, f"A product was not found with an id of {product_id}")
        return product

    # ---- writing ---------------------------------------------------------------------------------------------------

    def _images(self, call: Call, product: Product, rest: list[str], query: dict[str, str]) -> Answer:
        if call.method == "GET" and not rest:
            if not product.photos:
                return Answer(204)
            return self._page(product.photos, lambda one: self.shop.photo_json(product, one), query)
        if call.method == "POST" and not rest:
            return self._photo(product, self.writes.add_photo(product, call))
        photo = next((one for one in product.photos if [str(one.id)] == rest), None)
        if photo is None:
            raise Refuse(404, "The product image was not found")
        if call.method == "DELETE":
            product.photos.remove(photo)
            return Answer(204)
        return self._photo(product, self.writes.put_photo(product, photo, call))

    def _photo(self, product: Product, photo: Photo) -> Answer:
        return _json({"data": self.shop.photo_json(product, photo), "meta": {}})

    def _variants(self, call: Call, product: Product, rest: list[str], query: dict[str, str]) -> Answer:
        if not rest:
            return self._page(product.variants, lambda one: self.shop.variant_json(product, one), query)
        variant = next((one for one in product.variants if [str(one.id), "image"] == rest), None)
        if variant is None or call.method != "POST":
            raise Refuse(404, "The variant was not found")
        self.writes.put_variant_picture(variant, call)
        return _json({"data": {"image_url": self.shop.file_url(variant.file)}, "meta": {}})

    # ---- webhooks --------------------------------------------------------------------------------------------------

    def _hooks(self, call: Call, rest: list[str], query: dict[str, str]) -> Answer:
        if call.method == "GET":
            found = [one for one in self.shop.hooks.values() if query.get("destination") in {None, one.destination}]
            return self._page(found, self.shop.hook_json, query)
        body = json.loads(call.body)
        parts = urlsplit(body["destination"])
        if not self.wild_ports and (parts.scheme != "https" or parts.port not in {None, 443}):
            raise Refuse(422, "Unprocessable", destination="must be served on port 443")
        hook_id = int(rest[0]) if rest else self.shop.next_id()
        hook = Hook(hook_id, body["scope"], body["destination"], body["headers"], body["is_active"])
        self.shop.hooks[hook_id] = hook
        return _json({"data": self.shop.hook_json(hook), "meta": {}})

    def changed(self, product: Product) -> None:
        """The product was saved: it is dated, and all who asked hear of it."""
        product.modified = datetime.now(UTC)
        for hook in self.shop.hooks.values():
            if hook.is_active:
                self._deliver(hook, product)

    def _deliver(self, hook: Hook, product: Product) -> None:
        """Signed as Standard Webhooks say, with the client secret."""
        event = {"scope": "store/product/updated", "store_id": "1025646", "producer": f"stores/{HASH}",
                 "data": {"type": "product", "id": product.id}, "created_at": int(time.time())}  # fmt: skip
        event["hash"] = hashlib.sha1(json.dumps(event).encode(), usedforsecurity=False).hexdigest()
        body, message, moment = json.dumps(event).encode(), f"msg_{self.shop.next_id()}", str(int(time.time()))
        signed = f"{message}.{moment}.".encode() + body
        digest = base64.b64encode(hmac.new(self.client[1].encode(), signed, hashlib.sha256).digest()).decode()
        headers = {"Content-Type": "application/json", "webhook-id": message, "webhook-timestamp": moment,
                   "webhook-signature": f"v1,{digest}", **(hook.headers or {})}  # fmt: skip
        with suppress(HTTPError):
            urllib.request.urlopen(urllib.request.Request(hook.destination, body, headers), timeout=10).close()

    # ---- consent ---------------------------------------------------------------------------------------------------

    def consent(self, redirect_uri: str) -> dict[str, str]:
        """The owner has allowed it: what the browser carries to the callback."""
        code = f"code-{self.shop.next_id()}"
        self.codes[code] = {"redirect_uri": redirect_uri, "context": f"stores/{HASH}"}
        return {"code": code, "scope": self.gives_scope, "context": f"stores/{HASH}", "account_uuid": "1-2-3"}

    def _exchange(self, body: dict[str, str]) -> Answer:
        """A code works once."""
        if (body["client_id"], body["client_secret"]) != self.client:
            return _json({"error": "invalid_client"}, 401)
        asked = {name: body[name] for name in ("redirect_uri", "context")}
        if body["grant_type"] != "authorization_code" or self.codes.pop(body["code"], None) != asked:
            return _json({"error": "invalid_grant"}, 400)
        token = f"token-{self.shop.next_id()}"
        self.tokens[token] = frozenset(self.gives_scope.split())
        user = {"id": 24654, "username": "merchant@example.com", "email": "merchant@example.com"}
        found = {"access_token": token, "scope": self.gives_scope, "user": user, "owner": user}
        return _json(found | {"context": body["context"], "account_uuid": "1-2-3"})


def _json(document: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json"})
