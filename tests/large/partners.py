"""The partner API over very many products. Run as a process of its own, on the database of DATABASE_URL: prints JSON."""

from __future__ import annotations

import base64
import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.large.partner_settings")

import django

django.setup()

import psycopg  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from connectors.models import Article, Assortment, Store  # noqa: E402
from pixelzhub.accounts.keys import create_key  # noqa: E402
from pixelzhub.environment import free_port  # noqa: E402
from tests.builders import make_merchant  # noqa: E402

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 120


def main(products: int) -> None:
    call_command("migrate", verbosity=0)
    merchant = make_merchant()
    _, key = create_key(merchant=merchant, name="bench", scopes=["ext:products:read", "ext:products:write"])
    with serving() as port:
        caller = Caller(port, key)
        caller.batch(0)
        _fill(merchant.pk, products)
        found: dict[str, list[float]] = {"plain": [], "listed": []}
        for _ in range(ROUNDS):
            found["plain"].append(caller.timed("GET", f"/plain?merchant={merchant.pk}"))
            found["listed"].append(caller.timed("GET", "/api/v1/ext/products?page_size=100"))
        last = BEGAN + timedelta(seconds=products - 100)
        middle = BEGAN + timedelta(seconds=products // 2)
        ends = {
            "delta_first": caller.p95("/api/v1/ext/products/delta?since=2026-01-01T00:00:00Z"),
            "delta_middle": caller.p95(f"/api/v1/ext/products/delta?since={_stamp(middle)}"),
            "delta_cursor": caller.p95(caller.following(f"/api/v1/ext/products/delta?since={_stamp(middle)}")),
            "delta_last": caller.p95(f"/api/v1/ext/products/delta?since={_stamp(last)}"),
            "cursor_first": caller.p95("/api/v1/ext/products?page_size=100"),
            "cursor_last": caller.p95(f"/api/v1/ext/products?page_size=100&cursor={_cursor(merchant.pk)}"),
        }
        batches = [caller.batch(number) for number in range(1, 9)]
        bare = [_executemany(merchant.pk, number) for number in range(1, 9)]
    rates = {name: 1 / statistics.median(times) for name, times in found.items()}
    sys.stdout.write(json.dumps(rates | ends | {"batch": statistics.median(batches), "bare": statistics.median(bare)}))


class Caller:
    """One connection that is kept, as a program's is."""

    def __init__(self, port: int, key: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"X-API-Key": key, "Content-Type": "application/json"}

    def timed(self, method: str, path: str, body: bytes | None = None) -> float:
        began = time.perf_counter()
        self.connection.request(method, path, body, self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        assert answer.status == 200, content[:300]
        return time.perf_counter() - began

    def following(self, path: str) -> str:
        """The path of the next page."""
        self.connection.request("GET", path, None, self.headers)
        answer = self.connection.getresponse()
        answer.read()
        return "/api/" + answer.headers["Link"].partition(">")[0].partition("/api/")[2]

    def p95(self, path: str) -> float:
        self.timed("GET", path)
        return statistics.quantiles([self.timed("GET", path) for _ in range(ROUNDS)], n=20)[-1]

    def batch(self, number: int) -> float:
        return self.timed("POST", "/api/v1/ext/products/batch", json.dumps({"products": _products(number)}).encode())


def _products(number: int) -> list[dict[str, object]]:
    """500 products, half of which are there already, with the fields that partners send."""
    return [
        {
            "ean": f"9{(number * 250 + one):012}",
            "name": f"Product {one}",
            "brand_name": f"Brand {one % 40}",
            "description": "A product with a description of some length. " * 4,
            "reference": f"R-{one}",
            "supplier_code": "KIMEX",
            "weight": number + one / 7,
            "status": "active",
        }
        for one in range(500)
    ]


def _fill(merchant_id: int, products: int) -> None:
    """Articles by the statement, each at a second of its own."""
    store = Store.objects.get(merchant=merchant_id, platform="partner").pk
    columns = "merchant_id, store_id, written, ean, title, brand_name, description, reference, supplier_code, status, weight, pictures, created_at, updated_at"  # noqa: E501
    series, text, plus = ("generate_series(1, %s) n", "n::text", "%s::timestamptz + n * interval '1 second'")
    if connection.vendor == "sqlite":
        series = "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %s) SELECT n FROM c)"
        text, plus = "CAST(n AS text)", "strftime('%%Y-%%m-%%d %%H:%%M:%%S', %s, '+' || n || ' seconds')"
    sql = (
        f"INSERT INTO connectors_article ({columns}) SELECT %s, %s, true, {text}, 'Product ' || n, 'Brand', "
        f"'A product with a description of some length, as they have.', 'R-' || n, 'KIMEX', 'active', n, '[]', {plus}, {plus} "
        f"FROM {series}"
    )
    began = BEGAN.strftime("%Y-%m-%d %H:%M:%S") if connection.vendor == "sqlite" else BEGAN
    store_key = store.hex if connection.vendor == "sqlite" else store
    with connection.cursor() as cursor:
        cursor.execute(sql, [merchant_id, store_key, began, began, products])
        if connection.vendor == "postgresql":
            # As it does by itself, where that is not switched off; and no page is timed while these rows go to the disk.
            cursor.execute("VACUUM ANALYZE connectors_article")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("ANALYZE connectors_article")
    Assortment.objects.filter(pk=merchant_id).update(total=Article.objects.filter(merchant_id=merchant_id).count())


def _executemany(merchant_id: int, number: int) -> float:
    """The same rows as the barest program would write them, one statement a row in one transaction."""
    if connection.vendor != "postgresql":
        return 0.0
    fields = ("title", "brand_name", "description", "reference", "supplier_code", "status", "weight")
    sets = ", ".join(f"{name} = excluded.{name}" for name in (*fields, "updated_at"))
    sql = (
        f"INSERT INTO connectors_article (merchant_id, written, pictures, ean, created_at, updated_at, {', '.join(fields)}) "
        f"VALUES (%s, true, '[]', %s, %s, %s, {', '.join(['%s'] * len(fields))}) "
        f"ON CONFLICT (merchant_id, ean) DO UPDATE SET {sets}"
    )
    start = datetime.now(UTC) + timedelta(days=number)
    rows = []
    for place, product in enumerate(_products(number + 100)):
        product["title"] = product.pop("name")
        moment = start + timedelta(microseconds=place)
        rows.append((merchant_id, product["ean"], moment, moment, *(product[name] for name in fields)))
    with psycopg.connect(os.environ["DATABASE_URL"]) as bare, bare.cursor() as cursor:
        began = time.perf_counter()
        cursor.executemany(sql, rows)
        bare.commit()
        return time.perf_counter() - began


def _stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _cursor(merchant_id: int) -> str:
    """Where the last hundred products begin."""
    ids = Article.objects.filter(merchant_id=merchant_id).order_by("-pk").values_list("pk", flat=True)
    return base64.urlsafe_b64encode(str(ids[100]).encode()).decode().rstrip("=")


@contextmanager
def serving() -> Iterator[int]:
    """The product's web server, one process of it."""
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "granian"),
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", "1", "--blocking-threads", "1", "--no-ws", "pixelzhub.wsgi:application"]
    server = subprocess.Popen(command, env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.large.partner_settings"})
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(60)


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError):
            probe = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            probe.request("GET", "/healthz")
            probe.getresponse().read()
            return
        time.sleep(0.05)
    raise RuntimeError("The web server does not answer.")


if __name__ == "__main__":
    main(int(sys.argv[1]))
