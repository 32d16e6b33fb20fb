"""Pixelz as a whole: its database, its files, its clock and its keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pixelzhub.sandbox.faults import Faults
from pixelzhub.sandbox.pixelz.contacts import CONTACT_ID, open_contacts
from pixelzhub.sandbox.pixelz.money import open_invoices
from pixelzhub.sandbox.pixelz.notices import Notices
from pixelzhub.sandbox.pixelz.production import Production
from pixelzhub.sandbox.pixelz.schema import prepare
from pixelzhub.sandbox.pixelz.templates import open_templates
from pixelzhub.sandbox.pool import Pool
from pixelzhub.sandbox.store import Store
from pixelzhub.sandbox.webhooks import Outbox

SHOWN_KEYS = ("contactEmail", "contactAPIkey", "secret", "developerAPIkey", "developerSecret")


class Service:
    """One Pixelz for all its contacts; `base` is the address that it listens on."""

    def __init__(
        self, store: Store, faults: Faults, editors: Pool, outbox: Outbox, keys: Mapping[str, str], data: Path
    ) -> None:
        self.store, self.faults, self.keys = store, faults, keys
        self.base = ""
        #: how often each call was made since the start, refused ones included
        self.calls: Counter[str] = Counter()
        self.uploads = data / "sandbox-uploads"
        self.uploads.mkdir(exist_ok=True)
        prepare(store)
        self.notices = Notices(store, faults, outbox)
        self.production = Production(
            store, faults, editors, self.notices, sources=data / "sandbox-files", folder=data / "sandbox-output"
        )

    def open(self, base: str) -> None:
        """Make what is there at the first start, for this address."""
        self.base = self.notices.base = base
        open_contacts(self.store, self.keys)
        open_templates(self.store, CONTACT_ID)
        open_invoices(self.store)

    def card(self) -> dict[str, Any]:
        """The addresses and keys, as sandbox.json holds them."""
        addresses = {
            "url": f"{self.base}/pixelz/REST.svc/",
            "files": f"{self.base}/pixelz/files/",
            "pages": f"{self.base}/pixelz/",
        }
        return addresses | {name: self.keys[name] for name in SHOWN_KEYS}

    def knows_colorways(self, contact_id: int, ids: Sequence[str]) -> bool:
        """Whether all of these are colorways of the contact."""
        sql = "SELECT COUNT(*) FROM colorways WHERE id = ? AND contact_id = ?"
        return all(self.store.number(sql, one, contact_id) for one in ids)
