"""What images cost: trial images first, then the balance, with an invoice for every so many images."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from pixelzhub.sandbox.pixelz.contacts import CONTACT_ID, contact
from pixelzhub.sandbox.store import Store

IMAGES_PER_INVOICE = 50
FIRST_INVOICE = 1315
FIRST_INVOICES = ((70, "50.00", True), (39, "75.00", True), (8, "105.00", False))


def open_invoices(store: Store) -> None:
    """The invoices that the shop's account has from the start."""
    if store.number("SELECT COUNT(*) FROM invoices"):
        return
    with store.transaction():
        for days, amount, paid in FIRST_INVOICES:
            _issue(store, CONTACT_ID, Decimal(amount), paid=paid, days_ago=days)


def charge(store: Store, contact_id: int, price: Decimal) -> bool | None:
    """Take a trial image if one is left (True), else the price (False); None when the balance is too low.

    An account with days of credit may owe money. The caller holds the transaction.
    """
    if store.changed("UPDATE contacts SET trials = trials - 1 WHERE id = ? AND trials > 0", contact_id):
        return True
    payer = contact(store, contact_id)
    if payer is None or (payer.balance < price and payer.credit_days == 0):
        return None
    _book(store, contact_id, -price)
    _count(store, contact_id, price, 1)
    return False


def give_back(store: Store, contact_id: int, price: Decimal, *, trial: bool) -> None:
    """Undo a charge."""
    if trial:
        store.run("UPDATE contacts SET trials = trials + 1 WHERE id = ?", contact_id)
        return
    _book(store, contact_id, price)
    _count(store, contact_id, -price, -1)


def pay_invoice(store: Store, key: str) -> bool:
    """Mark an invoice as paid and add what was paid to the balance; False if there was nothing to pay."""
    with store.transaction():
        row = store.one("SELECT * FROM invoices WHERE key = ? AND paid = 0", key)
        if row is None:
            return False
        store.run("UPDATE invoices SET paid = 1 WHERE id = ?", row["id"])
        _book(store, row["contact_id"], Decimal(row["amount"]))
    return True


def _book(store: Store, contact_id: int, amount: Decimal) -> None:
    found = contact(store, contact_id)
    if found is not None:
        store.run("UPDATE contacts SET balance = ? WHERE id = ?", str(found.balance + amount), contact_id)


def _count(store: Store, contact_id: int, price: Decimal, images: int) -> None:
    """Add to what the next invoice will say. Prepaid images are paid for already, so theirs is only a receipt."""
    row = store.one("SELECT unbilled_images, unbilled_amount, credit_days FROM contacts WHERE id = ?", contact_id)
    if row is None:
        return
    count, amount = row["unbilled_images"] + images, Decimal(row["unbilled_amount"]) + price
    if count >= IMAGES_PER_INVOICE:
        _issue(store, contact_id, amount, paid=row["credit_days"] == 0)
        count, amount = 0, Decimal("0.00")
    sql = "UPDATE contacts SET unbilled_images = ?, unbilled_amount = ? WHERE id = ?"
    store.run(sql, count, str(amount), contact_id)


def _issue(store: Store, contact_id: int, amount: Decimal, *, paid: bool, days_ago: int = 0) -> None:
    number = FIRST_INVOICE + store.number("SELECT COUNT(*) FROM invoices")
    issued = (datetime.now(UTC) - timedelta(days=days_ago)).date().isoformat()
    row = {"id": f"INV-{number}", "created_on": issued, "amount": str(amount), "paid": paid}
    store.insert("invoices", {**row, "key": secrets.token_hex(8), "contact_id": contact_id})
