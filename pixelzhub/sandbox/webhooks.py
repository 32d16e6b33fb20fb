"""Calls that go out, from Pixelz and from the shop: kept in the database until they are heard or given up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from sqlite3 import Row
from urllib.parse import urlsplit

from pixelzhub.sandbox.faults import Faults
from pixelzhub.sandbox.store import Store

# Pixelz's retries: +5 minutes, +1 hour, +5 hours (Developer API, Webhook), told for a turnaround of ten minutes here.
RETRIES_S = (300.0, 3600.0, 18000.0)
ATTEMPTS = 1 + len(RETRIES_S)
TIMEOUT_S = 15
JSON_KIND = "application/json; charset=utf-8"
REAL = "real"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One POST. Only a real call is tried again, and only a real one of a ticket is reported."""

    url: str
    body: str
    headers: Mapping[str, str]
    ticket: str | None = None
    kind: str = REAL


class Outbox:
    """Sends what is due. `heard` and `failed` are told about real calls that belong to a ticket."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self.store = store
        self.faults = faults
        self.heard: Callable[[Row], None] = lambda row: None
        self.failed: Callable[[Row, int], None] = lambda row, attempts: None
        self._wake = threading.Event()
        self._stop = False
        self._threads = ThreadPoolExecutor(4, "outbox")
        self._under_way: set[int] = set()

    def add(self, call: Outgoing, *, delay_s: float = 0.0) -> None:
        """Queue a call for now or later."""
        row = {"ticket": call.ticket, "url": call.url, "body": call.body, "kind": call.kind}
        due = time.time() + delay_s
        self.store.insert("outbox", {**row, "headers": json.dumps(dict(call.headers)), "due_at": due})
        self._wake.set()

    def run(self) -> None:
        """Send until told to stop."""
        while not self._stop:
            rows = self.store.rows("SELECT * FROM outbox WHERE done = 0 AND due_at <= ? LIMIT 50", time.time())
            for row in rows:
                self._begin(row)
            self._wake.wait(0.02 if rows else 0.2)
            self._wake.clear()

    def stop(self) -> None:
        self._stop = True
        self._wake.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _begin(self, row: Row) -> None:
        if row["id"] not in self._under_way:
            self._under_way.add(row["id"])
            self._threads.submit(self._send, row)

    def _send(self, row: Row) -> None:
        try:
            status = post(row["url"], row["body"].encode(), json.loads(row["headers"]))
            self._note(row, status)
        finally:
            self._under_way.discard(row["id"])

    def _note(self, row: Row, status: int) -> None:
        attempts = row["attempts"] + 1
        done = status == 200 or attempts >= ATTEMPTS or row["kind"] != REAL
        due = time.time() + (0 if done else self._pause(attempts))
        self.store.run(
            "UPDATE outbox SET attempts = ?, status = ?, done = ?, due_at = ? WHERE id = ?",
            attempts,
            status,
            done,
            due,
            row["id"],
        )
        if row["ticket"] is None or row["kind"] != REAL:
            return
        if status == 200:
            self.heard(row)
        else:
            self.failed(row, attempts)

    def _pause(self, attempts: int) -> float:
        return max(1.0, RETRIES_S[attempts - 1] * self.faults.turnaround_s / 600)


def sign(secret: str, body: bytes) -> str:
    """Base64 of HMAC-SHA256 over the raw body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """One POST, of JSON unless the headers say otherwise. Answers with the status, 0 when there was no answer.

    Header names go out exactly as they are.
    """
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    try:
        connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
        try:
            connection.request("POST", target, body, {"Content-Type": JSON_KIND, **headers})
            return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError):
        return 0
