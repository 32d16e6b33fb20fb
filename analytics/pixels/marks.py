"""Watermarks: small marks of one colour strewn over the ground, or standing in one slanted row across it."""

from __future__ import annotations

import cv2
import numpy as np

from analytics.pixels.arrays import Mask, Numbers
from analytics.pixels.scene import SUBJECT_DISTANCE, Scene

# Sizes of a mark, as shares of the longer side; what is smaller is noise, what is larger is a thing.
LEAST_SIDE = 0.015
MOST_SIDE = 0.2
MOST_MARKS = 300
STREWN = 8
IN_ROW = 3
# How wide the marks reach both ways, how far a row may wander, and how much their colours may differ (levels of luma).
REACH = 0.6
ROW_REACH = 0.4
WANDER = 0.02
SLANT = 0.15
ONE_COLOUR = 4.5
ROW_COLOUR = 2.0
# The marks of a row are letters, and letters that cross a subject are rarely smaller than this.
ROW_SIDE = 0.04


def marks(scene: Scene) -> dict[str, object]:
    """How many marks of one colour lie on the ground beside the subject; None where the ground is not plain."""
    if scene.distance is None:
        return {"marks": None}
    apart = (scene.distance > SUBJECT_DISTANCE).view(np.uint8)
    _, parts, stats, centres = cv2.connectedComponentsWithStats(apart, connectivity=8, ltype=cv2.CV_16U)
    found = np.flatnonzero(_small(stats, scene.grey.shape))
    if not IN_ROW <= found.size <= MOST_MARKS:
        return {"marks": 0}
    light = _light(scene, np.asarray(parts), found)
    height, width = scene.grey.shape
    places = centres[found] / (width, height)
    strewn = found.size >= STREWN and _is_wide(places) and light.std() <= ONE_COLOUR
    return {"marks": found.size if strewn or _in_row(places, stats[found], light, max(height, width)) else 0}


def _small(stats: Numbers, shape: tuple[int, ...]) -> Mask:
    """Which parts are small and touch no side; part 0 is the ground itself."""
    left, top, wide, high, area = stats.T
    side = max(shape)
    sized = (np.maximum(wide, high) <= MOST_SIDE * side) & (np.maximum(wide, high) >= LEAST_SIDE * side) & (area >= 6)
    inside = (left > 0) & (top > 0) & (left + wide < shape[1]) & (top + high < shape[0])
    return np.asarray(sized & inside)


def _light(scene: Scene, parts: Numbers, found: Numbers) -> Numbers:
    """The mean luma of each mark."""
    sums = np.bincount(parts.ravel(), weights=scene.grey.ravel())
    return np.asarray(sums[found] / np.bincount(parts.ravel())[found])


def _is_wide(places: Numbers) -> bool:
    return bool(np.all(np.ptp(places, axis=0) >= REACH))


def _in_row(places: Numbers, stats: Numbers, light: Numbers, side: int) -> bool:
    """Whether the marks stand in one slanted row that reaches across half of the picture."""
    across, down = np.ptp(places, axis=0)
    if across < ROW_REACH or down < SLANT or light.std() > ROW_COLOUR:
        return False
    if np.median(stats[:, (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT)].max(axis=1)) < ROW_SIDE * side:
        return False
    spread = np.linalg.svd(places - places.mean(axis=0), compute_uv=False)
    return bool(spread[1] <= WANDER * np.sqrt(len(places)))
