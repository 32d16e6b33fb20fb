"""Pixelz's tables, and what becomes of the rows that an earlier version of them left."""

from __future__ import annotations

from pixelzhub.sandbox.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS contacts (
  id INTEGER PRIMARY KEY, email TEXT NOT NULL, key TEXT NOT NULL UNIQUE, secret TEXT NOT NULL, person TEXT NOT NULL,
  company TEXT NOT NULL, balance TEXT NOT NULL, trials INTEGER NOT NULL, credit_days INTEGER NOT NULL DEFAULT 0,
  least_hours REAL NOT NULL DEFAULT 24, unbilled_images INTEGER NOT NULL DEFAULT 0,
  unbilled_amount TEXT NOT NULL DEFAULT '0.00');
CREATE TABLE IF NOT EXISTS templates (
  id INTEGER PRIMARY KEY AUTOINCREMENT, contact_id INTEGER NOT NULL REFERENCES contacts(id), name TEXT NOT NULL,
  price TEXT NOT NULL, settings TEXT NOT NULL, callback_url TEXT NOT NULL DEFAULT '', created_on TEXT NOT NULL,
  modified_on TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS templates_of ON templates(contact_id);
CREATE TABLE IF NOT EXISTS tickets (
  seq INTEGER PRIMARY KEY, ticket TEXT NOT NULL UNIQUE, contact_id INTEGER NOT NULL REFERENCES contacts(id),
  kind TEXT NOT NULL DEFAULT 'image', customer_image_id TEXT NOT NULL, product_id TEXT NOT NULL,
  template_id INTEGER NOT NULL, parts TEXT NOT NULL, callback_url TEXT NOT NULL, developer_id INTEGER,
  price TEXT NOT NULL, trial INTEGER NOT NULL, status INTEGER NOT NULL, created_at TEXT NOT NULL,
  started_at REAL NOT NULL, due_at REAL, redo INTEGER NOT NULL DEFAULT 0, outputs TEXT NOT NULL DEFAULT '[]',
  reference_url TEXT NOT NULL DEFAULT '', deadline TEXT NOT NULL DEFAULT '', comment TEXT NOT NULL DEFAULT '',
  markup_url TEXT NOT NULL DEFAULT '', extras TEXT NOT NULL DEFAULT '{}', reason TEXT NOT NULL DEFAULT '',
  held INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS tickets_due ON tickets(due_at) WHERE due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS tickets_customer ON tickets(customer_image_id);
CREATE INDEX IF NOT EXISTS tickets_of ON tickets(contact_id);
CREATE INDEX IF NOT EXISTS tickets_status ON tickets(contact_id, status);
CREATE INDEX IF NOT EXISTS tickets_created ON tickets(contact_id, created_at);
CREATE INDEX IF NOT EXISTS tickets_product ON tickets(contact_id, product_id, status);
CREATE TABLE IF NOT EXISTS invoices (
  id TEXT PRIMARY KEY, created_on TEXT NOT NULL, amount TEXT NOT NULL, paid INTEGER NOT NULL, key TEXT NOT NULL,
  contact_id INTEGER NOT NULL DEFAULT 1000003);
CREATE TABLE IF NOT EXISTS colorways (
  id INTEGER PRIMARY KEY AUTOINCREMENT, contact_id INTEGER NOT NULL REFERENCES contacts(id), url TEXT NOT NULL);
"""
INDEXES = """
CREATE INDEX IF NOT EXISTS invoices_of ON invoices(contact_id, created_on);
CREATE INDEX IF NOT EXISTS invoices_key ON invoices(key);
"""
SET_ASIDE = """
ALTER TABLE tickets RENAME TO earlier_tickets;
DROP INDEX tickets_due;
DROP INDEX tickets_customer;
"""
TAKE_OVER = """
INSERT INTO tickets (seq, ticket, contact_id, customer_image_id, product_id, template_id, parts, callback_url,
  developer_id, price, trial, status, created_at, started_at, due_at, redo, outputs, comment)
SELECT seq, ticket, 1000003, customer_image_id, product_id, template_id, json_array(image_url), callback_url,
  CASE partner WHEN 1 THEN 1000004 END, price, trial, status, created_at, started_at, due_at, redo,
  CASE output WHEN '' THEN '[]' ELSE json_array(json_object('template', template_id, 'file', output)) END, comment
FROM earlier_tickets;
DROP TABLE earlier_tickets;
"""


def prepare(store: Store) -> None:
    """Make the tables; tickets and invoices of the version that knew one account belong to the first contact."""
    tickets = store.columns("tickets")
    earlier = bool(tickets) and "contact_id" not in tickets
    if earlier:
        store.script(SET_ASIDE + SCHEMA + TAKE_OVER)
    else:
        store.script(SCHEMA)
    store.complete("invoices", {"contact_id": "INTEGER NOT NULL DEFAULT 1000003"})
    store.script(INDEXES)
