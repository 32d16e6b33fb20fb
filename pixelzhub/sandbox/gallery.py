"""Reading and changing the pictures of the shop's products."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import PurePosixPath
from sqlite3 import Row
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from pixelzhub.sandbox.catalogue import PlannedImage, add_file, slug
from pixelzhub.sandbox.files import fetch, inspect
from pixelzhub.sandbox.store import now
from pixelzhub.sandbox.webhooks import Outgoing, sign

if TYPE_CHECKING:
    from pixelzhub.sandbox.app import Sandbox

IMAGES = """
SELECT images.*, files.name, files.width, files.height, files.mime, files.source FROM images
JOIN files ON files.image_id = images.id AND files.version = images.version
"""
EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}


def images_of(app: Sandbox, product_ids: Sequence[int]) -> dict[int, list[Row]]:
    """The pictures of some products, in order."""
    marks = ",".join("?" * len(product_ids))
    found: dict[int, list[Row]] = {product_id: [] for product_id in product_ids}
    sql = f"{IMAGES} WHERE product_id IN ({marks}) ORDER BY product_id, position, images.id"
    for row in app.store.rows(sql, *product_ids):
        found[row["product_id"]].append(row)
    return found


def draw_ahead(app: Sandbox, product_ids: Sequence[int]) -> None:
    """Whoever lists products asks for their pictures next."""
    for rows in images_of(app, product_ids).values():
        for row in rows:
            app.files.draw_ahead(json.loads(row["source"]))


def image_row(app: Sandbox, image_id: str) -> Row | None:
    return app.store.one(f"{IMAGES} WHERE images.id = ?", image_id)


def image_json(app: Sandbox, row: Row) -> dict[str, Any]:
    """One picture as the shop's API shows it. An empty size means that the file cannot be opened."""
    key = f"{row['id']}-{row['version']}"
    return {
        "id": str(row["id"]),
        "product_id": str(row["product_id"]),
        "url": f"{app.base}/shop/files/{key}/{row['name']}",
        "thumbnail_url": f"{app.base}/shop/thumbs/{key}/{PurePosixPath(row['name']).stem}.jpg",
        "width": row["width"] or None,
        "height": row["height"] or None,
        "position": row["position"],
        "alt": row["alt"],
        "created_at": row["created_at"],
    }


def download(app: Sandbox, url: str) -> PlannedImage:
    """Copy a picture from an address into the shop. Raises `NotAnImage`."""
    data = fetch(url)
    width, height, mime = inspect(data)
    stem = slug(PurePosixPath(unquote(urlsplit(url).path)).stem)
    return PlannedImage(stem + EXTENSIONS[mime], app.files.keep(data), width, height, mime, "", 0)


def insert(app: Sandbox, product_id: int, position: int, image: PlannedImage, alt: str) -> int:
    """A new picture; the caller moves the others."""
    image_id = app.store.run(
        "INSERT INTO images (product_id, position, alt, created_at) VALUES (?, ?, ?, ?)",
        product_id,
        position,
        alt,
        now(),
    )
    add_file(app.store, image_id, 1, image)
    return image_id


def renew(app: Sandbox, image_id: int, image: PlannedImage) -> None:
    """Another file under the same id: the address gets a new version, the old address keeps working."""
    version = app.store.number("SELECT MAX(version) + 1 FROM files WHERE image_id = ?", image_id)
    add_file(app.store, image_id, version, image)
    app.store.run("UPDATE images SET version = ?, created_at = ? WHERE id = ?", version, now(), image_id)


def arrange(app: Sandbox, product_id: int, image_ids: Sequence[int]) -> None:
    """Number the pictures of a product in this order."""
    app.store.many(
        "UPDATE images SET position = ? WHERE id = ? AND product_id = ?",
        [(place, image_id, product_id) for place, image_id in enumerate(image_ids)],
    )


def move(app: Sandbox, product_id: int, image_id: int, position: int) -> None:
    """Put one picture at a place among the others."""
    rows = app.store.rows("SELECT id FROM images WHERE product_id = ? ORDER BY position, id", product_id)
    order = [row["id"] for row in rows if row["id"] != image_id]
    order.insert(max(0, min(position, len(order))), image_id)
    arrange(app, product_id, order)


def remove(app: Sandbox, image_id: int) -> None:
    """Take a picture off its product and its variants. Its file stays, as on a CDN."""
    app.store.run("UPDATE variants SET image_id = NULL WHERE image_id = ?", image_id)
    app.store.run("DELETE FROM images WHERE id = ?", image_id)


def touch(app: Sandbox, product_id: int) -> None:
    """The product changed: date it, and tell everyone who asked to hear of it."""
    app.store.run("UPDATE products SET updated_at = ? WHERE id = ?", now(), product_id)
    for hook in app.store.rows("SELECT * FROM hooks"):
        event = {"id": os.urandom(12).hex(), "topic": "product.updated", "product_ids": [str(product_id)]}
        body = json.dumps(event)
        call = Outgoing(hook["url"], body, {"X-Shop-Signature": sign(hook["secret"], body.encode())})
        for _ in range(2 if app.faults.duplicate_webhooks else 1):
            app.outbox.add(call)


def source_of(app: Sandbox, image_id: str, version: str) -> tuple[dict[str, Any], str] | None:
    """Where the bytes of a version are, and their type."""
    row = app.store.one("SELECT source, mime FROM files WHERE image_id = ? AND version = ?", image_id, version)
    return None if row is None else (json.loads(row["source"]), row["mime"])
