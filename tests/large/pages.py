"""Prints, as JSON, the p95 of the pages that a merchant with so many photos waits for: all of the server's time, and SQL's."""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from analytics.judging import judge_stores  # noqa: E402
from analytics.models import StoreJudging  # noqa: E402
from connectors.models import Store  # noqa: E402
from tests.large.store import large_store  # noqa: E402

ROUNDS = 40
PAGES = {
    "image health": "/?store={store}",
    "grid, three filters": "/images/?view=mend&store={store}&channel=amazon&finding=small_subject&category={category}",
    "channel switch": "/images/?channel={channel}&level=fail",
    "grid, far page": "/images/?view=mend&after=200-{middle}",
}


def main(photos: int) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    store = large_store(photos)
    row = StoreJudging.objects.create(merchant_id=store.merchant_id, store=store)
    judge_stores([row.pk])
    while StoreJudging.objects.get().wanted:
        judge_stores([row.pk])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(store.merchant.memberships.get().user)
    sys.stdout.write(json.dumps([(name, *_timed(client, path, store, photos)) for name, path in PAGES.items()]) + "\n")


def _timed(client: Client, path: str, store: Store, photos: int) -> tuple[float, float, int]:
    """p95 of the server's time and of SQL's, in ms, and the number of queries."""
    whole, sql, queries = [], [], 0
    categories = list(store.categories.values_list("pk", flat=True))
    for turn in range(ROUNDS + 3):
        spent: list[float] = []
        address = path.format(
            store=store.slug, category=categories[turn % 20], middle=photos // 2,
            channel=("amazon", "google", "own")[turn % 3],
        )  # fmt: skip
        start = time.perf_counter()
        with connection.execute_wrapper(_stopwatch(spent)):
            response = client.get(address)
        taken = time.perf_counter() - start
        assert response.status_code == 200, (address, response.status_code)
        if turn >= 3:
            whole.append(taken * 1000)
            sql.append(sum(spent) * 1000)
            queries = max(queries, len(spent))
    return statistics.quantiles(whole, n=20)[18], statistics.quantiles(sql, n=20)[18], queries


def _stopwatch(spent: list[float]) -> Any:
    def timed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append(time.perf_counter() - start)

    return timed


if __name__ == "__main__":
    main(int(sys.argv[1]))
