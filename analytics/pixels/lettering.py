"""Words laid over a photo: a row of letters of one height on a patch of one colour."""

from __future__ import annotations

import cv2
import numpy as np

from analytics.pixels.arrays import Mask, Numbers, Plane
from analytics.pixels.scene import Scene

WINDOW = (25, 25)
CONTRAST = 32
# Heights of a letter: from five px, below which it has no shape, to a seventh of the picture.
LEAST_HEIGHT = 5
MOST_HEIGHT = 0.14
MOST_PARTS = 160
LEAST_LETTERS = 3
# Printed grounds are flat; cloth, wood and skin are not.
FLAT = 6
FLAT_SHARE = 0.9


def lettering(scene: Scene) -> dict[str, object]:
    """How many letters stand in the longest row of them that lies on one colour."""
    grey = scene.grey
    around = cv2.blur(grey, WINDOW)
    bright, dark = cv2.subtract(grey, around), cv2.subtract(around, grey)
    return {"letters": max(_longest_row(grey, (apart > CONTRAST).view(np.uint8)) for apart in (bright, dark))}


def _longest_row(grey: Plane, ink: Plane) -> int:
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_16U)
    letters = _letters(stats, grey.shape[0])
    if letters.size < LEAST_LETTERS:
        return 0
    in_row = _rows(stats[letters])
    counts = in_row.sum(axis=1)
    for at in np.argsort(-counts, kind="stable")[:3]:
        if counts[at] < LEAST_LETTERS:
            break
        if _on_flat(grey, ink, stats[letters[in_row[at]]]):
            return int(counts[at])
    return 0


def _letters(stats: Numbers, height: int) -> Numbers:
    """The parts that are as high, as narrow and as filled as letters."""
    wide, high, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    shaped = (high >= LEAST_HEIGHT) & (high <= MOST_HEIGHT * height) & (wide <= 2 * high) & (area >= 0.2 * wide * high)
    found = np.flatnonzero(shaped)
    return found[:MOST_PARTS] if found.size else found


def _rows(stats: Numbers) -> Mask:
    """Which letters stand in one row with which: on one base line, of like height, not far apart."""
    left, high = stats[:, cv2.CC_STAT_LEFT].astype(np.float32), stats[:, cv2.CC_STAT_HEIGHT].astype(np.float32)
    base = stats[:, cv2.CC_STAT_TOP] + high
    level = np.abs(base[:, None] - base) <= 1 + 0.15 * high[:, None]
    alike = np.abs(high[:, None] - high) <= 1 + 0.35 * high[:, None]
    near = np.abs(left[:, None] - left) <= 8 * high[:, None]
    return np.asarray(level & alike & near)


def _on_flat(grey: Plane, ink: Plane, row: Numbers) -> bool:
    """Whether what lies between and round the letters is of one colour."""
    left, top = row[:, cv2.CC_STAT_LEFT], row[:, cv2.CC_STAT_TOP]
    right, bottom = left + row[:, cv2.CC_STAT_WIDTH], top + row[:, cv2.CC_STAT_HEIGHT]
    box = np.s_[max(0, top.min() - 2) : bottom.max() + 2, max(0, left.min() - 2) : right.max() + 2]
    inked = cv2.dilate(np.ascontiguousarray(ink[box]), np.ones((3, 3), np.uint8))
    between = grey[box][inked == 0].astype(np.int16)
    return bool(between.size) and float(np.mean(np.abs(between - np.median(between)) <= FLAT)) >= FLAT_SHARE
