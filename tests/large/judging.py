"""Prints, as JSON, how long a store of so many photos is judged: at first, after its own limits changed, and back."""

from __future__ import annotations

import json
import sys
import time

import django

django.setup()

from analytics.judging import judge_stores  # noqa: E402
from analytics.models import FindingRow, OwnLimits, StoreJudging  # noqa: E402
from tests.large.store import large_store  # noqa: E402

CHANGES = (("first judging", None), ("own fill 60 to 70 %", {"fill_percent": 70}), ("and back", {}))


def main(photos: int) -> None:
    store = large_store(photos)
    row = StoreJudging.objects.create(merchant_id=store.merchant_id, store=store)
    too_small = FindingRow.objects.filter(store=store, code="own/small_subject")
    found = []
    for what, values in CHANGES:
        before = too_small.count()
        if values is not None:
            OwnLimits.objects.update_or_create(merchant_id=store.merchant_id, defaults={"values": values})
        seconds = _judged(row)
        found.append((what, seconds, photos if values is None else abs(too_small.count() - before)))
    sys.stdout.write(json.dumps(found) + "\n")


def _judged(row: StoreJudging) -> float:
    """Seconds until all photos are judged."""
    start = time.perf_counter()
    judge_stores([row.pk])
    row.refresh_from_db()
    while row.wanted:
        judge_stores([row.pk])
        row.refresh_from_db()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]))
