"""Everything that the sandbox's pages share: database, files, keys, faults, and the threads behind them."""

from __future__ import annotations

import json
import os
import secrets
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pixelzhub.sandbox.catalogue import fill
from pixelzhub.sandbox.drawn import drawn_products
from pixelzhub.sandbox.faults import Bucket, Faults
from pixelzhub.sandbox.files import Files
from pixelzhub.sandbox.folder import folder_products
from pixelzhub.sandbox.pixelz.service import Service
from pixelzhub.sandbox.pool import Pool
from pixelzhub.sandbox.store import Store
from pixelzhub.sandbox.webhooks import Outbox

CONTACT_EMAIL = "orders@hearthandfield.example"


class Sandbox:
    """One shop and one Pixelz, kept in one folder."""

    def __init__(self, data: Path, *, turnaround_s: float = 8.0) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.data = data
        self.base = ""
        self.store = Store(data / "sandbox.sqlite3")
        self.faults = Faults(turnaround_s=turnaround_s)
        self.bucket = Bucket()
        workers = min(2, os.cpu_count() or 1)
        self.drawers, self.editors = Pool(workers), Pool(workers)
        self.files = Files(data / "sandbox-files", self.drawers)
        self.keys = self._keys()
        self.outbox = Outbox(self.store, self.faults)
        self.pixelz = Service(self.store, self.faults, self.editors, self.outbox, self.keys, data)

    def stock(self, catalogue: Path | None, size: int | None) -> None:
        """Fill the shop at its first start."""
        if self.store.fact("filled_at") is None:
            fill(self.store, folder_products(catalogue) if catalogue else drawn_products(size))

    def start(self, base: str) -> None:
        """Write down the keys for this address and start the threads."""
        self.base = base
        self.pixelz.open(base)
        self._write_card()
        steps: tuple[Callable[[], None], ...] = (self.outbox.run, self.pixelz.production.run)
        for step in steps:
            threading.Thread(target=step, daemon=True).start()

    def stop(self) -> None:
        self.pixelz.production.stop()
        self.outbox.stop()
        self.drawers.close()
        self.editors.close()

    def card(self) -> dict[str, Any]:
        """The addresses and keys of this sandbox, as sandbox.json holds them."""
        return {
            "url": self.base,
            "shop": {"url": f"{self.base}/shop", "token": self.keys["token"]},
            "pixelz": self.pixelz.card(),
        }

    def _write_card(self) -> None:
        path = self.data / "sandbox.json"
        part = path.with_suffix(".part")
        part.write_text(json.dumps(self.card(), indent=2))
        part.chmod(0o600)
        part.replace(path)

    def _keys(self) -> dict[str, str]:
        kept = self.store.fact("keys")
        if kept is None:
            kept = json.dumps(
                {
                    "token": f"hf_{secrets.token_urlsafe(24)}",
                    "contactEmail": CONTACT_EMAIL,
                    "contactAPIkey": str(uuid.uuid4()),
                    "secret": secrets.token_hex(20),
                    "developerAPIkey": str(uuid.uuid4()),
                    "developerSecret": secrets.token_hex(20),
                }
            )
            self.store.set_fact("keys", kept)
        keys: dict[str, str] = json.loads(kept)
        return keys
