"""Which of many contents are twins, judged pair by pair as `analytics.duplicates` judges two."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.duplicates import SAME_DISTANCE, Lab, same_colour
from analytics.twin_models import Fingerprint
from analytics.twins.bands import Ints

BLOCK = 2_000_000
CHUNK = 10_000
FAR = 64
# Where hundreds look alike, as models before a white wall do, the nearest are enough.
MOST_LINKS = 200


@dataclass(frozen=True, slots=True)
class Link:
    """Two contents, the older (lower id) first; `same` is False for one shot in two colours."""

    first: int
    second: int
    same: bool


@dataclass(frozen=True, slots=True)
class Prints:
    """Fingerprints in the order of their ids; the hashes are columns of int64."""

    ids: Ints
    whole: Ints
    subject: Ints
    mirror: Ints
    colours: list[Lab | None]

    @classmethod
    def read(cls, ids: Collection[int]) -> Prints:
        """Those of the fingerprints that can be compared by their looks."""
        fields = ("id", "phash", "content_phash", "mirror_phash", "light", "a", "b")
        found: list[tuple[Any, ...]] = []
        for part in _chunks(sorted(ids)):
            rows = Fingerprint.objects.filter(pk__in=part).exclude(phash=None).order_by("pk")
            found += rows.values_list(*fields)
        ids, whole, subject, mirror = (np.array([row[place] for row in found], np.int64) for place in range(4))
        return cls(ids, whole, subject, mirror, [None if row[4] is None else row[4:] for row in found])


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    """A statement takes only so many values."""
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def links(firsts: Prints, seconds: Prints) -> Iterator[Link]:
    """Pairs of twins of which the older is among `firsts` and the younger among `seconds`: all, but where one has hundreds."""
    rows = max(1, BLOCK // max(1, seconds.ids.size))
    for start in range(0, firsts.ids.size, rows):
        part = slice(start, start + rows)
        distances = _distances(firsts, part, seconds)
        distances[firsts.ids[part, None] >= seconds.ids] = FAR
        for one, other in _nearest(distances):
            same = same_colour(firsts.colours[start + one], seconds.colours[other])
            yield Link(int(firsts.ids[start + one]), int(seconds.ids[other]), same)


def _distances(firsts: Prints, part: slice, seconds: Prints) -> Ints:
    """The least of the three distances (bits) that `photo_distance` knows, for each with each."""
    whole, subject = firsts.whole[part, None], firsts.subject[part, None]
    differing = (whole ^ seconds.whole, subject ^ seconds.subject, whole ^ seconds.mirror)
    found: Ints = np.minimum.reduce([np.bitwise_count(bits.view(np.uint64)) for bits in differing])
    return found


def _nearest(distances: Ints) -> Iterator[tuple[int, int]]:
    near = distances <= SAME_DISTANCE
    for second in np.flatnonzero(near.sum(axis=0) > MOST_LINKS):
        near[np.argsort(distances[:, second], kind="stable")[MOST_LINKS:], second] = False
    for one, other in zip(*np.nonzero(near), strict=True):
        yield int(one), int(other)
