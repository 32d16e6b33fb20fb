"""The 8 px block grid that strong JPEG compression leaves in a picture."""

from __future__ import annotations

import cv2
import numpy as np

from analytics.pixels.arrays import Numbers
from analytics.pixels.scene import Scene

BLOCK = 8
# Below this mean step between neighbours a picture is flat, and a ratio of two noises says nothing.
FLAT = 0.25


def blockiness(scene: Scene) -> dict[str, object]:
    """Mean step across the block grid over the mean step elsewhere: about 1 is clean, over 1.5 is visible."""
    grid = BLOCK // scene.scale
    # At a quarter of the size the grid is gone, a turned picture has lost its phase, a tiny one has none.
    if grid < 4 or scene.turned or min(scene.luma.shape) <= 2 * BLOCK:
        return {"blockiness": None}
    across = _ratio(cv2.absdiff(scene.luma[:, 1:], scene.luma[:, :-1]), 0, grid)
    down = _ratio(cv2.absdiff(scene.luma[1:], scene.luma[:-1]), 1, grid)
    return {"blockiness": None if across is None or down is None else min(across, down)}


def _ratio(steps: Numbers, axis: int, grid: int) -> float | None:
    """Steps on the grid over the others, along one axis; None on a flat picture."""
    means = np.ravel(cv2.reduce(steps, axis, cv2.REDUCE_AVG, dtype=cv2.CV_32F))
    on_grid = np.arange(1, means.size + 1) % grid == 0
    elsewhere = float(means[~on_grid].mean())
    return float(means[on_grid].mean()) / elsewhere if elsewhere >= FLAT else None
