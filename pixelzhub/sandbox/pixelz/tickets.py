"""The accepted images: adding one, finding one, and moving one without losing what happened meanwhile."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from sqlite3 import Row
from typing import Any

from pixelzhub.sandbox.pixelz.statuses import NEW
from pixelzhub.sandbox.store import Store, now


@dataclass(frozen=True, slots=True)
class Posted:
    """`parts` are one to five addresses; `deadline` is as it was given, in UTC; `developer_id` a contact or None."""

    parts: tuple[str, ...]
    customer_image_id: str
    product_id: str
    callback_url: str
    reference_url: str
    deadline: str
    developer_id: int | None
    comment: str
    markup_url: str
    extras: dict[str, Any]


def add(
    store: Store, contact_id: int, kind: str, template_id: int, price: Decimal, posted: Posted, *, trial: bool
) -> str:
    """A new ticket, always, even for an image that is there already."""
    ticket, moment = str(uuid.uuid4()), time.time()
    row = {
        "ticket": ticket,
        "contact_id": contact_id,
        "kind": kind,
        "template_id": template_id,
        "price": str(price),
        "trial": trial,
        "status": NEW,
        "created_at": now(),
        "started_at": moment,
        "due_at": moment,
    }
    store.insert("tickets", {**row, **_columns(posted)})
    return ticket


def find(store: Store, contact_id: int, ticket: str, customer_image_id: str = "") -> Row | None:
    """By ticket; for "nonticket" by the customer's own id: then the newest one."""
    if ticket != "nonticket":
        return store.one("SELECT * FROM tickets WHERE ticket = ? AND contact_id = ?", ticket, contact_id)
    if not customer_image_id:
        return None
    sql = "SELECT * FROM tickets WHERE customer_image_id = ? AND contact_id = ? ORDER BY seq DESC LIMIT 1"
    return store.one(sql, customer_image_id, contact_id)


def named(store: Store, name: str) -> Row | None:
    """By ticket or by customer's id, whoever's it is: for the back door."""
    found = store.one("SELECT * FROM tickets WHERE ticket = ?", name)
    sql = "SELECT * FROM tickets WHERE customer_image_id = ? ORDER BY seq DESC LIMIT 1"
    return found or (store.one(sql, name) if name else None)


def outputs(row: Row) -> list[dict[str, Any]]:
    """The finished files: `template` is a number, `file` an address below the folder of finished files."""
    found: list[dict[str, Any]] = json.loads(row["outputs"])
    return found


def parts(row: Row) -> list[str]:
    """The addresses that the customer gave."""
    found: list[str] = json.loads(row["parts"])
    return found


def _columns(posted: Posted) -> Mapping[str, Any]:
    return {
        "parts": json.dumps(posted.parts),
        "customer_image_id": posted.customer_image_id,
        "product_id": posted.product_id,
        "callback_url": posted.callback_url,
        "reference_url": posted.reference_url,
        "deadline": posted.deadline,
        "developer_id": posted.developer_id,
        "comment": posted.comment,
        "markup_url": posted.markup_url,
        "extras": json.dumps(posted.extras),
    }
