"""Contents of one merchant that may be twins of new ones: a lookup by index, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

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
    found: set[int] = set()
    for start in range(0, prints.ids.size, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        found |= _near(merchant_id, [_asked(prints, part, of) for of in BANDED])
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

    def statements(self, table: str) -> list[str]:
        """One a band; with the numbers in it, because as parameters so many cost more than the search does."""
        name = BANDED[self.of]
        return [
            f"SELECT id, {self.of} FROM {table} WHERE merchant_id = %s"  # noqa: S608
            f" AND {name}_{band} IN ({','.join(map(str, keys))}){self._filter()}"
            for band, keys in enumerate(keys_near(self.hashes))
        ]

    def _filter(self) -> str:
        """PostgreSQL counts bits itself; SQLite cannot, and hands over all that share a key."""
        if connection.vendor != "postgresql":
            return ""
        bits = (f"bit_count(({self.of} # ({one}))::bit(64)) <= {SAME_DISTANCE}" for one in self.hashes.tolist())
        return f" AND ({' OR '.join(bits)})"


def _asked(prints: Prints, part: slice, of: str) -> _Asked:
    known = [prints.looks.known[its][part] for mine, its in COMPARED if mine == of]
    hashes = [prints.looks.hashes[its][part] for mine, its in COMPARED if mine == of]
    return _Asked(of, np.unique(np.concatenate(hashes)[np.concatenate(known)]))


def _near(merchant_id: int, asked: list[_Asked]) -> set[int]:
    table = connection.ops.quote_name(Fingerprint._meta.db_table)
    found: set[int] = set()
    with connection.cursor() as cursor:
        for one in asked:
            if one.hashes.size:
                statements = one.statements(table)
                cursor.execute(" UNION ALL ".join(statements), [merchant_id] * len(statements))
                found |= _within(cursor.fetchall(), one.hashes)
    return found


def _within(rows: list[tuple[int, int]], hashes: Ints) -> set[int]:
    """Ids of the rows (id, hash) of which the hash is near to one of these."""
    ids, theirs = np.fromiter(chain.from_iterable(rows), np.int64, 2 * len(rows)).reshape(-1, 2).T
    near = np.zeros(ids.size, bool)
    for one in hashes:
        near |= np.bitwise_count((theirs ^ one).view(np.uint64)) <= SAME_DISTANCE
    return set(ids[near].tolist())
