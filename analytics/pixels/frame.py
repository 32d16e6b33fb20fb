"""A drawn border or frame: straight lines along the outer edge on three sides or more."""

from __future__ import annotations

import numpy as np

from analytics.pixels.arrays import Mask, Numbers, Plane
from analytics.pixels.scene import Scene

DEPTH = 0.08
STEP = 18
LINE_SHARE = 0.6
PLAIN_WHITE_FROM = 240


def frame(scene: Scene) -> dict[str, object]:
    """How many sides, 0..4, have a line along them."""
    # Of a white border, one step inwards is a book or a box that fills its picture; a frame is a line with white again behind it.
    is_line = _goes_in_and_out if int(scene.ground.min()) >= PLAIN_WHITE_FROM else _goes_in
    return {"frame_sides": sum(is_line(_steps(band)) for grey in (scene.grey, scene.grey.T) for band in _bands(grey))}


def _bands(grey: Plane) -> tuple[Plane, Plane]:
    """The first and the last rows, from the edge inwards, as deep as a frame may be."""
    depth = max(3, round(DEPTH * grey.shape[0]))
    return grey[:depth], grey[::-1][:depth]


def _steps(band: Plane) -> Numbers:
    """The signed steps from each row to the next one inwards."""
    return np.diff(band.astype(np.int16), axis=0)


def _goes_in(steps: Numbers) -> bool:
    return bool(_lines(np.abs(steps) > STEP).any())


def _goes_in_and_out(steps: Numbers) -> bool:
    darker, brighter = _lines(steps < -STEP), _lines(steps > STEP)
    return bool(darker.any() and brighter[int(darker.argmax()) :].any())


def _lines(strong: Mask) -> Mask:
    """Between which rows more than 60 % of the columns step."""
    return np.asarray(strong.mean(axis=1) > LINE_SHARE)
