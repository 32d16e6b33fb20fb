"""A 64-bit hash cut in four bands of 16 bits, so that an ordinary index finds every hash within 7 bits.

Of 7 differing bits in four bands, one band holds one at most: whoever shares a band but for one bit is a candidate.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]

# Neighbouring bits of a perceptual hash go together; dealt out at random, the bands fill six times as evenly.
# Written out, because stored keys depend on it: another order would make every stored key wrong.
# fmt: off
BANDS: tuple[tuple[int, ...], ...] = (
    (22, 0, 30, 21, 42, 56, 61, 44, 43, 37, 59, 6, 36, 28, 20, 7),
    (38, 55, 40, 4, 16, 11, 62, 58, 33, 48, 2, 34, 57, 13, 19, 24),
    (12, 18, 17, 1, 52, 10, 14, 53, 15, 60, 50, 39, 9, 26, 25, 45),
    (54, 32, 31, 35, 5, 27, 41, 29, 3, 63, 8, 23, 49, 47, 51, 46),
)
# fmt: on
KEYS = 1 << 16
# What a band's key may differ by: nothing, or one of its bits.
FLIPS = np.array([0, *(1 << place for place in range(16))], np.int64)


_ORDER = np.array([bit for band in BANDS for bit in band])


def cut(hashes: Ints) -> list[Ints]:
    """The key (int64, 0..65535) of each hash in each of the four bands: its bits side by side."""
    octets = hashes.astype("<i8", copy=False).view(np.uint8).reshape(-1, 8)
    bits = np.unpackbits(octets, axis=1, bitorder="little")[:, _ORDER]
    keys = np.ascontiguousarray(np.packbits(bits, axis=1, bitorder="little")).view("<u2")
    return list(np.ascontiguousarray(keys.T, np.int64))


def keys_near(hashes: Ints) -> list[list[int]]:
    """For each band all the keys that a hash within 7 bits of one of these can have there, should it be found there."""
    return [list(np.unique(keys[:, None] ^ FLIPS).tolist()) for keys in cut(hashes)]
