"""A PrestaShop's webservice as a real HTTP server: keys and rights, lists, pictures, refusals by its own rules."""

from __future__ import annotations

import base64
import io
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from PIL import Image, UnidentifiedImageError

from tests.connectors.prestashop import wire
from tests.connectors.prestashop.admin_fake import FakeAdminApi
from tests.connectors.prestashop.shop import RESOURCES, Product, Shop
from tests.connectors.servers import Answer, Call, Server

LARGEST = 3_000_000
MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
ENDINGS = {"gif", "jpg", "jpeg", "jpe", "png", "webp"}


class Refuse(Exception):
    """An error answer of the webservice."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class FakePrestaShop:
    """Use as a context manager. The switches are what hosts and owners do to a webservice."""

    def __init__(self) -> None:
        self._server = Server(self._versioned)
        self.host, self.url = self._server.host, self._server.url
        self.shop = Shop()
        self.admin = FakeAdminApi(self.shop)
        self.version = "8.1.2"
        self.is_on = True
        self.drops_header = False
        self.speaks_json = True
        self.ignores_language = False

    def __enter__(self) -> FakePrestaShop:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    # ---- the web server and the dispatcher -----------------------------------------------------------------------

    def _versioned(self, call: Call) -> Answer:
        """The webservice says whose it is to whoever has a key."""
        answer = self._answer(call)
        if "PSWS-Version" in answer.headers:
            answer.headers["PSWS-Version"] = self.version
        return answer

    def _answer(self, call: Call) -> Answer:
        path = urlsplit(call.path).path
        query = dict(parse_qsl(urlsplit(call.path).query, keep_blank_values=True))
        if path.startswith("/img/p/"):
            data = self.shop.files.get(int(path.rpartition("/")[2].removesuffix(".jpg")))
            return Answer(404) if data is None else Answer(200, data, {"Content-Type": "image/jpeg"})
        if path.startswith("/admin-api/"):
            return self.admin.answer(call)
        if not path.startswith("/api/"):
            return Answer(404, b"<!doctype html><title>404</title>", {"Content-Type": "text/html"})
        key = self._key(call, query)
        if key is None:
            return Answer(401, b"401 Unauthorized", {"Content-Type": "text/html; charset=UTF-8"})
        as_json = self.speaks_json and query.get("output_format") == "JSON"
        # PHP reads `ps_method` from the query and from a form (webservice/dispatcher.php).
        method = query.get("ps_method", call.method)
        parts = path.removeprefix("/api/").strip("/").split("/")
        try:
            self._assert_allowed(key, method, parts[0])
            return self._served(call, method, parts, query, key=key, as_json=as_json)
        except Refuse as refused:
            return _body(refused.status, wire.errors(refused.code, str(refused), as_json=as_json), as_json=as_json)

    def _key(self, call: Call, query: dict[str, str]) -> str | None:
        given = "" if self.drops_header else call.headers.get("authorization", "")
        if given.startswith("Basic "):
            return base64.b64decode(given.removeprefix("Basic ")).decode().partition(":")[0]
        return query.get("ws_key")

    def _assert_allowed(self, key: str, method: str, resource: str) -> None:
        if not self.is_on:
            text = "The PrestaShop webservice is disabled. Please activate it in the PrestaShop Back Office"
            raise Refuse(503, 22, text)
        if not key:
            raise Refuse(401, 17, "Authentication key is empty")
        if len(key) != 32:
            raise Refuse(401, 18, "Invalid authentication key format")
        rights = self.shop.keys.get(key)
        if rights is None:
            raise Refuse(401, 20, "Authentification key is not active")
        if not resource:
            return
        if resource not in RESOURCES:
            raise Refuse(400, 27, f'Resource of type "{resource}" does not exists')
        if resource not in rights:
            raise Refuse(401, 26, f'Resource of type "{resource}" is not allowed with this authentication key')
        if method not in rights[resource]:
            text = f"Method {method} is not allowed for the resource {resource} with this authentication key"
            raise Refuse(405, 25, text)

    def _served(
        self, call: Call, method: str, parts: list[str], query: dict[str, str], *, key: str, as_json: bool
    ) -> Answer:
        match method, parts:
            case "GET", [""]:
                return _body(200, self._index(key), as_json=False)
            case _, ["images", "products", product_id, *image_id]:
                return self._image(call, method, product_id, "".join(image_id))
            case "GET", [resource]:
                return _body(200, self._list(resource, query, as_json=as_json), as_json=as_json)
            case "GET", [resource, number]:
                return self._one(resource, number, query, as_json=as_json)
        raise Refuse(405, 23, f"Method {method} is not valid")

    def _index(self, key: str) -> bytes:
        lines = ""
        for resource, methods in sorted(self.shop.keys[key].items()):
            rights = " ".join(f'{name.lower()}="{str(name in methods).lower()}"' for name in ("GET", "PUT", "POST"))
            lines += f"<{resource} {rights}>\n<description {rights}>\nThe {resource}</description>\n</{resource}>\n"
        return f'{wire.HEAD}<api shopName="Rosa&#039;s Shop">\n{lines}</api>\n</prestashop>\n'.encode()

    # ---- lists ---------------------------------------------------------------------------------------------------

    def _list(self, resource: str, query: dict[str, str], *, as_json: bool) -> bytes:
        rows = self.shop.rows(resource)
        dated = bool(query.get("date"))
        for name, wanted in query.items():
            if name.startswith("filter["):
                field = name[len("filter[") : -1]
                if not _sortable(rows, field, dated=dated):
                    raise Refuse(400, 32, f'This filter does not exist. Did you mean: "{field}"?')
                rows = [row for row in rows if wire.matches(row[field], wanted)]
        for sort in reversed(query.get("sort", "").strip("[]").split(",") if "sort" in query else []):
            field, _, direction = sort.rpartition("_")
            if direction not in {"ASC", "DESC"}:
                raise Refuse(400, 37, 'The "sort" value has to be formed as this example: "field_ASC"')
            if rows and not _sortable(rows, field, dated=dated):
                raise Refuse(400, 38, f"Unable to filter by this field. However, these are available: {list(rows[0])}")
            rows.sort(key=lambda row: row[field], reverse=direction == "DESC")
        if "limit" in query:
            first, _, count = query["limit"].rpartition(",")
            rows = rows[int(first or 0) :][: int(count)]
        return self._written(resource, rows, query, as_json=as_json)

    def _written(self, resource: str, rows: list[wire.Row], query: dict[str, str], *, as_json: bool) -> bytes:
        languages = self._languages(query)
        if "display" not in query:
            ids = [{"id": row["id"]} for row in rows]
            return wire.json_list(resource, ids, languages) if as_json else wire.xml_ids(resource, ids)
        shown = [_picked(row, query["display"]) for row in rows]
        write = wire.json_list if as_json else wire.xml_list
        return write(resource, shown, languages)

    def _one(self, resource: str, number: str, query: dict[str, str], *, as_json: bool) -> Answer:
        """One that is not there is 404 with an empty body. With `display`, JSON wraps the one in a list."""
        rows = [row for row in self.shop.rows(resource) if str(row["id"]) == number]
        if not rows:
            return Answer(404, b"", {"Content-Type": "text/html; charset=UTF-8"})
        languages = self._languages(query)
        shown = _picked(rows[0], query["display"]) if "display" in query else rows[0]
        if not as_json:
            return _body(200, wire.xml_one(resource, shown, languages), as_json=False)
        if "display" in query:
            return _body(200, wire.json_list(resource, [shown], languages), as_json=True)
        return _body(200, wire.json_one(resource, shown, languages), as_json=True)

    def _languages(self, query: dict[str, str]) -> list[int]:
        if self.ignores_language or "language" not in query:
            return list(self.shop.languages)
        wanted = int(query["language"])
        if wanted not in self.shop.languages:
            raise Refuse(400, 81, "language is not available")
        return [wanted]

    # ---- pictures ------------------------------------------------------------------------------------------------

    def _image(self, call: Call, method: str, product_id: str, image_id: str) -> Answer:
        product = self.shop.products.get(int(product_id))
        if not image_id:
            return self._add(call, product_id, product) if method == "POST" else self._declinations(product)
        if product is None or int(image_id) not in product.image_ids:
            raise Refuse(400, 57, "This image id does not exist")
        number = int(image_id)
        if method == "POST":
            raise Refuse(400, 65, "This image already exists. To modify it, please use the PUT method")
        if method == "PUT":
            return self._replace(call, number)
        data = self.shop.files.get(number)
        if data is None:
            raise Refuse(500, 61, "This image does not exist on disk")
        return Answer(200, data, {"Content-Type": "image/jpeg"})

    def _declinations(self, product: Product | None) -> Answer:
        if product is None or not product.image_ids:
            return Answer(404, b"", {"Content-Type": "text/html; charset=UTF-8"})
        inner = "".join(f'<declination id="{one}"/>\n' for one in product.image_ids)
        return _body(
            200, f'{wire.HEAD}<image id="{product.id}">\n{inner}</image>\n</prestashop>\n'.encode(), as_json=False
        )

    def _replace(self, call: Call, image_id: int) -> Answer:
        """The answer is the stored picture. The product's date stays as it was."""
        if image_id not in self.shop.files:
            raise Refuse(500, 63, "This image does not exist on disk")
        _, data = _uploaded(call)
        if _mime(data) is None:
            raise Refuse(400, 73, "This type of image format is not recognized, allowed formats are: image/gif")
        self.shop.files[image_id] = self.shop.stored(data, turns=False)
        return Answer(200, self.shop.files[image_id], {"Content-Type": "image/jpeg"})

    def _add(self, call: Call, product_id: str, product: Product | None) -> Answer:
        name, data = _uploaded(call)
        if _mime(data) is None or name.rpartition(".")[2].lower() not in ENDINGS:
            text = "Image upload error : Image format not recognized, allowed formats are: .gif, .jpg, .png"
            raise Refuse(400, 76, text)
        if product is None:
            raise Refuse(400, 76, f"Product {product_id} does not exist")
        stored = self.shop.stored(data, turns=True)
        image_id = self.shop.add_image(product, stored)
        row: dict[str, Any] = {
            "id": image_id,
            "id_product": product.id,
            "position": len(product.image_ids),
            "cover": "1" if product.cover == image_id else "",
            "legend": dict.fromkeys(self.shop.languages, ""),
        }
        entity = wire.xml_row("image", row, list(self.shop.languages))
        content = f'<content encode="base64"><![CDATA[{base64.b64encode(stored).decode()}]]></content>\n'
        return _body(200, f"{wire.HEAD}{entity}{content}</prestashop>\n".encode(), as_json=False)


def _uploaded(call: Call) -> tuple[str, bytes]:
    """The form's part `image`. PHP reads forms of a real POST alone, whatever `ps_method` says."""
    kind, _, boundary = call.headers.get("content-type", "").partition("boundary=")
    if call.method == "POST" and kind.startswith("multipart/form-data"):
        for part in call.body.split(b"--" + boundary.strip('"').encode()):
            head, _, data = part.partition(b"\r\n\r\n")
            if b'name="image"' in head:
                name = head.partition(b'filename="')[2].partition(b'"')[0].decode()
                if len(data) - 2 > LARGEST:
                    raise Refuse(400, 72, f"The image size is too large (maximum allowed is {LARGEST // 1000} KB)")
                return name, data.removesuffix(b"\r\n")
    raise Refuse(400, 76, 'Please set an "image" parameter with image data for value')


def _mime(data: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return MIMES.get(image.format or "")
    except UnidentifiedImageError:
        return None


def _sortable(rows: list[wire.Row], field: str, *, dated: bool) -> bool:
    """Dates only with `date=1`, and nothing that is computed."""
    if field in {"date_add", "date_upd"} and not dated:
        return False
    return not rows or (field in rows[0] and field not in {"id_default_image", "nb_products_recursive"})


def _picked(row: wire.Row, display: str) -> wire.Row:
    if display == "full":
        return row
    try:
        wanted = wire.fields_of(display)
    except wire.BadFields as bad:
        raise Refuse(400, 36, "The 'display' syntax is wrong.") from bad
    for name in wanted:
        if name not in row:
            available = ", ".join(one for one in row if not one.endswith("[]"))
            text = f'Unable to display this field "{name}". However, these are available: {available}'
            raise Refuse(400, 35, text)
    return {name: row[name] for name in row if name in wanted}


def _body(status: int, body: bytes, *, as_json: bool) -> Answer:
    kind = "application/json; charset=utf-8" if as_json else "text/xml;charset=utf-8"
    return Answer(status, body, {"Content-Type": kind, "PSWS-Version": "8.1.2"})
