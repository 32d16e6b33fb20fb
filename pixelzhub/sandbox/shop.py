"""The shop's API: the eight methods of the connector requirements, in JSON behind a bearer token."""

from __future__ import annotations

import hmac
import json
from sqlite3 import Row
from typing import TYPE_CHECKING, Any, NoReturn

from pixelzhub.sandbox import gallery
from pixelzhub.sandbox.assortment import SHOP_NAME
from pixelzhub.sandbox.catalogue import PlannedImage
from pixelzhub.sandbox.files import NotAnImage
from pixelzhub.sandbox.store import now
from pixelzhub.sandbox.web import Request, Response, Stop, json_response

if TYPE_CHECKING:
    from pixelzhub.sandbox.app import Sandbox

PAGE_SIZE, LARGEST_PAGE = 50, 250


def identity(app: Sandbox, request: Request) -> Response:
    return json_response({"name": SHOP_NAME, "url": f"{app.base}/shop/", "currency": "USD", "language": "en"})


def counts(app: Sandbox, request: Request) -> Response:
    names = ("categories", "products", "images")
    return json_response({name: app.store.number(f"SELECT COUNT(*) FROM {name}") for name in names})


def categories(app: Sandbox, request: Request) -> Response:
    rows = app.store.rows(
        "SELECT categories.*, COUNT(products.id) AS products FROM categories"
        " LEFT JOIN products ON products.category_id = categories.id"
        " WHERE categories.id > ? GROUP BY categories.id ORDER BY categories.id LIMIT ?",
        _cursor(request),
        _page_size(request) + 1,
    )
    shown, following = _cut(rows, request)
    return json_response({"categories": [_category_json(row) for row in shown], "next_cursor": following})


def products(app: Sandbox, request: Request) -> Response:
    """A page in order of id; `updated_since` leaves out what was not changed at or after that moment."""
    rows = app.store.rows(
        "SELECT * FROM products WHERE id > ? AND updated_at >= ? ORDER BY id LIMIT ?",
        _cursor(request),
        request.query.get("updated_since", ""),
        _page_size(request) + 1,
    )
    shown, following = _cut(rows, request)
    gallery.draw_ahead(app, [row["id"] for row in shown])
    return json_response({"products": products_json(app, shown), "next_cursor": following})


def product_images(app: Sandbox, request: Request, product_id: str) -> Response:
    return json_response(_gallery(app, _product(app, product_id)))


def put_product(app: Sandbox, request: Request, product_id: str) -> Response:
    """Exactly these pictures in this order: known ids stay, addresses are copied, everything else goes."""
    product = _product(app, product_id)
    wanted = _body(request)
    entries = wanted.get("images")
    if not isinstance(entries, list):
        _refuse("images must be a list.")
    own = {row["id"] for row in gallery.images_of(app, [product["id"]])[product["id"]]}
    copies = [_copied(app, entry, own) for entry in entries]
    with app.store.transaction():
        order = [_placed(app, product["id"], entry, copy) for entry, copy in zip(entries, copies, strict=True)]
        for gone in own - set(order):
            gallery.remove(app, gone)
        gallery.arrange(app, product["id"], order)
        _link_variants(app, product["id"], wanted.get("variant_images") or {}, order)
    _note(app, request, product["id"])
    return json_response(_gallery(app, product))


def put_image(app: Sandbox, request: Request, image_id: str) -> Response:
    """Another picture under the same id, and if asked at another place."""
    row = gallery.image_row(app, image_id)
    if row is None:
        raise Stop(json_response({"error": f"There is no image {image_id}."}, 404))
    wanted = _body(request)
    copy = _download(app, wanted.get("url"))
    with app.store.transaction():
        gallery.renew(app, row["id"], copy)
        if wanted.get("position") is not None:
            gallery.move(app, row["product_id"], row["id"], _whole(wanted["position"], "position"))
    _note(app, request, row["product_id"])
    return _image_response(app, row["id"])


def post_image(app: Sandbox, request: Request, product_id: str) -> Response:
    """One more picture, at the end unless a position is given."""
    product = _product(app, product_id)
    wanted = _body(request)
    copy = _download(app, wanted.get("url"))
    with app.store.transaction():
        last = app.store.number("SELECT COUNT(*) FROM images WHERE product_id = ?", product["id"])
        image_id = gallery.insert(app, product["id"], last, copy, str(wanted.get("alt") or ""))
        if wanted.get("position") is not None:
            gallery.move(app, product["id"], image_id, _whole(wanted["position"], "position"))
    _note(app, request, product["id"])
    return _image_response(app, image_id, 201)


def post_webhook(app: Sandbox, request: Request) -> Response:
    wanted = _body(request)
    url, secret = wanted.get("url"), wanted.get("secret")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")) or not isinstance(secret, str):
        _refuse("A webhook needs a url and a secret.")
    app.store.run(
        "INSERT INTO hooks (url, secret) VALUES (?, ?) ON CONFLICT (url) DO UPDATE SET secret = excluded.secret",
        url,
        secret,
    )
    return json_response({"url": url, "topics": ["product.updated"]}, 201)


def guard(app: Sandbox, request: Request) -> None:
    """The token, the rate, and the faults that are set."""
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if not hmac.compare_digest(given.encode(), app.keys["token"].encode()):
        raise Stop(json_response({"error": "The token is missing or wrong."}, 401))
    wait = app.bucket.take(app.faults.shop_rate)
    if wait:
        answer = {"error": "Too many requests. Wait and try again."}
        raise Stop(json_response(answer, 429, **{"Retry-After": str(max(1, round(wait + 0.5)))}))
    app.faults.suffer()


def products_json(app: Sandbox, rows: list[Row]) -> list[dict[str, Any]]:
    """Products with their variants and pictures."""
    ids = [row["id"] for row in rows]
    pictures, variants = gallery.images_of(app, ids), _variants(app, ids)
    return [_product_json(app, row, pictures[row["id"]], variants[row["id"]]) for row in rows]


def _product_json(app: Sandbox, row: Row, pictures: list[Row], variants: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "sku": row["sku"],
        "ean": row["ean"],
        "url": f"{app.base}/shop/products/{row['slug']}",
        "category_ids": [str(row["category_id"])],
        "language": "en",
        "deactivated": bool(row["deactivated"]),
        "updated_at": row["updated_at"],
        "image_count": len(pictures),
        "variants": variants,
        "images": [gallery.image_json(app, picture) for picture in pictures],
    }


def _category_json(row: Row) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "parent_id": None if row["parent_id"] is None else str(row["parent_id"]),
        "language": "en",
        "deactivated": False,
        "product_count": row["products"],
    }


def _variants(app: Sandbox, product_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    marks = ",".join("?" * len(product_ids))
    found: dict[int, list[dict[str, Any]]] = {product_id: [] for product_id in product_ids}
    for row in app.store.rows(f"SELECT * FROM variants WHERE product_id IN ({marks}) ORDER BY id", *product_ids):
        found[row["product_id"]].append(_variant_json(row))
    return found


def _variant_json(row: Row) -> dict[str, Any]:
    image_id = None if row["image_id"] is None else str(row["image_id"])
    return {"id": str(row["id"]), "name": row["name"], "sku": row["sku"], "ean": row["ean"], "image_id": image_id}


def _gallery(app: Sandbox, product: Row) -> dict[str, Any]:
    pictures = gallery.images_of(app, [product["id"]])[product["id"]]
    return {
        "product_id": str(product["id"]),
        "images": [gallery.image_json(app, picture) for picture in pictures],
        "variants": _variants(app, [product["id"]])[product["id"]],
    }


def _image_response(app: Sandbox, image_id: int, status: int = 200) -> Response:
    row = gallery.image_row(app, str(image_id))
    if row is None:
        raise Stop(json_response({"error": f"Image {image_id} was deleted meanwhile."}, 409))
    return json_response(gallery.image_json(app, row), status)


def _product(app: Sandbox, product_id: str) -> Row:
    row = app.store.one("SELECT * FROM products WHERE id = ?", product_id)
    if row is None:
        raise Stop(json_response({"error": f"There is no product {product_id}."}, 404))
    return row


def _copied(app: Sandbox, entry: Any, own: set[int]) -> PlannedImage | None:
    """None for a picture that the product already has, else the copy of the given address."""
    if not isinstance(entry, dict):
        _refuse("Each entry of images must have an id or a url.")
    if "id" in entry:
        if _whole(entry["id"], "id") not in own:
            _refuse(f"The product has no image {entry['id']}.")
        return None
    return _download(app, entry.get("url"))


def _placed(app: Sandbox, product_id: int, entry: dict[str, Any], copy: PlannedImage | None) -> int:
    if copy is not None:
        return gallery.insert(app, product_id, 0, copy, str(entry.get("alt") or ""))
    image_id = int(entry["id"])
    if entry.get("alt") is not None:
        app.store.run("UPDATE images SET alt = ? WHERE id = ?", str(entry["alt"]), image_id)
    return image_id


def _link_variants(app: Sandbox, product_id: int, links: Any, order: list[int]) -> None:
    for variant_id, place in dict(links).items():
        index = _whole(place, "variant_images")
        if not 0 <= index < len(order):
            _refuse(f"variant_images names image {index}, but there are {len(order)}.")
        sql = "UPDATE variants SET image_id = ? WHERE id = ? AND product_id = ?"
        if not app.store.changed(sql, order[index], variant_id, product_id):
            _refuse(f"The product has no variant {variant_id}.")


def _download(app: Sandbox, url: Any) -> PlannedImage:
    if not isinstance(url, str):
        _refuse("The url of the picture is missing.")
    try:
        return gallery.download(app, url)
    except NotAnImage as error:
        _refuse(str(error))


def _note(app: Sandbox, request: Request, product_id: int) -> None:
    app.store.run(
        "INSERT INTO writes (method, path, body, at) VALUES (?, ?, ?, ?)",
        request.method,
        request.path,
        request.body.decode("utf-8", "replace"),
        now(),
    )
    gallery.touch(app, product_id)


def _body(request: Request) -> dict[str, Any]:
    try:
        found = json.loads(request.body or b"{}")
    except ValueError:
        _refuse("The body is not JSON.")
    if not isinstance(found, dict):
        _refuse("The body is not a JSON object.")
    return found


def _whole(value: Any, name: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        _refuse(f"{name} must be a whole number.")


def _cursor(request: Request) -> int:
    return _whole(request.query.get("cursor") or 0, "cursor")


def _page_size(request: Request) -> int:
    return max(1, min(_whole(request.query.get("page_size") or PAGE_SIZE, "page_size"), LARGEST_PAGE))


def _cut(rows: list[Row], request: Request) -> tuple[list[Row], str | None]:
    """One row more than a page was asked for, to know whether there is another page."""
    size = _page_size(request)
    return rows[:size], str(rows[size - 1]["id"]) if len(rows) > size else None


def _refuse(reason: str) -> NoReturn:
    raise Stop(json_response({"error": reason}, 422))
