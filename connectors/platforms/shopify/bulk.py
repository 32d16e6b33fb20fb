"""A large catalogue as one file that Shopify writes in the background, read from a cursor that outlives the worker."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from connectors.errors import BadReply, NotFound, Permanent, Refused
from connectors.http import Http
from connectors.platforms.shopify import api as calls
from connectors.platforms.shopify.api import ShopifyApi, part
from connectors.platforms.shopify.documents import BULK, EVERYTHING, START_BULK
from connectors.platforms.shopify.mapping import gid, number

#: from so many products on
FROM_PRODUCTS = 5_000
WAIT_S = 5.0
#: bytes a download: the file of a large shop has hundreds of MB
PIECE = 8 * 1024 * 1024
PREFIX = "bulk:"
WAITING = {"CREATED", "RUNNING"}
COLUMNS = "CREATE TABLE line (id TEXT, parent TEXT, body TEXT)"

Raw = dict[str, Any]


class NoResult(Exception):
    """The operation failed, was cancelled, or its file has expired: read page by page instead."""


def start(api: ShopifyApi) -> str | None:
    """The cursor of a new operation; None if Shopify starts none now (LIMIT_REACHED, OPERATION_IN_PROGRESS)."""
    try:
        found = api.write("bulkOperationRunQuery", START_BULK, query=EVERYTHING).get("bulkOperation")
    except Refused:
        return None
    return f"{PREFIX}{number(found, 'BulkOperation')}:0"


def pages(api: ShopifyApi, cursor: str) -> Iterator[tuple[list[Raw], str | None]]:
    """Each page's products and the cursor of the next. Empty pages while Shopify writes: the worker may go. Raises `NoResult`."""
    operation, done = _parsed(cursor)
    while (found := _operation(api, operation)).get("status") in WAITING:
        yield [], cursor
        time.sleep(WAIT_S)
    if found.get("status") != "COMPLETED":
        raise NoResult
    # An operation that found nothing has no file.
    if not found.get("url"):
        yield [], None
        return
    with closing(sqlite3.connect("")) as rows:
        _fill(rows, api.http, str(found["url"]))
        yield from _sliced(rows, operation, done)


def _parsed(cursor: str) -> tuple[str, int]:
    operation, _, done = cursor.removeprefix(PREFIX).partition(":")
    return operation, int(done or 0)


def _operation(api: ShopifyApi, operation: str) -> Mapping[str, Any]:
    try:
        return part(api.ask(BULK, id=gid("BulkOperation", operation)), "bulkOperation")
    except NotFound as error:
        raise NoResult from error


def _fill(rows: sqlite3.Connection, http: Http, url: str) -> None:
    """Children come before or after their parents, in any order: they wait in a table on disk, which goes by itself."""
    rows.execute(COLUMNS)
    rows.executemany("INSERT INTO line VALUES (?, ?, ?)", (_row(line) for line in _lines(http, url) if line.strip()))
    rows.execute("CREATE INDEX by_parent ON line (parent)")


def _row(line: bytes) -> tuple[str, str, str]:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        raise BadReply("A line of Shopify's bulk result could not be read.")
    return found["id"], str(found.pop("__parentId", "")), json.dumps(found)


def _lines(http: Http, url: str) -> Iterator[bytes]:
    """The file's lines, fetched piece by piece. Raises `NoResult` once its address has ended."""
    begun, rest = 0, b""
    while True:
        asked = {"Range": f"bytes={begun}-{begun + PIECE - 1}", "Accept-Encoding": "identity"}
        try:
            reply = http.get(url, headers=asked, signed=False, ok=(416,))
        except Permanent as error:
            raise NoResult from error
        piece = b"" if reply.status == 416 else reply.content
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines
        begun += len(piece)
        # A server that knows no ranges sends all at once.
        if reply.status != 206 or len(piece) < PIECE:
            break
    yield rest


def _sliced(rows: sqlite3.Connection, operation: str, done: int) -> Iterator[tuple[list[Raw], str | None]]:
    total = rows.execute("SELECT count(*) FROM line WHERE parent = ''").fetchone()[0]
    while True:
        size = calls.PAGE_SIZE
        wanted = "SELECT body FROM line WHERE parent = '' ORDER BY rowid LIMIT ? OFFSET ?"
        page = [_product(rows, json.loads(body)) for (body,) in rows.execute(wanted, (size, done)).fetchall()]
        done += size
        yield page, f"{PREFIX}{operation}:{done}" if done < total else None
        if done >= total:
            return


def _product(rows: sqlite3.Connection, raw: Raw) -> Raw:
    """The product in the shape of a page's. The file has its pictures in no certain order; which is first is told apart."""
    children = _children(rows, raw)
    variants = [child for child in children if "/ProductVariant/" in child["id"]]
    collections = [child for child in children if "/Collection/" in child["id"]]
    media = [child for child in children if child not in variants and child not in collections]
    first = part(raw, "featuredMedia").get("id")
    media.sort(key=lambda one: one["id"] != first)
    return {
        **raw,
        "collections": _whole(collections),
        "variants": _whole([{**one, "media": _whole(_children(rows, one))} for one in variants]),
        "media": _whole(media),
    }


def _whole(entries: list[Raw]) -> Raw:
    return {"nodes": entries, "pageInfo": {"hasNextPage": False}}


def _children(rows: sqlite3.Connection, parent: Raw) -> list[Raw]:
    found = rows.execute("SELECT body FROM line WHERE parent = ? ORDER BY rowid", (parent["id"],)).fetchall()
    return [json.loads(body) for (body,) in found]
