"""The back door for tests and demos: what happened, which faults to show, and the shop owner's own changes."""

from __future__ import annotations

import json
from sqlite3 import Row
from typing import TYPE_CHECKING, Any

from pixelzhub.sandbox import gallery
from pixelzhub.sandbox.catalogue import PlannedImage
from pixelzhub.sandbox.web import Request, Response, Stop, json_response

if TYPE_CHECKING:
    from pixelzhub.sandbox.app import Sandbox


def show(app: Sandbox, request: Request) -> Response:
    store = app.store
    return json_response(
        {
            "accepted": [_ticket(row) for row in store.rows("SELECT * FROM tickets ORDER BY seq")],
            "webhooks": [_call(row) for row in store.rows("SELECT * FROM outbox ORDER BY id")],
            "shop_writes": [_write(row) for row in store.rows("SELECT * FROM writes ORDER BY id")],
            "faults": app.faults.as_json(),
        }
    )


def change(app: Sandbox, request: Request) -> Response:
    """Set faults, touch a product, or replace a live picture. JSON only, so that no web page can send it unasked."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return json_response({"error": "Send JSON."}, 415)
    try:
        wanted = dict(json.loads(request.body))
        touched, replaced = wanted.pop("touch_product", None), wanted.pop("replace_image", None)
        app.faults.change(wanted)
    except (ValueError, KeyError, TypeError) as error:
        return json_response({"error": f"Not understood: {error}"}, 422)
    if replaced is not None:
        touched = _replace(app, replaced)
    if touched is not None:
        gallery.touch(app, int(touched))
    return json_response({"faults": app.faults.as_json()})


def _replace(app: Sandbox, wanted: dict[str, Any]) -> int:
    """The owner puts another picture's file under this picture's id."""
    image, other = (gallery.image_row(app, str(wanted.get(name))) for name in ("id", "from_image"))
    if image is None or other is None:
        raise Stop(json_response({"error": "There is no such image."}, 404))
    found = gallery.source_of(app, str(other["id"]), str(other["version"]))
    if found is None:
        raise Stop(json_response({"error": "The other image has no file."}, 404))
    copy = PlannedImage(other["name"], found[0], other["width"], other["height"], other["mime"], "", 0)
    gallery.renew(app, image["id"], copy)
    return int(image["product_id"])


def _ticket(row: Row) -> dict[str, Any]:
    return {
        "ticket": row["ticket"],
        "customerImageId": row["customer_image_id"],
        "templateId": row["template_id"],
        "price": row["price"],
        "trial": bool(row["trial"]),
        "status": row["status"],
        "deleted": row["status"] == 0,
    }


def _call(row: Row) -> dict[str, Any]:
    return {
        "ticket": row["ticket"],
        "url": row["url"],
        "body": json.loads(row["body"]),
        "headers": json.loads(row["headers"]),
        "attempts": row["attempts"],
        "status": row["status"],
    }


def _write(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("method", "path", "body", "at")}
