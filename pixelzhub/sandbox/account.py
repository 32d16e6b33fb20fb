"""The customer's money at Pixelz: balance, trial images and invoices."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixelzhub.sandbox.store import Store

FIRST_BALANCE, FIRST_TRIALS = Decimal("250.00"), 3
INVOICES = ((8, "105.00", False), (39, "75.00", True), (70, "50.00", True))


def open_account(store: Store) -> None:
    """Money and invoices at the first start."""
    if store.fact("balance") is not None:
        return
    with store.transaction():
        store.set_fact("balance", str(FIRST_BALANCE))
        store.set_fact("trials", str(FIRST_TRIALS))
        for number, (days, amount, paid) in enumerate(reversed(INVOICES), 1315):
            issued = (datetime.now(UTC) - timedelta(days=days)).date().isoformat()
            store.run(
                "INSERT INTO invoices VALUES (?, ?, ?, ?, ?)",
                f"INV-{number}",
                issued,
                amount,
                paid,
                secrets.token_hex(8),
            )


def balance(store: Store) -> Decimal:
    return Decimal(store.fact("balance") or "0")


def trials(store: Store) -> int:
    return int(store.fact("trials") or 0)


def charge(store: Store, price: Decimal) -> bool | None:
    """Take a trial image if one is left (True), else the price (False); None when the balance is too low."""
    left = trials(store)
    if left > 0:
        store.set_fact("trials", str(left - 1))
        return True
    if balance(store) < price:
        return None
    store.set_fact("balance", str(balance(store) - price))
    return False


def give_back(store: Store, price: Decimal, *, trial: bool) -> None:
    """Undo a charge."""
    if trial:
        store.set_fact("trials", str(trials(store) + 1))
    else:
        store.set_fact("balance", str(balance(store) + price))
