"""Contents of one merchant that may be twins of new ones: one lookup by index, on SQLite as on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from analytics.duplicates import COMPARED, SAME_DISTANCE
from analytics.twin_models import BANDED, Fingerprint
from analytics.twins.bands import Ints, keys_near
from analytics.twins.links import Prints

# Contents in one statement: up to 51 keys each and band.
AT_ONCE = 8
# A search costs what reading so many fingerprints costs: with more new contents, all are read and compared in memory.
READ_PER_SEARCH = 500


def near_ids(merchant_id: int, prints: Prints) -> set[int]:
    """Ids of all fingerprints with a hash within 7 bits of one of these; a few milliseconds a content among a million."""
    near = _near_in_postgresql if connection.vendor == "postgresql" else _near_in_sqlite
    found: set[int] = set()
    for start in range(0, prints.ids.size, AT_ONCE):
        asked = [_asked(prints, slice(start, start + AT_ONCE), of) for of in BANDED]
        found |= near(merchant_id, [one for one in asked if one.hashes.size])
    return found


def candidates(merchant_id: int, prints: Prints) -> Prints:
    """Fingerprints among which all twins of these are: found by index, or simply all where that is quicker."""
    if Fingerprint.objects.filter(merchant_id=merchant_id).count() <= prints.ids.size * READ_PER_SEARCH:
        return Prints.read_all(merchant_id)
    return Prints.read(near_ids(merchant_id, prints))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The hashes to which those of one indexed column may be near."""

    of: str
    hashes: Ints

    def found(self, merchant_id: int) -> Iterator[str]:
        """For each band the FROM and WHERE that the band's index answers alone: all that share a key there."""
        table = connection.ops.quote_name(Fingerprint._meta.db_table)
        for band, keys in enumerate(keys_near(self.hashes)):
            # With the numbers in it, because as parameters so many cost more than the search does.
            among = f"{BANDED[self.of]}_{band} IN ({','.join(map(str, keys))})"
            yield f"FROM {table} WHERE merchant_id = {merchant_id:d} AND {among}"


def _asked(prints: Prints, part: slice, of: str) -> _Asked:
    known = [prints.looks.known[its][part] for mine, its in COMPARED if mine == of]
    hashes = [prints.looks.hashes[its][part] for mine, its in COMPARED if mine == of]
    return _Asked(of, np.unique(np.concatenate(hashes)[np.concatenate(known)]))


def _near_in_postgresql(merchant_id: int, asked: list[_Asked]) -> set[int]:
    """PostgreSQL counts the bits that differ itself."""
    statements = []
    for one in asked:
        bits = (f"bit_count(({one.of} # ({its}))::bit(64)) <= {SAME_DISTANCE}" for its in one.hashes.tolist())
        near = " OR ".join(bits)
        statements += [f"SELECT id {found} AND ({near})" for found in one.found(merchant_id)]
    return {pk for (pk,) in _rows(statements)}


def _near_in_sqlite(merchant_id: int, asked: list[_Asked]) -> set[int]:
    """SQLite cannot count bits; it hands over all that share a key, as one text a band: a row each takes twice as long."""
    found: set[int] = set()
    statements = [
        f"SELECT {place}, group_concat(id), group_concat({one.of}) {there}"
        for place, one in enumerate(asked)
        for there in one.found(merchant_id)
    ]
    for place, ids, hashes in _rows(statements):
        if ids:
            near = _is_near(_numbers(hashes), asked[place].hashes)
            found.update(_numbers(ids)[near].tolist())
    return found


def _is_near(hashes: Ints, to: Ints) -> Ints:
    """Whether each of the hashes is within 7 bits of one of the others."""
    bits = np.bitwise_count((hashes[:, None] ^ to).view(np.uint64))
    near: Ints = np.any(bits <= SAME_DISTANCE, axis=1)
    return near


def _numbers(text: str) -> Ints:
    numbers: Ints = np.fromstring(text, np.int64, sep=",")
    return numbers


def _rows(statements: list[str]) -> list[tuple[Any, ...]]:
    if not statements:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements))
        return list(cursor.fetchall())
