"""Prints, as JSON, how a large shop is read: seconds of a bare loop and of the first sync, memory, and a small change."""

from __future__ import annotations

import json
import os
import re
import sys
import time

import django

django.setup()

import httpx  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from analytics.models import FindingRow  # noqa: E402
from analytics.twins.check import settle  # noqa: E402
from connectors.models import Image, Placement, Product, Store, SyncRun  # noqa: E402
from connectors.platforms.woocommerce.connector import PRODUCT_FIELDS  # noqa: E402
from connectors.sync import continue_syncs, start_sync  # noqa: E402
from tests import builders  # noqa: E402

CHANGED = 100
# What a first sync writes a row of for each product or photo.
WRITTEN = (Product, Product.categories.through, Image, Placement, FindingRow)


def main(shop: str) -> None:
    settings.ALLOWED_PRIVATE_HOSTS = [shop.removeprefix("http://")]
    call_command("migrate", verbosity=0)
    bare = _bare(shop)
    store = builders.make_store(builders.make_merchant("Large"), platform="woocommerce", url=shop)
    store.settings = {"url": shop, "key": "ck", "secret": "cs"}
    store.save()
    before = _resident_mb()
    first, most = _synced(store)
    products = Product.objects.count()
    assert (Image.objects.count(), Placement.objects.count()) == (3 * products, 3 * products)
    httpx.post(f"{shop}/changed?n={CHANGED}")
    httpx.get(f"{shop}/calls")
    again, _ = _synced(store)
    calls = httpx.get(f"{shop}/calls").json()
    assert SyncRun.objects.latest("id").changes == CHANGED
    found = {"products": products, "bare": bare, "first": first, "grown_mb": most - before, "again": again}
    found["rows"] = sum(_rows_alone(model._meta.db_table) for model in WRITTEN)
    sys.stdout.write(json.dumps(found | {"calls": calls}) + "\n")


def _bare(shop: str) -> float:
    """Seconds to fetch and parse every page, and nothing else."""
    start, page, last = time.perf_counter(), 1, 1
    with httpx.Client() as client:
        while page <= last:
            params = {"page": page, "per_page": 100, "orderby": "id", "order": "asc", "_fields": PRODUCT_FIELDS}
            reply = client.get(f"{shop}/wp-json/wc/v3/products", params=params)
            reply.json()
            last, page = int(reply.headers["x-wp-totalpages"]), page + 1
    return time.perf_counter() - start


def _rows_alone(table: str) -> float:
    """Seconds in which the database writes the same rows once more, with all indexes, out of what it has already."""
    twin, copy = f"{table}_twin", f"INSERT INTO {table}_twin SELECT * FROM {table}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statements = [
                f"CREATE TABLE {twin} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)"
            ]
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
            statements = [_of_twin(sql, table) for (sql,) in cursor.fetchall()]
        for statement in statements:
            cursor.execute(statement)
        start = time.perf_counter()
        with transaction.atomic():
            cursor.execute(copy)
        seconds = time.perf_counter() - start
        cursor.execute(f"DROP TABLE {twin}")
    return seconds


def _of_twin(sql: str, table: str) -> str:
    """A table or an index of SQLite as its statement made it, under another name."""
    sql = sql.replace(f'"{table}"', f'"{table}_twin"')
    return re.sub(r'^(CREATE (?:UNIQUE )?INDEX )"(\w+)"', r'\1"\2_twin"', sql)


def _synced(store: Store) -> tuple[float, float]:
    """Seconds of a whole run, and the most memory (MB) meanwhile."""
    store.refresh_from_db()
    start, most = time.perf_counter(), 0.0
    run = start_sync(store)
    while SyncRun.objects.get(pk=run.pk).state == SyncRun.State.RUNNING:
        continue_syncs([run.pk], placed=settle)
        most = max(most, _resident_mb())
    run.refresh_from_db()
    assert run.state == SyncRun.State.DONE, run.last_error
    return time.perf_counter() - start, most


def _resident_mb() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main(sys.argv[1])
