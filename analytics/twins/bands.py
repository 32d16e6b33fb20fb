"""A 64-bit hash cut in three bands, so that an ordinary index finds every hash within 8 bits.

Of 8 differing bits in three bands, one band holds two at most: whoever shares a band but for two bits is a candidate.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]

MOST_FLIPS = 2
# Neighbouring bits of a perceptual hash go together; dealt out at random, the bands fill six times as evenly.
_DEALT = np.random.default_rng(64).permutation(64).astype(np.uint64)
BANDS: tuple[Ints, ...] = tuple(np.array_split(_DEALT, 3))


def _flips(bits: int) -> Ints:
    """Every number of so many bits with two of them set at most."""
    chosen = (places for n in range(MOST_FLIPS + 1) for places in combinations(range(bits), n))
    return np.array([sum(1 << place for place in places) for places in chosen], np.int64)


FLIPS = tuple(_flips(band.size) for band in BANDS)


def cut(hashes: Ints) -> list[Ints]:
    """The key of each hash (int64) in each of the three bands."""
    bits = hashes.astype(np.int64, copy=False).view(np.uint64)
    return [_key(bits, band) for band in BANDS]


def keys_near(hashes: Ints, band: int) -> list[int]:
    """All keys of one band that a hash within 8 bits of one of these can have there."""
    keys = _key(hashes.view(np.uint64), BANDS[band])
    return list(np.unique(keys[:, None] ^ FLIPS[band]).tolist())


def _key(bits: Ints, band: Ints) -> Ints:
    """The bits of one band, side by side."""
    key = np.zeros(bits.size, np.int64)
    for place, bit in enumerate(band):
        key |= ((bits >> bit) & np.uint64(1)).astype(np.int64) << place
    return key
