"""A drawn border or frame: straight lines along the outer edge on three sides or more."""

from __future__ import annotations

import cv2
import numpy as np

from analytics.pixels.arrays import Plane
from analytics.pixels.scene import Scene

DEPTH = 0.08
STEP = 18
LINE_SHARE = 0.6


def frame(scene: Scene) -> dict[str, object]:
    """How many sides, 0..4, have a line along them."""
    return {"frame_sides": sum(_has_line(band) for grey in (scene.grey, scene.grey.T) for band in _bands(grey))}


def _bands(grey: Plane) -> tuple[Plane, Plane]:
    """The top and the bottom band, as deep as a frame may be."""
    depth = max(3, round(DEPTH * grey.shape[0]))
    return np.ascontiguousarray(grey[:depth]), np.ascontiguousarray(grey[-depth:])


def _has_line(band: Plane) -> bool:
    """Whether, between two rows, more than 60 % of the columns step by more than 18."""
    if band.shape[0] < 2:
        return False
    steps = cv2.absdiff(band[1:], band[:-1])
    return bool(((steps > STEP).mean(axis=1) > LINE_SHARE).any())
