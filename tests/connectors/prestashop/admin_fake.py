"""PrestaShop's Admin API as far as it concerns photos: tokens and scopes, and the module's paths (0.2.0 to 0.7.0)."""

from __future__ import annotations

import email.parser
import json
import re
import secrets
from typing import Any
from urllib.parse import parse_qs

from tests.connectors.prestashop.shop import Product, Shop
from tests.connectors.servers import Answer, Call

CLIENT, SECRET = "pixelz-hub", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
READ, WRITE = "product_read", "product_write"


class Refuse(Exception):
    """An error answer: a problem as API Platform writes it, or whatever `body` is."""

    def __init__(self, status: int, detail: str = "", *, body: object = None) -> None:
        super().__init__(detail)
        problem = {"type": f"/errors/{status}", "title": "An error occurred", "status": status, "detail": detail}
        self.status, self.body = status, problem if body is None else body


class FakeAdminApi:
    """The switches are what owners and hosts do to it."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.is_on = True
        self.wants_https = False
        self.has_module = True
        self.keeps_order = True
        self.lifetime = 3600
        self.scopes = {READ, WRITE, "category_read"}
        self.tokens: dict[str, set[str]] = {}
        self.asked_for: list[dict[str, str]] = []

    def answer(self, call: Call) -> Answer:
        path = call.path.removeprefix("/admin-api/")
        try:
            if self.wants_https:
                raise Refuse(401, body="Use HTTPS protocol")
            if not self.is_on:
                raise Refuse(404, "Not Found")
            return self._token(call) if path == "access_token" else self._served(call, path)
        except Refuse as refused:
            return _json(refused.status, refused.body)

    def _token(self, call: Call) -> Answer:
        """League's client credentials grant; a client's other scopes are not in a token that did not ask for them."""
        if call.headers.get("content-type") != "application/x-www-form-urlencoded":
            raise Refuse(400, body={"error": "unsupported_grant_type"})
        form = {name: values[0] for name, values in parse_qs(call.body.decode()).items()}
        self.asked_for.append(form)
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            raise Refuse(401, body={"error": "invalid_client", "error_description": "Client authentication failed"})
        wanted = form.get("scope", "").split()
        for scope in wanted:
            if not self.has_module:
                raise Refuse(400, body={"error": "invalid_scope", "hint": f"Check the `{scope}` scope"})
            if scope not in self.scopes:
                hint = f"Usage of scope `{scope}` is not allowed for this client"
                raise Refuse(401, body={"error": "access_denied", "hint": hint})
        token = secrets.token_hex(8)
        self.tokens[token] = set(wanted)
        return _json(200, {"token_type": "Bearer", "expires_in": self.lifetime, "access_token": token})

    def _served(self, call: Call, path: str) -> Answer:
        granted = self._granted(call)
        listed, single = re.fullmatch(r"products/(\d+)/images", path), re.fullmatch(r"products/images/(\d+)", path)
        if not self.has_module or not (listed or single):
            raise Refuse(404, f'No route found for "{call.method} {path}"')
        # The module's route for deleting names no scope: any token will do (ProductImage.php).
        needed = {"GET": READ, "POST": WRITE}.get(call.method)
        if needed and needed not in granted:
            raise Refuse(403, "Invalid scope.")
        if listed and call.method == "GET":
            return self._list(int(listed[1]))
        if single and call.method == "POST":
            return self._update(int(single[1]), call)
        if single and call.method == "DELETE":
            self.shop.remove_image(self._product_of(int(single[1])), int(single[1]))
            return Answer(204)
        raise Refuse(405, "Method Not Allowed")

    def _granted(self, call: Call) -> set[str]:
        given = call.headers.get("authorization", "")
        if not given.startswith("Bearer "):
            raise Refuse(401, body="No Authorization header provided")
        if given.removeprefix("Bearer ") not in self.tokens:
            raise Refuse(401, body="")
        return self.tokens[given.removeprefix("Bearer ")]

    def _list(self, product_id: int) -> Answer:
        product = self.shop.products.get(product_id)
        if product is None:
            raise Refuse(404, f"Product #{product_id} was not found")
        return _json(200, [{"productId": product_id, **self._row(product, one)} for one in product.image_ids])

    def _row(self, product: Product, image_id: int) -> dict[str, Any]:
        texts = self.shop.legends[image_id]
        return {
            "imageId": image_id,
            "imageUrl": f"https://shop.example/img/p/{image_id}.jpg",
            "legends": {self.shop.locales[number]: text for number, text in texts.items()} or [],
            "cover": product.cover == image_id,
            "position": product.position_of(image_id),
            "shopIds": [1],
        }

    def _update(self, image_id: int, call: Call) -> Answer:
        """Only what is sent is changed, and a cover cannot be taken away (UpdateProductImageHandler.php)."""
        product, form = self._product_of(image_id), form_of(call)
        legends = form.get("legends", {})
        if any(len(text) > 128 or re.search("[<>={}]", text) for text in legends.values()):
            raise Refuse(422, "Property Image->legend is not valid")
        numbers = {locale: number for number, locale in self.shop.locales.items()}
        self.shop.legends[image_id] = self.shop.legends[image_id] | {
            numbers[locale]: text for locale, text in legends.items()
        }
        if form.get("cover") == "1":
            product.cover = image_id
        if "position" in form and self.keeps_order:
            product.move(image_id, int(form["position"]))
        return _json(200, self._row(product, image_id))

    def _product_of(self, image_id: int) -> Product:
        for product in self.shop.products.values():
            if image_id in product.image_ids:
                return product
        raise Refuse(404, f"Image #{image_id} was not found")


def form_of(call: Call) -> dict[str, Any]:
    """A form in parts as PHP reads it: of a POST alone, and a[b] as a map."""
    kind = call.headers.get("content-type", "")
    if call.method != "POST" or not kind.startswith("multipart/form-data"):
        raise Refuse(415, f'The content-type "{kind}" is not supported.')
    whole = email.parser.BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + call.body)
    found: dict[str, Any] = {}
    for part in whole.get_payload():
        name = str(part.get_param("name", header="content-disposition"))
        if part.get_filename() is not None:
            continue  # PHP keeps files apart, and the module overlooks that of a photo that is there already
        text = part.get_payload(decode=True).decode()
        nested = re.fullmatch(r"(\w+)\[([\w-]+)\]", name)
        if nested:
            found.setdefault(nested[1], {})[nested[2]] = text
        else:
            found[name] = text
    return found


def _json(status: int, body: object) -> Answer:
    return Answer(status, json.dumps(body).encode() if body != "" else b"", {"Content-Type": "application/json"})
