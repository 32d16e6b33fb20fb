"""What two pictures are to each other: same bytes, same photo, one shot in two colours, similar, or different.

Two pictures are near when one of six hashes of theirs differs in 7 bits at most (`COMPARED`). Near pictures are

- the same photo when their colours agree, as far as light, a changed ground and a crop allow;
- colour variants when their colours differ and the subject's outlines agree: one shot, dyed or photographed anew;
- similar when they are only near: another product in the same pose, or no colour to compare. Rare (about one pair in
  eight hundred pictures of one shop's shelves), and shown by `analyze` alone: there is nothing to tidy up.

Hashes that an earlier version did not measure are None, and not compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from analytics.pixels.measurement import Measurement

Twins = Literal["same_bytes", "same_photo", "colour_variant", "similar", "different"]
Lab = tuple[float, float, float]
Array = npt.NDArray[Any]

MASK = (1 << 64) - 1
# Recall and precision of copies of real photos, and the cost of a search (exact for four bands of 16 bits), set it.
SAME_DISTANCE = 7
# Of one shot in two colours the subject's own hash differs by less, of two products in one pose by 18 and more.
SHOT_DISTANCE = 12
# Differences of mean colour (of a and b together; of L): subjects; a subject and a whole picture, when ground was
# added round it; whole pictures, when the subject was told from its ground in one of them only.
SUBJECTS = (4.0, 12.0)
SUBJECT_TO_WHOLE = (2.0, 3.0)
WHOLES = (1.0, 3.0)
# Blank pictures and placeholders all look alike.
LEAST_ENTROPY = 1.0

HASHES = ("phash", "mirror_phash", "centre_phash", "content_phash", "content_mirror_phash")
# Hash of the first (older), hash of the second; a mirror of either need not be taken of both.
COMPARED = (
    ("phash", "phash"),
    ("phash", "mirror_phash"),
    ("phash", "centre_phash"),
    ("centre_phash", "phash"),
    ("content_phash", "content_phash"),
    ("content_phash", "content_mirror_phash"),
)
KINDS: tuple[Twins, ...] = ("different", "similar", "colour_variant", "same_photo")
FAR = 64


@dataclass(frozen=True, slots=True)
class Looks:
    """What is compared of many pictures, as columns."""

    hashes: dict[str, Array]  # int64, nought where not known
    known: dict[str, Array]
    subject: Array  # n x 3: L, a, b; NaN where there is none
    whole: Array

    @classmethod
    def of(cls, rows: Sequence[tuple[Any, ...]]) -> Looks:
        """From one tuple a picture: the five hashes in the order of HASHES, the subject's L, a, b, and the whole's."""
        columns = list(zip(*rows, strict=True)) if rows else [()] * 11
        hashes = dict(zip(HASHES, columns, strict=False))
        return cls(
            {name: np.array([value or 0 for value in values], np.int64) for name, values in hashes.items()},
            {name: np.array([value is not None for value in values], bool) for name, values in hashes.items()},
            np.array(columns[5:8], np.float64).T.reshape(-1, 3),
            np.array(columns[8:11], np.float64).T.reshape(-1, 3),
        )


def looks_of(measurement: Measurement) -> tuple[Any, ...]:
    """One row of `Looks`; nothing but None for a picture that is like no other by its looks."""
    if not comparable(measurement):
        return (None,) * 11
    hashes = [getattr(measurement, name) for name in HASHES]
    none = (None, None, None)
    return (*hashes, *(measurement.subject_lab or none), *(measurement.whole_lab or none))


def same_photo(first: Measurement, second: Measurement, *, same_bytes: bool = False) -> Twins:
    """What two pictures are to each other; `same_bytes` says that their SHA-256 is equal."""
    if same_bytes:
        return "same_bytes"
    at = np.zeros(1, np.int64)
    return KINDS[int(judge(Looks.of([looks_of(first)]), at, Looks.of([looks_of(second)]), at)[0])]


def judge(firsts: Looks, one: Array, seconds: Looks, other: Array) -> Array:
    """What pictures `one` of the firsts are to pictures `other` of the seconds, pair by pair: places in KINDS."""
    bits = {names: _distances(firsts, one, seconds, other, *names) for names in COMPARED}
    wholes = _least(bits, ("phash", "centre_phash"))
    subjects = _least(bits, ("content_phash",))
    near = np.minimum(wholes, subjects) <= SAME_DISTANCE
    colour = _within(firsts.subject[one], seconds.subject[other], SUBJECTS)
    colour |= _within(firsts.subject[one], seconds.whole[other], SUBJECT_TO_WHOLE)
    colour |= _within(firsts.whole[one], seconds.subject[other], SUBJECT_TO_WHOLE)
    colour |= (wholes <= SAME_DISTANCE) & _within(firsts.whole[one], seconds.whole[other], WHOLES)
    told = ~np.isnan(firsts.subject[one, 0] - seconds.subject[other, 0])
    variant = told & (subjects <= SHOT_DISTANCE)
    return np.where(near, np.where(colour, 3, np.where(variant, 2, 1)), 0).astype(np.int8)


def hamming(first: int, second: int) -> int:
    """In how many of their 64 bits two hashes differ."""
    return ((first ^ second) & MASK).bit_count()


def comparable(measurement: Measurement) -> bool:
    """Whether a picture shows enough to be compared by its looks."""
    return measurement.entropy is not None and measurement.entropy >= LEAST_ENTROPY


def _distances(firsts: Looks, one: Array, seconds: Looks, other: Array, mine: str, its: str) -> Array:
    differing = (firsts.hashes[mine][one] ^ seconds.hashes[its][other]).view(np.uint64)
    known = firsts.known[mine][one] & seconds.known[its][other]
    return np.where(known, np.bitwise_count(differing), FAR)


def _least(bits: dict[tuple[str, str], Array], firsts: Iterable[str]) -> Array:
    """The least distance of the comparisons that begin with one of these hashes."""
    found: Array = np.minimum.reduce([distances for names, distances in bits.items() if names[0] in firsts])
    return found


def _within(first: Array, second: Array, limits: tuple[float, float]) -> Array:
    """Whether two colours are no further apart than (a and b together, L); False where one is not known."""
    apart = first - second
    found: Array = (np.hypot(apart[:, 1], apart[:, 2]) <= limits[0]) & (abs(apart[:, 0]) <= limits[1])
    return found
