"""The back door for tests and demos: what happened, which faults to show, and changes from outside the API.

GET answers with `accepted`, `webhooks`, `shop_writes`, `faults` and `counts`. `?since=SEQ` leaves out accepted images
up to that `seq`, and `?only=counts` everything but the counts and the faults.

POST takes the names of `Faults`, and
set_status          {"ticket or customerImageId": 95}: there it stays, with the files that it has by then; null lets it go on
prices              {"2066301": "1.50", "white_glove": "2.00"}
account             {"balance": "5.00", "trial_images": 0, "days_of_credit": 15, "least_hours": 3, "email": "whose"}
template_callbacks  {"2066301": "http://…"}
touch_product       a product's id: the shop says that it changed
replace_image       {"id": …, "from_image": …}: the owner puts another picture in its place
"""

from __future__ import annotations

import json
from sqlite3 import Row
from typing import TYPE_CHECKING, Any

from pixelzhub.sandbox import gallery
from pixelzhub.sandbox.catalogue import PlannedImage
from pixelzhub.sandbox.pixelz import ledger
from pixelzhub.sandbox.web import Request, Response, Stop, json_response

if TYPE_CHECKING:
    from pixelzhub.sandbox.app import Sandbox


def show(app: Sandbox, request: Request) -> Response:
    store = app.store
    counts = ledger.counts(store) | {"calls": dict(app.pixelz.calls)}
    shown = {"counts": counts, "faults": app.faults.as_json()}
    if request.query.get("only") == "counts":
        return json_response(shown)
    since = request.query.get("since", "")
    return json_response(
        {
            "accepted": ledger.accepted(store, int(since) if since.isascii() and since.isdigit() else 0),
            "webhooks": [_call(row) for row in store.rows("SELECT * FROM outbox ORDER BY id")],
            "shop_writes": [_write(row) for row in store.rows("SELECT * FROM writes ORDER BY id")],
            **shown,
        }
    )


def change(app: Sandbox, request: Request) -> Response:
    """Do what is asked. JSON only, so that no web page can send it unasked."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return json_response({"error": "Send JSON."}, 415)
    try:
        wanted = dict(json.loads(request.body))
        touched, replaced = wanted.pop("touch_product", None), wanted.pop("replace_image", None)
        changes = {name: dict(wanted.pop(name)) for name in ledger.CHANGES if name in wanted}
        app.faults.change(wanted)
        with app.store.transaction():
            for name, change in changes.items():
                ledger.CHANGES[name](app.store, change)
    except (ValueError, LookupError, TypeError) as error:
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


def _call(row: Row) -> dict[str, Any]:
    headers = json.loads(row["headers"])
    is_form = headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
    return {
        "ticket": row["ticket"],
        "url": row["url"],
        "kind": row["kind"],
        "body": row["body"] if is_form else json.loads(row["body"]),
        "headers": headers,
        "attempts": row["attempts"],
        "status": row["status"],
    }


def _write(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("method", "path", "body", "at")}
