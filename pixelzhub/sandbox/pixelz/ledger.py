"""The back door of Pixelz: what was accepted, and the hands that put a ticket, a price or an account elsewhere."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from sqlite3 import Row
from typing import Any

from pixelzhub.sandbox.pixelz import tickets
from pixelzhub.sandbox.pixelz.contacts import CONTACT_ID, by_email
from pixelzhub.sandbox.pixelz.statuses import NEXT
from pixelzhub.sandbox.pixelz.templates import WHITE_GLOVE
from pixelzhub.sandbox.store import Store


def accepted(store: Store, since: int) -> list[dict[str, Any]]:
    """Every accepted image after this `seq`, in order."""
    sql = "SELECT tickets.*, email FROM tickets JOIN contacts ON contacts.id = contact_id WHERE seq > ? ORDER BY seq"
    return [_ticket(row) for row in store.rows(sql, since)]


def counts(store: Store) -> dict[str, Any]:
    """How many there are, so that nobody has to read them all; `accepted_twice` counts ids of customers."""
    by_status = store.rows("SELECT status, COUNT(*) AS number FROM tickets GROUP BY status")
    twice = (
        "SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE customer_image_id > ''"
        " GROUP BY customer_image_id, contact_id HAVING COUNT(*) > 1)"
    )
    return {
        "accepted": sum(row["number"] for row in by_status),
        "accepted_twice": store.number(twice),
        "by_status": {str(row["status"]): row["number"] for row in by_status},
        "last_seq": store.number("SELECT COALESCE(MAX(seq), 0) FROM tickets"),
        "webhooks": store.number("SELECT COUNT(*) FROM outbox"),
        "webhooks_waiting": store.number("SELECT COUNT(*) FROM outbox WHERE done = 0"),
        "shop_writes": store.number("SELECT COUNT(*) FROM writes"),
    }


def set_status(store: Store, wanted: dict[str, Any]) -> None:
    """Put tickets, named by ticket or customer's id, on any status, and hold them there; null lets them go on."""
    for name, status in wanted.items():
        row = tickets.named(store, str(name))
        if row is None:
            raise LookupError(f"There is no image {name}.")
        if status is None:
            due = time.time() if row["status"] in NEXT else None
            store.run("UPDATE tickets SET held = 0, due_at = ? WHERE seq = ?", due, row["seq"])
        else:
            sql = "UPDATE tickets SET status = ?, held = 1, due_at = NULL WHERE seq = ?"
            store.run(sql, int(status), row["seq"])


def set_prices(store: Store, wanted: dict[str, Any]) -> None:
    """New prices by template's id; "white_glove" is the price without a template."""
    for name, value in wanted.items():
        price = str(_money(value))
        if name == WHITE_GLOVE:
            store.set_fact(WHITE_GLOVE, price)
        elif not store.changed("UPDATE templates SET price = ? WHERE id = ?", price, str(name)):
            raise LookupError(f"There is no template {name}.")


def set_account(store: Store, wanted: dict[str, Any]) -> None:
    """Change a contact's balance, trial_images, days_of_credit or least_hours; the shop's own unless named by email."""
    columns: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "balance": ("balance", lambda value: str(_money(value))),
        "trial_images": ("trials", int),
        "days_of_credit": ("credit_days", int),
        "least_hours": ("least_hours", float),
    }
    email = wanted.pop("email", None)
    found = by_email(store, str(email)) if email else None
    if email and found is None:
        raise LookupError(f"There is no contact {email}.")
    contact_id = found.id if found else CONTACT_ID
    for name, value in wanted.items():
        column, read = columns[name]
        store.run(f"UPDATE contacts SET {column} = ? WHERE id = ?", read(value), contact_id)


def set_callbacks(store: Store, wanted: dict[str, Any]) -> None:
    """The address that is called for images of a template that brought none themselves."""
    for name, url in wanted.items():
        if not store.changed("UPDATE templates SET callback_url = ? WHERE id = ?", str(url or ""), str(name)):
            raise LookupError(f"There is no template {name}.")


CHANGES: dict[str, Callable[[Store, dict[str, Any]], None]] = {
    "set_status": set_status,
    "prices": set_prices,
    "account": set_account,
    "template_callbacks": set_callbacks,
}


def _money(value: Any) -> Decimal:
    try:
        return Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise ValueError(f"{value} is not an amount.") from None


def _ticket(row: Row) -> dict[str, Any]:
    return {
        "seq": row["seq"],
        "ticket": row["ticket"],
        "account": row["email"],
        "kind": row["kind"],
        "customerImageId": row["customer_image_id"],
        "product_id": row["product_id"],
        "templateId": row["template_id"],
        "parts": tickets.parts(row),
        "color_reference": row["reference_url"],
        "deadline": row["deadline"],
        "price": row["price"],
        "trial": bool(row["trial"]),
        "status": row["status"],
        "deleted": row["status"] == 0,
        "reason": row["reason"],
        "redo": row["redo"],
        "comment": row["comment"],
        "markup_url": row["markup_url"],
        "extras": json.loads(row["extras"]),
        "outputs": tickets.outputs(row),
        "created_at": row["created_at"],
    }
