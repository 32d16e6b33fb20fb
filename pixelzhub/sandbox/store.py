"""The sandbox's own database file: one connection, one writer at a time, everything survives a kill."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS categories (id INTEGER PRIMARY KEY, name TEXT NOT NULL, parent_id INTEGER);
CREATE TABLE IF NOT EXISTS products (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, sku TEXT NOT NULL, ean TEXT NOT NULL, slug TEXT NOT NULL,
  category_id INTEGER NOT NULL REFERENCES categories(id), deactivated INTEGER NOT NULL DEFAULT 0,
  updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS variants (
  id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES products(id), name TEXT NOT NULL,
  sku TEXT NOT NULL, ean TEXT NOT NULL, image_id INTEGER);
CREATE INDEX IF NOT EXISTS variants_of ON variants(product_id);
CREATE TABLE IF NOT EXISTS images (
  id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL REFERENCES products(id),
  position INTEGER NOT NULL, alt TEXT NOT NULL DEFAULT '', version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS images_of ON images(product_id, position);
CREATE TABLE IF NOT EXISTS files (
  image_id INTEGER NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, width INTEGER NOT NULL,
  height INTEGER NOT NULL, mime TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY (image_id, version));
CREATE TABLE IF NOT EXISTS hooks (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, secret TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS writes (
  id INTEGER PRIMARY KEY, method TEXT NOT NULL, path TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, ticket TEXT, url TEXT NOT NULL, body TEXT NOT NULL, headers TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, status INTEGER, done INTEGER NOT NULL DEFAULT 0, due_at REAL NOT NULL,
  kind TEXT NOT NULL DEFAULT 'real');
CREATE INDEX IF NOT EXISTS outbox_due ON outbox(done, due_at);
CREATE INDEX IF NOT EXISTS outbox_ticket ON outbox(ticket);
"""


def now() -> str:
    """This moment in UTC as ISO 8601 text, which sorts by time."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """A moment as UTC text with a fixed number of digits."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Store:
    """SQLite in WAL mode; all threads share one connection behind a lock."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self.script(SCHEMA)
        self.complete("outbox", {"kind": "TEXT NOT NULL DEFAULT 'real'"})

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        with self._lock:
            row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
            return row

    def number(self, sql: str, *values: Any) -> int:
        """The single number that the query answers with."""
        with self._lock:
            return int(self._db.execute(sql, values).fetchone()[0])

    def run(self, sql: str, *values: Any) -> int:
        """One write. Answers with the new row's id after an INSERT."""
        with self._lock:
            return self._db.execute(sql, values).lastrowid or 0

    def changed(self, sql: str, *values: Any) -> bool:
        """One write. Answers whether any row was changed."""
        with self._lock:
            return self._db.execute(sql, values).rowcount > 0

    def insert(self, table: str, row: Mapping[str, Any]) -> int:
        """A new row by the names of its columns. Answers with its id."""
        marks = ", ".join("?" * len(row))
        return self.run(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", *row.values())

    def script(self, sql: str) -> None:
        """Several statements without values; all or none of them happen."""
        with self._lock:
            self._db.executescript(f"BEGIN IMMEDIATE;{sql};COMMIT;")

    def columns(self, table: str) -> set[str]:
        """The names of a table's columns; none when there is no such table."""
        return {row["name"] for row in self.rows(f"PRAGMA table_info({table})")}

    def complete(self, table: str, columns: Mapping[str, str]) -> None:
        """Add the columns that a database of an earlier version lacks."""
        for name in columns.keys() - self.columns(table):
            self.run(f"ALTER TABLE {table} ADD COLUMN {name} {columns[name]}")

    def many(self, sql: str, values: Iterable[tuple[Any, ...]]) -> None:
        with self._lock:
            self._db.executemany(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside happen together or not at all."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def fact(self, name: str) -> str | None:
        row = self.one("SELECT value FROM facts WHERE name = ?", name)
        return None if row is None else str(row["value"])

    def set_fact(self, name: str, value: str) -> None:
        self.run("INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
