"""Pixelz's tables: no call reads all tickets, and a database of the earlier version goes on."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from pixelzhub.sandbox.faults import Faults
from pixelzhub.sandbox.pixelz import ledger
from pixelzhub.sandbox.pixelz.routes import CALLS, answer
from pixelzhub.sandbox.pixelz.service import Service
from pixelzhub.sandbox.pool import Pool
from pixelzhub.sandbox.store import Store
from pixelzhub.sandbox.web import Request
from pixelzhub.sandbox.webhooks import Outbox

KEYS = {
    "contactEmail": "a@example.com",
    "contactAPIkey": "key",
    "secret": "secret",
    "developerAPIkey": "developer",
    "developerSecret": "hidden",
}
WHO = {"contactEmail": "a@example.com", "contactAPIkey": "key"}
EARLIER = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO facts VALUES ('balance', '12.50'), ('trials', '1');
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY, ticket TEXT, url TEXT NOT NULL, body TEXT NOT NULL, headers TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, status INTEGER, done INTEGER NOT NULL DEFAULT 0, due_at REAL NOT NULL);
CREATE TABLE tickets (
  seq INTEGER PRIMARY KEY, ticket TEXT NOT NULL UNIQUE, customer_image_id TEXT NOT NULL, product_id TEXT NOT NULL,
  template_id INTEGER NOT NULL, image_url TEXT NOT NULL, callback_url TEXT NOT NULL, partner INTEGER NOT NULL,
  price TEXT NOT NULL, trial INTEGER NOT NULL, status INTEGER NOT NULL, created_at TEXT NOT NULL,
  started_at REAL NOT NULL, due_at REAL, redo INTEGER NOT NULL DEFAULT 0, output TEXT NOT NULL DEFAULT '',
  comment TEXT NOT NULL DEFAULT '');
CREATE INDEX tickets_due ON tickets(due_at) WHERE due_at IS NOT NULL;
CREATE INDEX tickets_customer ON tickets(customer_image_id);
INSERT INTO tickets VALUES (7, 'old', '12', 'p', 2066301, 'http://x/a.jpg', '', 1, '1.15', 0, 80, '2026-01-01T00:00:00',
  0, NULL, 0, '1000003/2000007/final/a.jpg', '');
CREATE TABLE invoices (
  id TEXT PRIMARY KEY, created_on TEXT NOT NULL, amount TEXT NOT NULL, paid INTEGER NOT NULL, key TEXT NOT NULL);
INSERT INTO invoices VALUES ('INV-1', '2026-01-01', '5.00', 0, 'k');
"""


def opened(folder: Path) -> Service:
    store, faults = Store(folder / "sandbox.sqlite3"), Faults()
    made = Service(store, faults, Pool(1), Outbox(store, faults), KEYS, folder)
    made.open("http://127.0.0.1:9")
    return made


@pytest.fixture
def service(tmp_path) -> Service:
    return opened(tmp_path)


def call(service: Service, method: str, path: str, *groups: str, **given: str):
    spec = next(one for one in CALLS if (one.method, one.path.partition("/(")[0]) == (method, path))
    fields = {**WHO, **given}
    headers = {"content-type": "application/json"}
    request = Request(method, "", fields if method == "GET" else {}, headers, json.dumps(fields).encode())
    return json.loads(answer(spec, service, request, "/JSON", *groups).body)


def test_no_call_reads_all_tickets(service):
    asked: list[str] = []
    service.store._db.set_trace_callback(asked.append)
    for filters in (
        {},
        {"page": "3", "imagesPerPage": "100", "sortBy": "date", "isDescending": "true"},
        {"sortBy": "status"},
        {"imageStatus": "80"},
        {"excludeImageStatus": "80"},
        {"productId": "p", "imageStatus": "80"},
        {"fromDate": "2026-01-01", "toDate": "2026-01-02"},
    ):
        call(service, "GET", "Images", **filters)
        call(service, "GET", "Images/Count", **filters)
    call(service, "GET", "ProductIds")
    ticket = call(service, "POST", "Image", imageURL="http://x/", customerImageId="1")["ImageTicket"]
    call(service, "GET", "Image", ticket)
    call(service, "GET", "Image", "nonticket", customerImageId="1")
    ledger.set_status(service.store, {"1": 80})
    call(service, "PUT", "Image/Reject", ticket)
    call(service, "DELETE", "Image", ticket)
    service.store._db.set_trace_callback(None)
    read = [sql for sql in asked if "tickets" in sql and sql.startswith(("SELECT", "UPDATE"))]
    assert len(read) > 18
    for sql in read:
        plan = [row["detail"] for row in service.store.rows(f"EXPLAIN QUERY PLAN {sql}")]
        assert not any(step.startswith("SCAN tickets") for step in plan), (sql, plan)


def test_database_of_the_earlier_version_goes_on(tmp_path):
    with sqlite3.connect(tmp_path / "sandbox.sqlite3") as database:
        database.executescript(EARLIER)
    database.close()
    service = opened(tmp_path)
    found = call(service, "GET", "Image", "nonticket", customerImageId="12")["ImageStatus"]
    assert (found["ImageTicket"], found["StatusId"]) == ("old", 80)
    assert found["FinalImagesURL"] == ["/1000003/2000007/final/a.jpg"]
    contact = call(service, "GET", "Contact")["Contact"]
    assert (contact["ContactAccountBalance"]["Amount"], contact["NumberOfTrialImages"]) == (12.5, 1)
    assert [one["InvoiceId"] for one in call(service, "GET", "Invoices")["Invoices"]] == ["INV-1"]
    assert call(service, "POST", "Image", imageURL="http://x/")["ErrorCode"] == "NoError"
    assert opened(tmp_path).store.number("SELECT COUNT(*) FROM tickets") == 2
