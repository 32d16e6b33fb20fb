"""Contents of one merchant that may be twins of new ones: a lookup by index, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import numpy as np
from django.db import connection

from analytics.duplicates import SAME_DISTANCE
from analytics.twin_models import Fingerprint
from analytics.twins.bands import BANDS, Ints, keys_near
from analytics.twins.links import Prints

# Up to 508 keys a content and band, in one statement.
AT_ONCE = 16


def near_ids(merchant_id: int, prints: Prints) -> set[int]:
    """Ids of all fingerprints with a hash within 8 bits of one of these; a few milliseconds a content among a million."""
    found: set[int] = set()
    for start in range(0, prints.ids.size, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        # A mirrored copy's mirror is near to the whole that came first.
        wholes = np.concatenate([prints.whole[part], prints.mirror[part]])
        found |= _near(merchant_id, "whole", "phash", wholes)
        found |= _near(merchant_id, "subject", "content_phash", prints.subject[part])
    return found


def _near(merchant_id: int, name: str, hash_field: str, hashes: Ints) -> set[int]:
    table = connection.ops.quote_name(Fingerprint._meta.db_table)
    distinct = np.unique(hashes)
    found: set[int] = set()
    with connection.cursor() as cursor:
        for band in range(len(BANDS)):
            # Written into the statement: as parameters, so many numbers cost more than the search does.
            keys = ",".join(map(str, keys_near(distinct, band)))
            cursor.execute(
                f"SELECT id, {hash_field} FROM {table} WHERE merchant_id = %s AND {name}_{band} IN ({keys})",  # noqa: S608
                [merchant_id],
            )
            found |= _within(cursor.fetchall(), distinct)
    return found


def _within(candidates: list[tuple[int, int]], hashes: Ints) -> set[int]:
    """Ids of the candidates (id, hash) of which the hash is near to one of these."""
    ids, theirs = np.array(candidates, np.int64).reshape(-1, 2).T
    near = np.zeros(ids.size, bool)
    for one in hashes:
        near |= np.bitwise_count((theirs ^ one).view(np.uint64)) <= SAME_DISTANCE
    return set(ids[near].tolist())
