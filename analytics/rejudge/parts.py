"""How much of a store is judged in one transaction: as much as is done in a second or so, whatever it comes to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from connectors.models import Store

# The smallest part, the first one and the largest, as numbers of placements; and how long one should take. A part that
# changes nowhere is followed by one that may change everywhere, which takes twenty times as long: none is very large.
STEP, FIRST, MOST, SECONDS = 1_000, 5_000, 20_000, 1.0
# One look at the store instead of one a part. The last id of each step, and how many placements it has.
STEPS = """
    SELECT max(id), count(*) FROM (
        SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS step
        FROM connectors_placement WHERE store_id = %s AND id > %s
    ) AS numbered GROUP BY step ORDER BY step
"""


class Part(NamedTuple):
    """A store's placements from one id to another, and how many they are."""

    first: int
    last: int
    size: int


def parts_of(store_id: Any, cursor: int) -> Iterator[Part]:
    """The parts behind the id `cursor`. The time until the next one is asked for decides on its size."""
    size = FIRST
    while steps := _steps(store_id, cursor):
        while steps:
            taken, steps = steps[: size // STEP], steps[size // STEP :]
            began = time.monotonic()
            yield Part(cursor + 1, taken[-1][0], sum(n for _last, n in taken))
            cursor = taken[-1][0]
            size = next_size(len(taken) * STEP, time.monotonic() - began)


def next_size(size: int, took: float) -> int:
    """The size of a part that takes about as long as wanted, if one of `size` took so many seconds; at most twice that."""
    wanted = size * min(SECONDS / max(took, 0.001), 2.0)
    return max(STEP, min(MOST, int(wanted) // STEP * STEP))


def _steps(store_id: Any, cursor: int) -> list[tuple[int, int]]:
    key = Store._meta.pk.get_db_prep_value(store_id, connection)
    with connection.cursor() as database:
        database.execute(STEPS, [STEP, key, cursor])
        found: list[tuple[int, int]] = database.fetchall()
    return found
