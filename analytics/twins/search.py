"""Contents of one merchant that may be twins of new ones: a lookup by index, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
from django.db import connection

from analytics.duplicates import COMPARED, SAME_DISTANCE
from analytics.twin_models import BANDED, Fingerprint
from analytics.twins.bands import Ints, cut, keys_near
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

    def near(self, merchant_id: int) -> Ints:
        """The stored hashes that are; of a thousand candidates one or two, so their rows are asked for afterwards."""
        # One a band; with the numbers in it, because as parameters so many cost more than the search does.
        statements = [
            f"SELECT {self.of} FROM {_table()} WHERE merchant_id = %s"  # noqa: S608
            f" AND {BANDED[self.of]}_{band} IN ({','.join(map(str, keys))}){self._filter()}"
            for band, keys in enumerate(keys_near(self.hashes))
        ]
        found = _column(" UNION ALL ".join(statements), [merchant_id] * len(statements))
        near = np.zeros(found.size, bool)
        for one in self.hashes:
            near |= np.bitwise_count((found ^ one).view(np.uint64)) <= SAME_DISTANCE
        return np.unique(found[near])

    def ids(self, merchant_id: int, near: Ints) -> Ints:
        """The fingerprints with these hashes, by the index of the first band."""
        keys = cut(near)[0].tolist()
        return _column(
            f"SELECT id FROM {_table()} WHERE merchant_id = %s AND {BANDED[self.of]}_0 IN ({','.join(map(str, keys))})"  # noqa: S608
            f" AND {self.of} IN ({','.join(map(str, near.tolist()))})",
            [merchant_id],
        )

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
    found: set[int] = set()
    for one in asked:
        if one.hashes.size and (near := one.near(merchant_id)).size:
            found |= set(one.ids(merchant_id, near).tolist())
    return found


def _column(statement: str, parameters: list[int]) -> Ints:
    """The single column of numbers that a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return np.fromiter(chain.from_iterable(cursor.fetchall()), np.int64)


def _table() -> str:
    return connection.ops.quote_name(Fingerprint._meta.db_table)
