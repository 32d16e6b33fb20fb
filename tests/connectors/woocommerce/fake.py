"""A WooCommerce store as a real HTTP server: pages, writes, key hand-over and webhooks by WooCommerce's own rules."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import urllib.request
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.connectors.servers import Answer, Call, Server
from tests.connectors.woocommerce.entry import Keys
from tests.connectors.woocommerce.shop import Product, Shop, Webhook

ENDINGS = {".jpg", ".jpeg", ".jpe", ".gif", ".png", ".bmp", ".tiff", ".ico", ".webp"}
MAX_FAILURES = 5


class Refuse(Exception):
    """An error answer of the REST API."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class FakeWoo:
    """Use as a context manager. `home` is the address that the shop believes to have: a proxy's, if there is one."""

    def __init__(self) -> None:
        self._server = Server(self._answer)
        self.host = self._server.host
        self.shop = Shop(self._server.url)
        self.keys = Keys()
        self.ports = {80, 443, 8080}
        self.consents = True
        self.deliveries: list[int] = []
        self._failures: dict[int, int] = {}

    def __enter__(self) -> FakeWoo:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    @property
    def home(self) -> str:
        return self.shop.url

    @home.setter
    def home(self, url: str) -> None:
        self.shop.url = url

    # ---- the web server ------------------------------------------------------------------------------------------

    def _answer(self, call: Call) -> Answer:
        path = urlsplit(call.path).path
        query = dict(parse_qsl(urlsplit(call.path).query, keep_blank_values=True))
        if path.startswith("/wp-content/uploads/"):
            data = self.shop.files.get(PurePosixPath(path).name)
            return Answer(404) if data is None else Answer(200, data, {"Content-Type": "image/jpeg"})
        if path == "/wc-auth/v1/authorize":
            return self._authorize(query)
        if path == "/wp-json/":
            return _json({"name": "Luma", "url": self.home})
        try:
            return self._rest(call, path.removeprefix("/wp-json/wc/v3/").strip("/").split("/"), query)
        except Refuse as refused:
            body = {"code": refused.code, "message": str(refused), "data": {"status": refused.status}}
            return _json(body, refused.status)

    def _rest(self, call: Call, parts: list[str], query: dict[str, str]) -> Answer:
        if refusal := self.keys.refusal(call, self.home):
            raise Refuse(401, *refusal)
        if parts[0] == "webhooks":
            return self._hooks(call, parts, query)
        body = json.loads(call.body or b"{}")
        match call.method, parts:
            case "GET", ["products"]:
                return self._page(self._listed(query), self.shop.product_json, query)
            case "GET", ["products", "categories"]:
                return self._page(sorted(self.shop.categories), self.shop.category_json, query)
            case "GET", ["products", product_id]:
                return _json(_picked(self.shop.product_json(self._product(product_id)), query))
            case "PUT", ["products", product_id]:
                return _json(_picked(self._put_product(product_id, body), query))
            case "GET", ["products", product_id, "variations"]:
                product = self._product(product_id)
                return self._page(product.variations, lambda one: self.shop.variation_json(product, one), query)
            case "PUT", ["products", product_id, "variations", variation_id]:
                return _json(_picked(self._put_variation(product_id, variation_id, body), query))
        raise Refuse(404, "rest_no_route", "No route was found matching the URL and request method.")

    def _hooks(self, call: Call, parts: list[str], query: dict[str, str]) -> Answer:
        if call.method == "GET":
            return self._page(list(self.shop.webhooks.values()), self.shop.webhook_json, query)
        body = json.loads(call.body)
        if call.method == "POST":
            return _json(self._add_webhook(body), 201)
        return _json(self._put_webhook(self.shop.webhooks[int(parts[1])], body))

    # ---- reading -------------------------------------------------------------------------------------------------

    def _listed(self, query: dict[str, str]) -> list[Product]:
        found = list(self.shop.products.values())
        if query.get("status", "any") != "any":
            found = [product for product in found if product.status == query["status"]]
        if after := query.get("modified_after"):
            moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
            moment -= self.shop.offset * (query.get("dates_are_gmt") != "true")
            found = [product for product in found if product.modified.replace(microsecond=0) > moment]
        by_id = query.get("orderby", "date") == "id"
        found.sort(key=lambda product: product.id if by_id else product.modified)
        return found if query.get("order", "desc") == "asc" else found[::-1]

    def _page(self, rows: Sequence[Any], as_json: Callable[[Any], dict[str, Any]], query: dict[str, str]) -> Answer:
        size, number = int(query.get("per_page", 10)), int(query.get("page", 1))
        if not 1 <= size <= 100:
            raise Refuse(400, "rest_invalid_param", "Invalid parameter(s): per_page")
        begin = int(query.get("offset") or (number - 1) * size)
        shown = rows[begin : begin + size]
        pages = -(-len(rows) // size)
        totals = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(pages)}
        if number < pages:
            link = f"{self.home}/wp-json/wc/v3/products?{urlencode({**query, 'page': number + 1})}"
            totals["Link"] = f'<{link}>; rel="next"'
        return _json([_picked(as_json(row), query) for row in shown], 200, **totals)

    def _product(self, product_id: str) -> Product:
        if not product_id.isdigit() or int(product_id) not in self.shop.products:
            raise Refuse(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
        return self.shop.products[int(product_id)]

    # ---- writing -------------------------------------------------------------------------------------------------

    def _put_product(self, product_id: str, body: dict[str, Any]) -> dict[str, Any]:
        if not product_id.isdigit() or int(product_id) not in self.shop.products:
            raise Refuse(400, "woocommerce_rest_product_invalid_id", "Invalid ID.")
        product = self.shop.products[int(product_id)]
        if "images" in body:
            product.image_ids = [self._image_id(product, entry) for entry in body["images"]]
        self.changed(product)
        return self.shop.product_json(product)

    def _image_id(self, product: Product, entry: dict[str, Any]) -> int:
        """With an id `src` is ignored; without one the picture is downloaded. An empty alt or name changes nothing."""
        image_id = int(entry.get("id") or 0) or self._downloaded(str(entry.get("src") or ""))
        if image_id not in self.shop.attachments:
            raise Refuse(400, "woocommerce_product_invalid_image_id", f"#{image_id} is an invalid image ID.")
        attachment = self.shop.attachments[image_id]
        attachment.alt = entry.get("alt") or attachment.alt
        attachment.title = entry.get("name") or attachment.title
        return image_id

    def _downloaded(self, src: str) -> int:
        parts = urlsplit(src)
        own = urlsplit(self.home)
        if parts.hostname != own.hostname or (parts.port or 80) not in {*self.ports, own.port}:
            raise _upload_error(src, "A valid URL was not provided.")
        if PurePosixPath(parts.path).suffix.lower() not in ENDINGS:
            raise _upload_error(src, "Sorry, you are not allowed to upload this file type.")
        try:
            with urllib.request.urlopen(src, timeout=10) as answer:
                data = answer.read()
        except HTTPError as error:
            raise _upload_error(src, error.reason) from error
        return self.shop.attach(data, PurePosixPath(parts.path).name).id

    def _put_variation(self, product_id: str, variation_id: str, body: dict[str, Any]) -> dict[str, Any]:
        product = self._product(product_id)
        variation = next((one for one in product.variations if str(one.id) == variation_id), None)
        if variation is None:
            raise Refuse(400, "woocommerce_rest_product_variation_invalid_id", "Invalid ID.")
        if image := body.get("image"):
            if image["id"] not in self.shop.attachments:
                code, text = "woocommerce_variation_invalid_image_id", f"#{image['id']} is an invalid image ID."
                raise Refuse(400, code, text)
            variation.image_id = image["id"]
        return self.shop.variation_json(product, variation)

    # ---- webhooks ------------------------------------------------------------------------------------------------

    def _add_webhook(self, body: dict[str, Any]) -> dict[str, Any]:
        """The ping is a form without a signature, and has to be answered with 200."""
        hook = Webhook(self.shop.next_id(), body["topic"], body["delivery_url"], body["secret"])
        _post(hook.delivery_url, f"webhook_id={hook.id}".encode(), {})
        self.shop.webhooks[hook.id] = hook
        return self.shop.webhook_json(hook)

    def _put_webhook(self, hook: Webhook, body: dict[str, Any]) -> dict[str, Any]:
        hook.status, hook.secret = body.get("status", hook.status), body.get("secret", hook.secret)
        self._failures[hook.id] = 0
        return self.shop.webhook_json(hook)

    def changed(self, product: Product) -> None:
        """The product was saved: it is dated, and all who asked hear of it."""
        self.shop.touch(product)
        for hook in self.shop.webhooks.values():
            if hook.status == "active":
                self._deliver(hook, product)

    def _deliver(self, hook: Webhook, product: Product) -> None:
        """The delivery id is a hash of the webhook and the second, as in `get_new_delivery_id`."""
        body = json.dumps(self.shop.product_json(product)).encode()
        second = f"{hook.id}{datetime.now(UTC):%Y%m%d%H%M%S}"
        status = _post(
            hook.delivery_url,
            body,
            {
                "Content-Type": "application/json",
                "X-WC-Webhook-Topic": hook.topic,
                "X-WC-Webhook-Signature": base64.b64encode(
                    hmac.new(hook.secret.encode(), body, hashlib.sha256).digest()
                ).decode(),
                "X-WC-Webhook-Delivery-ID": hashlib.md5(second.encode()).hexdigest(),
            },
        )
        self.deliveries.append(status)
        self._failures[hook.id] = 0 if 200 <= status < 303 else self._failures.get(hook.id, 0) + 1
        if self._failures[hook.id] > MAX_FAILURES:
            hook.status = "disabled"

    # ---- the hand-over of a key ----------------------------------------------------------------------------------

    def _authorize(self, query: dict[str, str]) -> Answer:
        """The owner has consented, or not: POST the key, then send the browser on. No 200, no key."""
        back = {"success": int(self.consents), "user_id": query["user_id"]}
        if self.consents:
            key, secret = f"ck_{self.shop.next_id()}", f"cs_{self.shop.next_id()}"
            self.keys.secrets[key] = secret
            body = {"key_id": 1, "user_id": query["user_id"], "consumer_key": key, "consumer_secret": secret,
                    "key_permissions": query["scope"]}  # fmt: skip
            sent = json.dumps(body).encode()
            if _post(query["callback_url"], sent, {"Content-Type": "application/json;charset=utf-8"}) != 200:
                del self.keys.secrets[key]
                return Answer(401, b"Error: An error occurred in the request.")
        return Answer(302, b"", {"Location": f"{query['return_url']}?{urlencode(back)}"})


def _json(document: Any, status: int = 200, **headers: str) -> Answer:
    named = {"Content-Type": "application/json; charset=UTF-8", **headers}
    return Answer(status, json.dumps(document).encode(), named)


def _picked(document: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
    wanted = [name for name in query.get("_fields", "").split(",") if name]
    return {name: value for name, value in document.items() if name in wanted} if wanted else document


def _upload_error(src: str, reason: str) -> Refuse:
    text = f"Error getting remote image {src}. Error: {reason}"
    return Refuse(400, "woocommerce_product_image_upload_error", text)


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except OSError:
        return 0
