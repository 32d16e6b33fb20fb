"""All pairs of near hashes among many at once, in plain NumPy: by the same four bands as the database's indexes.

Exact for up to 7 bits. Memory stays at some 200 MB a million hashes: candidates are compared a block at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analytics.twins.bands import BANDS, FLIPS, KEYS, Ints, cut

MOST_BITS = 7
# Candidates at once: few enough for a processor's cache, enough to make NumPy's own cost small.
BLOCK = 1 << 16

Pairs = tuple[Ints, Ints]


def near_pairs(hashes: Ints, bits: int = MOST_BITS) -> Iterator[Pairs]:
    """Every pair of places (i < j) whose hashes (int64) differ in at most so many bits, in blocks, each pair once."""
    _check(bits)
    known = _Unique.of(hashes)
    yield from known.equals()
    for one, other in _joined(known.values, None, bits):
        for first, second in _spread(known, one, known, other):
            yield np.minimum(first, second), np.maximum(first, second)


def near_between(firsts: Ints, seconds: Ints, bits: int = MOST_BITS) -> Iterator[Pairs]:
    """Every (i in firsts, j in seconds) whose hashes differ in at most so many bits, in blocks, each pair once."""
    _check(bits)
    one, other = _Unique.of(firsts), _Unique.of(seconds)
    for first, second in _joined(one.values, other.values, bits):
        yield from _spread(one, first, other, second)


def _check(bits: int) -> None:
    if not 0 <= bits <= MOST_BITS:
        raise ValueError(f"{bits} bits: four bands find hashes that differ in 0 to {MOST_BITS}")


@dataclass(frozen=True, slots=True)
class _Unique:
    """Different hashes, and where each of them stands: places[starts[n] : starts[n + 1]] in rising order."""

    values: Ints
    starts: Ints
    places: Ints

    @classmethod
    def of(cls, hashes: Ints) -> _Unique:
        places = np.argsort(hashes, kind="stable")
        ordered = hashes[places]
        heads = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if hashes.size else np.zeros(0, np.int64)
        return cls(ordered[heads], np.r_[heads, hashes.size].astype(np.int64), places)

    def counts(self, which: Ints) -> Ints:
        counts: Ints = self.starts[which + 1] - self.starts[which]
        return counts

    def equals(self) -> Iterator[Pairs]:
        """Pairs of places with one and the same hash."""
        for n in np.flatnonzero(np.diff(self.starts) > 1):
            places = self.places[self.starts[n] : self.starts[n + 1]]
            rows = max(1, BLOCK // places.size)
            for start in range(0, places.size, rows):
                one, other = np.nonzero(
                    np.arange(start, min(start + rows, places.size))[:, None] < np.arange(places.size)
                )
                yield places[one + start], places[other]


def _spread(firsts: _Unique, one: Ints, seconds: _Unique, other: Ints) -> Iterator[Pairs]:
    """Pairs of different hashes as pairs of all places where they stand."""
    sizes = firsts.counts(one) * seconds.counts(other)
    alone = sizes == 1
    yield firsts.places[firsts.starts[one[alone]]], seconds.places[seconds.starts[other[alone]]]
    for left, right in zip(one[~alone].tolist(), other[~alone].tolist(), strict=True):
        here = firsts.places[firsts.starts[left] : firsts.starts[left + 1]]
        there = seconds.places[seconds.starts[right] : seconds.starts[right + 1]]
        rows = max(1, BLOCK // there.size)
        for start in range(0, here.size, rows):
            part = here[start : start + rows]
            yield np.repeat(part, there.size), np.tile(there, part.size)


def _joined(firsts: Ints, seconds: Ints | None, bits: int) -> Iterator[Pairs]:
    """Near pairs of different hashes, as places in the two arrays; without `seconds`, pairs of two of the firsts."""
    theirs = cut(firsts)
    ours = theirs if seconds is None else cut(seconds)
    asking = firsts if seconds is None else seconds
    for band in range(len(theirs)):
        table = _Table.of(firsts, theirs[band])
        order = np.argsort(ours[band], kind="stable")
        hashes, keys = asking[order], ours[band][order]
        earlier = _earlier(band)
        for flip in FLIPS.tolist():
            for one, at in table.candidates(hashes, keys, flip, bits, itself=seconds is None):
                # A pair that an earlier band has in common was told there.
                fresh = _not_in(earlier, table.hashes[one] ^ hashes[at])
                yield table.order[one[fresh]], order[at[fresh]]


@dataclass(frozen=True, slots=True)
class _Table:
    """Hashes in the order of one band's keys; starts[key] is the first of a key."""

    hashes: Ints
    order: Ints
    starts: Ints

    @classmethod
    def of(cls, hashes: Ints, keys: Ints) -> _Table:
        order = np.argsort(keys, kind="stable")
        starts = np.r_[0, np.cumsum(np.bincount(keys, minlength=KEYS))]
        return cls(hashes[order], order, starts)

    def candidates(self, hashes: Ints, keys: Ints, flip: int, bits: int, *, itself: bool) -> Iterator[Pairs]:
        """Near pairs (place here, place among the hashes asked for) whose keys differ by this flip."""
        if itself and not flip:
            rows, lows, highs = np.arange(keys.size), np.arange(1, keys.size + 1), self.starts[keys + 1]
        else:
            # Each pair once: of two hashes of one table the one whose bit is not set asks.
            rows = np.flatnonzero((keys & flip) == 0) if itself else np.arange(keys.size)
            near = keys[rows] ^ flip
            lows, highs = self.starts[near], self.starts[near + 1]
        ends = np.cumsum(highs - lows)
        for start, stop, before in _blocks(ends):
            one, other = self._compared(hashes[rows[start:stop]], lows[start:stop], ends[start:stop] - before, bits)
            yield one, rows[start + other]

    def _compared(self, hashes: Ints, lows: Ints, ends: Ints, bits: int) -> Pairs:
        """Each hash against those that stand here from its low on; `ends` counts them through."""
        sizes = np.diff(ends, prepend=0)
        here = np.repeat(lows - (ends - sizes), sizes)
        here += np.arange(here.size)
        differing = self.hashes[here]
        differing ^= np.repeat(hashes, sizes)
        near = np.flatnonzero(np.bitwise_count(differing.view(np.uint64)) <= bits)
        return here[near], np.searchsorted(ends, near, "right")


def _blocks(ends: Ints) -> Iterator[tuple[int, int, int]]:
    """Rows (from, to, candidates before them) that come to about one block of candidates."""
    start = before = 0
    while start < ends.size:
        stop = max(start + 1, int(np.searchsorted(ends, before + BLOCK, "right")))
        yield start, stop, before
        start, before = stop, int(ends[stop - 1])


def _earlier(band: int) -> list[np.uint64]:
    """The bits of each band before this one."""
    return [np.uint64(sum(1 << bit for bit in bits)) for bits in BANDS[:band]]


def _not_in(earlier: list[np.uint64], differing: Ints) -> Ints:
    """Those places whose difference has more than one bit in every earlier band."""
    fresh = np.ones(differing.size, bool)
    for mask in earlier:
        fresh &= np.bitwise_count(differing.view(np.uint64) & mask) > 1
    return np.flatnonzero(fresh)
