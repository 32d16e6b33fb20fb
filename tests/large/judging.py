"""Prints, as JSON, how long a store of so many photos is judged: at first, after its own limits changed."""

from __future__ import annotations

import json
import sys
import time

import django

django.setup()

from analytics.judging import judge_stores  # noqa: E402
from analytics.models import FindingRow, OwnLimits, StoreJudging  # noqa: E402
from tests.large.store import large_store  # noqa: E402

# What changes, the limits then, and the finding that more or fewer photos have afterwards. The first limit is one of
# main photos only; by the second one a fifth of all photos weighs something else, with every row that they have.
CHANGES: tuple[tuple[str, dict[str, int] | None, str], ...] = (
    ("first judging", None, ""),
    ("own fill 60 to 70 %", {"fill_percent": 70}, "own/small_subject"),
    ("and back", {}, "own/small_subject"),
    ("own side 1,000 to 1,300 px", {"longest_px": 1300}, "own/low_resolution"),
)


def main(photos: int) -> None:
    store = large_store(photos)
    row = StoreJudging.objects.create(merchant_id=store.merchant_id, store=store)
    found = []
    for what, values, code in CHANGES:
        rows = FindingRow.objects.filter(store=store, code=code)
        before = rows.count()
        if values is not None:
            OwnLimits.objects.update_or_create(merchant_id=store.merchant_id, defaults={"values": values})
        seconds = _judged(row)
        found.append((what, seconds, photos if values is None else abs(rows.count() - before)))
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
