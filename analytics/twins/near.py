"""Which of many pictures are twins: candidates by the bands of their hashes, judged as `analytics.duplicates` judges two."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analytics.duplicates import COMPARED, Looks, judge
from analytics.twins.bands import Ints
from analytics.twins.batch import MOST_BITS, Pairs, near_between, near_pairs

Judged = tuple[Ints, Ints, Ints]
# Up to so many comparisons, each with each is quicker than bands are.
EACH_WITH_EACH = 300_000


def twins_among(looks: Looks) -> Iterator[Judged]:
    """Every pair (i < j) that is not different, with its place in KINDS, in blocks; the first is the older."""
    yield from _judged(looks, looks, itself=True)


def twins_between(firsts: Looks, seconds: Looks) -> Iterator[Judged]:
    """Every pair (i of the firsts, j of the seconds) that is not different, with its place in KINDS, in blocks."""
    yield from _judged(firsts, seconds, itself=False)


def _judged(firsts: Looks, seconds: Looks, *, itself: bool) -> Iterator[Judged]:
    for turn, (mine, its) in enumerate(COMPARED):
        for one, other in _near(firsts, seconds, mine, its, itself=itself):
            fresh = ~_told_before(firsts, one, seconds, other, turn)
            one, other = one[fresh], other[fresh]
            kinds = judge(firsts, one, seconds, other)
            twins = kinds > 0
            yield one[twins], other[twins], kinds[twins]


def _near(firsts: Looks, seconds: Looks, mine: str, its: str, *, itself: bool) -> Iterator[Pairs]:
    """Pairs of which these two hashes are near."""
    here, there = np.flatnonzero(firsts.known[mine]), np.flatnonzero(seconds.known[its])
    left, right = firsts.hashes[mine][here], seconds.hashes[its][there]
    if here.size * there.size <= EACH_WITH_EACH:
        blocks = _each_with_each(left, right)
    elif itself and mine == its:
        blocks = near_pairs(left)
    else:
        blocks = near_between(left, right)
    for one, other in blocks:
        found, with_it = here[one], there[other]
        older = found < with_it if itself else np.ones(found.size, bool)
        yield found[older], with_it[older]


def _each_with_each(left: Ints, right: Ints) -> Iterator[Pairs]:
    one, other = np.nonzero(np.bitwise_count((left[:, None] ^ right).view(np.uint64)) <= MOST_BITS)
    yield one, other


def _told_before(firsts: Looks, one: Ints, seconds: Looks, other: Ints, turn: int) -> Ints:
    """Whether a pair was near by an earlier comparison too, and was told then."""
    told = np.zeros(one.size, bool)
    for mine, its in COMPARED[:turn]:
        bits = np.bitwise_count((firsts.hashes[mine][one] ^ seconds.hashes[its][other]).view(np.uint64))
        told |= (bits <= MOST_BITS) & firsts.known[mine][one] & seconds.known[its][other]
    return told
