"""Who is known at Pixelz: customers and developers, each with a key, a secret and money."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from sqlite3 import Row

from pixelzhub.sandbox.assortment import SHOP_NAME
from pixelzhub.sandbox.store import Store

CONTACT_ID, DEVELOPER_ID = 1000003, 1000004
FIRST_BALANCE, FIRST_TRIALS = Decimal("250.00"), 3


@dataclass(frozen=True, slots=True)
class Contact:
    """`credit_days` of zero is prepaid; `least_hours` is the account's shortest deadline (Developer API: 24)."""

    id: int
    email: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    person: str
    company: str
    balance: Decimal
    trials: int
    credit_days: int
    least_hours: float


def open_contacts(store: Store, keys: Mapping[str, str]) -> None:
    """The shop's own account and its developer's, at the first start."""
    if contact(store, CONTACT_ID) is not None:
        return
    balance, trials = store.fact("balance") or str(FIRST_BALANCE), int(store.fact("trials") or FIRST_TRIALS)
    shared = {"email": keys["contactEmail"], "person": "Demo Owner", "company": SHOP_NAME}
    own = {"id": CONTACT_ID, "key": keys["contactAPIkey"], "secret": keys["secret"]}
    developer = {"id": DEVELOPER_ID, "key": keys["developerAPIkey"], "secret": keys["developerSecret"]}
    with store.transaction():
        store.insert("contacts", {**shared, **own, "balance": balance, "trials": trials})
        store.insert("contacts", {**shared, **developer, "balance": "0.00", "trials": 0})


def add_contact(store: Store, email: str, person: str) -> Contact:
    """A new customer with a key and a secret of its own, trial images, and no money."""
    row = {
        "email": email,
        "key": str(uuid.uuid4()),
        "secret": secrets.token_hex(20),
        "person": person,
        "company": person,
        "balance": "0.00",
        "trials": FIRST_TRIALS,
    }
    return _found(store.one("SELECT * FROM contacts WHERE id = ?", store.insert("contacts", row)))


def identify(store: Store, email: str, key: str) -> Contact | None:
    """Whose e-mail and key these are; None when they do not belong together."""
    row = store.one("SELECT * FROM contacts WHERE key = ? AND email = ?", key, email)
    return None if row is None else _found(row)


def contact(store: Store, contact_id: int) -> Contact | None:
    row = store.one("SELECT * FROM contacts WHERE id = ?", contact_id)
    return None if row is None else _found(row)


def by_key(store: Store, key: str) -> Contact | None:
    row = store.one("SELECT * FROM contacts WHERE key = ?", key)
    return None if row is None else _found(row)


def by_email(store: Store, email: str) -> Contact | None:
    """The oldest contact under an e-mail address."""
    row = store.one("SELECT * FROM contacts WHERE email = ? ORDER BY id", email)
    return None if row is None else _found(row)


def _found(row: Row | None) -> Contact:
    if row is None:
        raise LookupError("The contact is gone.")
    kept = {name: row[name] for name in ("id", "email", "key", "secret", "person", "company", "trials")}
    return Contact(
        **kept, balance=Decimal(row["balance"]), credit_days=row["credit_days"], least_hours=row["least_hours"]
    )
