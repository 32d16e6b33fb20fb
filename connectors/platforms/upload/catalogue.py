"""The catalogue of one upload store: an SQLite file, so that a change costs what it changes and not the whole store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import orjson

from connectors.errors import BadReply, NotFound

SCHEMA = (
    "CREATE TABLE store (name TEXT NOT NULL, last_id INTEGER NOT NULL)",
    "CREATE TABLE category (id INTEGER PRIMARY KEY, entry TEXT NOT NULL)",
    """CREATE TABLE product (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, updated_at TEXT NOT NULL, photos INTEGER NOT NULL, entry TEXT NOT NULL
    )""",
    "CREATE INDEX product_changed ON product (updated_at)",
)
# Another writer's turn is over long before.
PATIENCE_S = 60.0
READ_AT_ONCE = 500


class ImageEntry(TypedDict):
    """`name` is the merchant's own; `imported_sha256` is what the merchant handed in last, `sha256` what is there now."""

    id: str
    file: str
    name: str
    alt: str
    source: str
    sha256: str
    imported_sha256: str
    created_at: str


class VariantEntry(TypedDict):
    id: str
    name: str
    sku: str
    ean: str
    image_id: str | None


class ProductEntry(TypedDict):
    """`key` is how an import finds it again: by SKU, or by where its photos lie."""

    id: str
    key: str
    name: str
    sku: str
    ean: str
    category_ids: list[str]
    tags: NotRequired[list[str]]
    updated_at: str
    images: list[ImageEntry]
    variants: list[VariantEntry]


class CategoryEntry(TypedDict):
    id: str
    name: str
    parent_id: str | None


class Catalogue:
    """One turn at it. What is read is a copy: `put` keeps it."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @property
    def name(self) -> str:
        return str(self._one("SELECT name FROM store")[0])

    def new_id(self) -> str:
        """The next id of this store, for whatever kind of thing."""
        return str(self._one("UPDATE store SET last_id = last_id + 1 RETURNING last_id")[0])

    def categories(self) -> list[CategoryEntry]:
        return [orjson.loads(entry) for (entry,) in self._database.execute("SELECT entry FROM category ORDER BY id")]

    def products(
        self, *, after: str = "0", since: datetime | None = None, most: int = READ_AT_ONCE
    ) -> list[ProductEntry]:
        """The next products by id, which is the order in which they were made."""
        moment = since.astimezone(UTC).isoformat() if since else ""
        sql = "SELECT entry FROM product WHERE id > ? AND updated_at >= ? ORDER BY id LIMIT ?"
        return [orjson.loads(entry) for (entry,) in self._database.execute(sql, (int(after), moment, most))]

    def product(self, product_id: str) -> ProductEntry:
        """Raises `NotFound`."""
        found = self._product("id", product_id)
        if found is None:
            raise NotFound(f"The store has no product {product_id}.")
        return found

    def with_key(self, key: str) -> ProductEntry | None:
        return self._product("key", key)

    def counts(self) -> tuple[int, int, int]:
        """How many categories, products and photos there are."""
        (categories,) = self._one("SELECT count(*) FROM category")
        products, photos = self._one("SELECT count(*), COALESCE(sum(photos), 0) FROM product")
        return categories, products, photos

    def put(self, product: ProductEntry) -> None:
        """Keep a product as it is now, be it new or known."""
        photos = len(product.get("images", ()))
        row = (int(product["id"]), product["key"], product["updated_at"], photos, _text(product))
        self._database.execute(
            "INSERT INTO product VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET key = excluded.key,"
            " updated_at = excluded.updated_at, photos = excluded.photos, entry = excluded.entry",
            row,
        )

    def put_category(self, category: CategoryEntry) -> None:
        self._database.execute("INSERT OR REPLACE INTO category VALUES (?, ?)", (int(category["id"]), _text(category)))

    def _product(self, column: str, value: str) -> ProductEntry | None:
        sql = f"SELECT entry FROM product WHERE {column} = ?"  # noqa: S608 - one of the two above
        found = self._database.execute(sql, (value,)).fetchone()
        return orjson.loads(found[0]) if found else None

    def _one(self, sql: str) -> Any:
        return self._database.execute(sql).fetchone()


def create(path: Path, name: str) -> None:
    """An empty catalogue. One that is there already stays as it is."""
    _make(path, name, 0, [], [])


def take_over(document: Path, path: Path) -> None:
    """The catalogue of an earlier release, which was one JSON document. Raises `BadReply`."""
    try:
        found = orjson.loads(document.read_bytes())
        _make(path, found["name"], found["last_id"], found["categories"], found["products"])
    except FileNotFoundError:
        return  # somebody else took it over just now
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadReply("The store's catalogue.json is no catalogue.") from error
    document.unlink(missing_ok=True)


@contextmanager
def turn_at(path: Path, *, to_write: bool) -> Iterator[Catalogue]:
    """The catalogue for one transaction, which an exception takes back. Raises `BadReply` for a file that is none."""
    try:
        with _transaction(path, "rw", to_write=to_write) as database:
            yield Catalogue(database)
    except (sqlite3.Error, orjson.JSONDecodeError) as error:
        raise BadReply(f"The store's catalogue cannot be read: {error}.") from error


def _make(
    path: Path, name: str, last_id: int, categories: Sequence[CategoryEntry], products: Sequence[ProductEntry]
) -> None:
    """There in full or not at all, even after a kill; whoever was first stays."""
    with _transaction(path, "rwc", to_write=True) as database:
        if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'store'").fetchone():
            return
        for statement in SCHEMA:
            database.execute(statement)
        database.execute("INSERT INTO store VALUES (?, ?)", (name, last_id))
        catalogue = Catalogue(database)
        for category in categories:
            catalogue.put_category(category)
        for product in products:
            catalogue.put(product)


@contextmanager
def _transaction(path: Path, mode: str, *, to_write: bool) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", PATIENCE_S, uri=True)) as database:
        database.isolation_level = None
        database.execute("BEGIN IMMEDIATE" if to_write else "BEGIN")
        yield database
        database.execute("COMMIT")


def _text(entry: object) -> str:
    return orjson.dumps(entry).decode()
