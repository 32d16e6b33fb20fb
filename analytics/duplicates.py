"""Twins: which pictures show the same photo, and a search for near hashes among very many, exact up to 7 bits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from analytics.pixels.measurement import Measurement

Twins = Literal["same_bytes", "same_photo", "colour_variant", "different"]
Ints = npt.NDArray[Any]

MASK = (1 << 64) - 1
SAME_DISTANCE = 8
# Copies of one photo differ by less in 98 % of cases, and 94 % of colour variants by more.
SAME_AB = 4.0
SAME_LIGHT = 12.0
# Blank pictures and placeholders all look alike.
LEAST_ENTROPY = 1.0

# Of 7 differing bits in 4 bands of 16, one band holds one at most: whoever shares a band but for a bit is a candidate.
NEAR_DISTANCE = 7
BAND_BITS = 16
# Neighbouring bits of a perceptual hash go together; dealt out at random, the bands fill six times as evenly.
BANDS: Ints = np.random.default_rng(64).permutation(64).reshape(4, BAND_BITS).astype(np.uint64)
FLIPS = (0, *(1 << bit for bit in range(BAND_BITS)))
BLOCK = 4_000_000


def hamming(first: int, second: int) -> int:
    """In how many of their 64 bits two hashes differ."""
    return ((first ^ second) & MASK).bit_count()


def same_photo(first: Measurement, second: Measurement, *, same_bytes: bool = False) -> Twins:
    """What two pictures are to each other; `same_bytes` says that their SHA-256 is equal."""
    if same_bytes:
        return "same_bytes"
    if not _comparable(first) or not _comparable(second) or photo_distance(first, second) > SAME_DISTANCE:
        return "different"
    return "same_photo" if _same_colour(first, second) else "colour_variant"


def photo_distance(first: Measurement, second: Measurement) -> int:
    """The least distance (bits) of the hashes of the whole, of the subject, and of the whole to the other's mirror."""
    pairs = (
        (first.phash, second.phash),
        (first.content_phash, second.content_phash),
        (first.phash, second.mirror_phash),
    )
    return min((hamming(one, other) for one, other in pairs if one is not None and other is not None), default=64)


def near_pairs(hashes: Iterable[int]) -> list[tuple[int, int]]:
    """Every pair of unequal hashes, lower first, that differ in 7 bits or fewer; equal ones are one hash and no pair."""
    distinct = np.unique(np.fromiter(hashes, np.int64))
    bits = distinct.view(np.uint64)
    found = [pairs for band in BANDS for pairs in _band_pairs(bits, band)]
    numbers = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    first, second = np.divmod(numbers, max(1, distinct.size))
    return list(zip(distinct[first].tolist(), distinct[second].tolist(), strict=True))


def _comparable(measurement: Measurement) -> bool:
    return measurement.entropy is not None and measurement.entropy >= LEAST_ENTROPY


def _same_colour(first: Measurement, second: Measurement) -> bool:
    if first.subject_lab is None or second.subject_lab is None:
        return False
    light, a, b = (one - other for one, other in zip(first.subject_lab, second.subject_lab, strict=True))
    return abs(light) <= SAME_LIGHT and math.hypot(a, b) <= SAME_AB


def _band_pairs(bits: Ints, band: Ints) -> Iterator[Ints]:
    """The near pairs among the hashes that share a band but for one bit, each pair as one number."""
    keys = _keys(bits, band)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = np.searchsorted(keys, np.arange((1 << BAND_BITS) + 1))
    for flip in FLIPS:
        left = np.flatnonzero(keys & flip == 0)
        partner = keys[left] | flip
        first = starts[partner] if flip else left + 1
        for one, other in _joined(left, first, starts[partner + 1] - first):
            yield _near(bits, order[one], order[other])


def _keys(bits: Ints, band: Ints) -> Ints:
    """The 16 bits of one band, as a number."""
    keys = np.zeros(bits.size, np.int64)
    for place, bit in enumerate(band):
        keys |= ((bits >> bit) & np.uint64(1)).astype(np.int64) << place
    return keys


def _joined(left: Ints, first: Ints, counts: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Each of `left` with the `counts` positions from `first` on, a few million pairs at a time."""
    ends = np.cumsum(counts)
    cuts = np.searchsorted(ends, np.arange(BLOCK, (ends[-1] if ends.size else 0) + BLOCK, BLOCK), side="right")
    for start, stop in zip((0, *cuts), (*cuts, left.size), strict=True):
        many = counts[start:stop]
        one = np.repeat(left[start:stop], many)
        within = np.arange(one.size) - np.repeat(np.cumsum(many) - many, many)
        yield one, np.repeat(first[start:stop], many) + within


def _near(bits: Ints, one: Ints, other: Ints) -> Ints:
    """The candidates that are near indeed, as lower index times count plus higher index."""
    near = np.bitwise_count(bits[one] ^ bits[other]) <= NEAR_DISTANCE
    low, high = np.minimum(one[near], other[near]), np.maximum(one[near], other[near])
    return (low * bits.size + high).astype(np.int64)
