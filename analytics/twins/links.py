"""Links between stored contents: which pairs of fingerprints are twins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import QuerySet

from analytics.duplicates import HASHES, KINDS, Looks
from analytics.twin_models import Fingerprint
from analytics.twins.bands import Ints
from analytics.twins.near import twins_between

CHUNK = 10_000
COLOURS = ("light", "a", "b", "whole_light", "whole_a", "whole_b")
SAME, VARIANT = KINDS.index("same_photo"), KINDS.index("colour_variant")
# Where hundreds look alike, as models before a white wall do, so many of them are enough: the oldest.
MOST_LINKS = 200
MANY_LINKS = 10 * MOST_LINKS


@dataclass(frozen=True, slots=True)
class Link:
    """Two contents, the older (lower id) first; `same` is False for one shot in two colours."""

    first: int
    second: int
    same: bool


@dataclass(frozen=True, slots=True)
class Prints:
    """Fingerprints that can be compared by their looks, in the order of their ids."""

    ids: Ints
    looks: Looks

    @classmethod
    def read(cls, ids: Collection[int]) -> Prints:
        """Those of these fingerprints."""
        found: list[tuple[Any, ...]] = []
        for part in _chunks(sorted(ids)):
            found += _rows(Fingerprint.objects.filter(pk__in=part))
        return cls._of(found)

    @classmethod
    def read_all(cls, merchant_id: int) -> Prints:
        """Those of a merchant: some 200 bytes each."""
        return cls._of(list(_rows(Fingerprint.objects.filter(merchant_id=merchant_id))))

    @classmethod
    def _of(cls, rows: list[tuple[Any, ...]]) -> Prints:
        return cls(np.array([row[0] for row in rows], np.int64), Looks.of([row[1:] for row in rows]))


def _rows(of: QuerySet[Fingerprint]) -> Iterator[tuple[Any, ...]]:
    return of.exclude(phash=None).order_by("pk").values_list("id", *HASHES, *COLOURS).iterator(chunk_size=CHUNK)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    """A statement takes only so many values."""
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def links(firsts: Prints, seconds: Prints) -> list[Link]:
    """Pairs of twins of which the older is among `firsts` and the younger among `seconds`, in the order of their ids."""
    found: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    counts = np.zeros(seconds.ids.size, np.int64)
    for one, other, kinds in twins_between(firsts.looks, seconds.looks):
        older, younger = firsts.ids[one], seconds.ids[other]
        # One with far more links than are enough takes no more: ten thousand equal hashes are fifty million pairs.
        wanted = (older < younger) & (kinds >= VARIANT) & (counts[other] < MANY_LINKS)
        np.add.at(counts, other[wanted], 1)
        pairs = (older[wanted], younger[wanted], kinds[wanted] == SAME)
        for first, second, same in zip(*(column.tolist() for column in pairs), strict=True):
            found[second].append((first, same))
    return [
        Link(first, second, same)
        for second, older_ones in sorted(found.items())
        for first, same in sorted(older_ones)[:MOST_LINKS]
    ]
