"""A Magento store as a real HTTP server: searches, field filters and media writes by Magento's own rules."""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from PIL import Image, UnidentifiedImageError

from tests.connectors.magento.entry import Integration
from tests.connectors.magento.shop import MEDIA_ROLES, Entry, Product, Shop
from tests.connectors.servers import Answer, Call, Server

NO_PRODUCT = "The product that was requested doesn't exist. Verify the product and try again."
NO_IMAGE = "No image with the provided ID was found. Verify the ID and try again."
NOT_SAVED = "The product can't be saved."
FOLDER = "/api"


class Refuse(Exception):
    """An error answer of the REST API."""

    def __init__(self, status: int, message: str, **parameters: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"message": message} | ({"parameters": parameters} if parameters else {})


class FakeMagento:
    """Use as a context manager. `version` is (2, 4), (2, 3) or (2, 2): what a PUT with a file does differs.

    The shop lies in a folder of its server.
    """

    def __init__(self, version: tuple[int, int] = (2, 4)) -> None:
        self._server = Server(self._answer)
        self.host = self._server.host
        self.version = version
        self.shop = Shop(f"{self._server.url}{FOLDER}")
        self.integration = Integration()
        self.refuses_slashes = False
        self.scopes_written: set[str] = set()

    def __enter__(self) -> FakeMagento:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def move_to(self, url: str) -> None:
        """The address of the server as the shop believes it to be: a proxy's, if there is one."""
        self.shop.home, self.shop.media = f"{url}{FOLDER}", f"{url}/media"
        self.shop.configs = [("default", "en_US", self.shop.home)]

    # ---- the web server ------------------------------------------------------------------------------------------

    def _answer(self, call: Call) -> Answer:
        path = urlsplit(call.path).path
        if path.startswith("/media/catalog/product/"):
            data = self.shop.files.get("/" + unquote(path.removeprefix("/media/catalog/product/")))
            return Answer(404) if data is None else Answer(200, data, {"Content-Type": "image/jpeg"})
        found = re.fullmatch(rf"{FOLDER}/rest/(\w+)/V1/(.+)", path)
        if not found or (self.refuses_slashes and "%2f" in path.lower()):
            return Answer(404, b"<!doctype html><title>404 Not Found</title>", {"Content-Type": "text/html"})
        try:
            return _json(self._rest(call, found[1], [unquote(part) for part in found[2].split("/")]))
        except Refuse as refused:
            return _json(refused.body, refused.status)

    def _rest(self, call: Call, scope: str, parts: list[str]) -> Any:
        query = dict(parse_qsl(urlsplit(call.path).query, keep_blank_values=True))
        rights = {"products": "Magento_Catalog::products", "categories": "Magento_Catalog::categories"}
        if refusal := self.integration.refusal(call, self.shop.home, rights.get(parts[0], "Magento_Backend::store")):
            raise Refuse(401, refusal["message"], **refusal.get("parameters", {}))
        if call.method != "GET":
            self.scopes_written.add(scope)
        body = json.loads(call.body or b"{}").get("entry", {})
        match call.method, parts:
            case "GET", ["store", "storeConfigs"]:
                return self.shop.configs_json()
            case "GET", ["categories"]:
                return self.shop.tree_json(scope)
            case "GET", ["products"]:
                return _filtered(self._page(query), query.get("fields", ""))
            case "GET", ["products", sku, "media"]:
                return [self.shop.entry_json(entry, content=True) for entry in self._product(sku).entries]
            case "POST", ["products", sku, "media"]:
                return self._add(self._product(sku), body)
            case "PUT", ["products", sku, "media", entry_id]:
                return self._update(self._product(sku), int(entry_id), body)
            case "DELETE", ["products", sku, "media", entry_id]:
                return self._remove(self._product(sku), int(entry_id))
        raise Refuse(404, "Request does not match any route.")

    def _product(self, sku: str) -> Product:
        found = self.shop.by_sku(sku)
        if found is None:
            raise Refuse(404, NO_PRODUCT)
        return found

    # ---- reading -------------------------------------------------------------------------------------------------

    def _page(self, query: dict[str, str]) -> dict[str, Any]:
        """Beyond the last page it is given once more."""
        found = [one for one in self.shop.products.values() if all(_holds(one, *f) for f in _filters(query))]
        if field := query.get("searchCriteria[sortOrders][0][field]"):
            down = query.get("searchCriteria[sortOrders][0][direction]", "DESC") == "DESC"
            found.sort(key=lambda one: _value(one, field), reverse=down)
        size = int(query.get("searchCriteria[pageSize]") or len(found) or 1)
        number = min(int(query.get("searchCriteria[currentPage]", 1)), max(1, -(-len(found) // size)))
        shown = found[(number - 1) * size : number * size]
        criteria = {"filter_groups": [], "page_size": size}
        items = [self.shop.product_json(product) for product in shown]
        return {"items": items, "search_criteria": criteria, "total_count": len(found)}

    # ---- writing -------------------------------------------------------------------------------------------------

    def _add(self, product: Product, body: dict[str, Any]) -> str:
        data = _decoded(body.get("content"))
        types = body.get("types") or ([] if product.entries else list(MEDIA_ROLES))
        entry = Entry(self.shop.next_id(), self.shop.keep(data, body["content"]["name"]))
        product.entries.append(entry)
        self._write(product, entry, body | {"types": types})
        return str(entry.id)

    def _update(self, product: Product, entry_id: int, body: dict[str, Any]) -> bool:
        """From 2.4 on the id stays; 2.3 makes a new entry; 2.2 passes the file over, and all answer `true`."""
        entry = next((one for one in product.entries if one.id == entry_id == body.get("id")), None)
        if entry is None:
            raise Refuse(404, NO_IMAGE)
        if "content" in body and self.version > (2, 2):
            try:
                data = _decoded(body["content"])
            except Refuse as refused:
                raise Refuse(400, NOT_SAVED) from refused
            entry.file = self.shop.keep(data, body["content"]["name"])
            if self.version < (2, 4):
                entry.id = self.shop.next_id()
        self._write(product, entry, body)
        return True

    def _write(self, product: Product, entry: Entry, body: dict[str, Any]) -> None:
        """What is not sent is lost; a role has one owner."""
        for other in product.entries:
            other.types = [role for role in other.types if role not in body.get("types", [])]
        entry.types = list(body.get("types", []))
        entry.label, entry.position = body.get("label"), body.get("position")
        entry.disabled, entry.media_type = body.get("disabled", True), body.get("media_type", "image")
        entry.video = body.get("extension_attributes", {}).get("video_content")
        self.shop.touch(product)

    def _remove(self, product: Product, entry_id: int) -> bool:
        if entry_id not in {entry.id for entry in product.entries}:
            raise Refuse(404, NO_IMAGE)
        product.entries = [entry for entry in product.entries if entry.id != entry_id]
        self.shop.touch(product)
        return True


def _filters(query: dict[str, str]) -> list[tuple[str, str, str]]:
    found = []
    for name, field in query.items():
        if match := re.fullmatch(r"(searchCriteria\[filterGroups\]\[\d+\]\[filters\]\[0\])\[field\]", name):
            found.append((field, query.get(f"{match[1]}[conditionType]", "eq"), query[f"{match[1]}[value]"]))
    return found


def _holds(product: Product, field: str, condition: str, value: str) -> bool:
    """Text is compared as MySQL's usual collation does, without regard to case."""
    have: Any = _value(product, field)
    want: Any = value.lower() if field == "sku" else value
    if field == "entity_id":
        want = int(value)
    if field == "updated_at":
        want = datetime.strptime(value, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    return bool({"eq": have == want, "gt": have > want, "gteq": have >= want}[condition])


def _value(product: Product, field: str) -> Any:
    return {
        "entity_id": product.id,
        "sku": product.sku.lower(),
        "updated_at": product.updated.replace(microsecond=0),
    }[field]


def _decoded(content: dict[str, Any] | None) -> bytes:
    """The checks of ImageContentValidator, in its order."""
    try:
        data = base64.b64decode((content or {}).get("base64_encoded_data", ""), validate=True)
        with Image.open(io.BytesIO(data)) as image:
            mime = Image.MIME[image.format or ""]
    except (binascii.Error, UnidentifiedImageError) as error:
        raise Refuse(400, "The image content must be valid base64 encoded data.") from error
    if content is None or mime != content["type"] or mime not in {"image/jpeg", "image/png", "image/gif"}:
        raise Refuse(400, "The image MIME type is not valid or not supported.")
    if not re.fullmatch(r'[^\\/?*:";<>()|{}]+', content["name"]):
        raise Refuse(400, "Provided image name contains forbidden characters.")
    return data


def _filtered(document: Any, fields: str) -> Any:
    return _picked(document, json.loads(_as_json(fields))) if fields else document


def _as_json(fields: str) -> str:
    """`a[b,c],d` as {"a": {"b": 1, "c": 1}, "d": 1}."""
    named = re.sub(r"(\w+)(\[?)", lambda match: f'"{match[1]}":' + ("{" if match[2] else "1"), fields)
    return "{" + named.replace("]", "}") + "}"


def _picked(document: Any, wanted: dict[str, Any]) -> Any:
    """An empty list comes out as null, an object of which nothing is left as an empty list (FieldsFilter.php)."""
    if isinstance(document, list):
        return [_picked(one, wanted) for one in document] or None
    return {
        name: _picked(value, wanted[name]) if isinstance(value, (dict, list)) and wanted[name] != 1 else value
        for name, value in document.items()
        if name in wanted
    } or []


def _json(document: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json; charset=utf-8"})
