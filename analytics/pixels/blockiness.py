"""The 8 px block grid that strong JPEG compression leaves in a picture."""

from __future__ import annotations

import cv2
import numpy as np

from analytics.pixels.arrays import Numbers
from analytics.pixels.scene import Scene

BLOCK = 8
# Larger steps are edges of what is shown; cut to this, a line of the picture that lies on the grid weighs no more than a block.
EDGE = 16
# Below this mean step on the grid a picture is flat, and a ratio of two noises says nothing.
FLAT = 0.25
NOISE = 0.1


def blockiness(scene: Scene) -> dict[str, object]:
    """Mean step across the block grid over that beside it: about 1 is clean, over 1.65 is visible.

    At half size the steps beside the grid hold half of those on it: squared, both sizes have one limit.
    """
    grid = BLOCK // scene.scale
    # At a quarter of the size the grid is gone, a turned picture has lost its phase, a tiny one has none.
    if grid < 4 or scene.turned or min(scene.luma.shape) <= 2 * BLOCK:
        return {"blockiness": None}
    across = _ratio(cv2.absdiff(scene.luma[:, 1:], scene.luma[:, :-1]), 0, grid)
    down = _ratio(cv2.absdiff(scene.luma[1:], scene.luma[:-1]), 1, grid)
    return {"blockiness": None if across is None or down is None else min(across, down) ** scene.scale}


def _ratio(steps: Numbers, axis: int, grid: int) -> float | None:
    """Steps on the grid over those on either side of it, along one axis; None on a flat picture."""
    means = np.ravel(
        cv2.reduce(cv2.threshold(steps, EDGE, EDGE, cv2.THRESH_TRUNC)[1], axis, cv2.REDUCE_AVG, dtype=cv2.CV_32F)
    )
    lines = np.arange(2 * grid - 1, means.size - 2, grid)
    on_grid = float(means[lines].mean()) if lines.size else 0.0
    reach = grid // 4
    beside = float(np.mean([means[lines + away] for away in range(-reach, reach + 1) if away])) if lines.size else 0.0
    return (on_grid + NOISE) / (beside + NOISE) if on_grid >= FLAT else None
