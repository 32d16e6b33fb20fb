"""Sharpness: how much of the strongest edges is finer than three pixels. It does not depend on what is shown."""

from __future__ import annotations

import cv2
import numpy as np

from analytics.pixels.arrays import Plane, counts_of
from analytics.pixels.scene import Scene

CENTRE = 480
TOP_SHARE = 0.01
# With less between its darkest and its brightest luma, as on a plain colour, nothing is there to be sharp.
LEAST_RANGE = 32
LEAST_SIDE = 16
# Weaker edges than this, as on the back of a plain shirt, are the grain and the blocks of a JPEG rather than its picture.
FAINT = 20.0


def sharpness(scene: Scene) -> dict[str, object]:
    """The ratio on the full-scale luma (its centre, where the subject is) and at thumbnail size; None on a plain picture."""
    return {
        "scale": scene.scale,
        "sharpness": edge_ratio(_centre(scene.luma), FAINT) or edge_ratio(scene.luma),
        "sharpness_small": edge_ratio(scene.grey),
    }


def edge_ratio(luma: Plane, least: float = 0.0) -> float | None:
    """Mean of the top 1 % of |Y - box3(Y)| over that of the steps between neighbours plus one; sharp photos have .40."""
    if min(luma.shape) < LEAST_SIDE or int(luma.max()) - int(luma.min()) < LEAST_RANGE:
        return None
    across = cv2.absdiff(luma[1:, 1:], luma[1:, :-1])
    down = cv2.absdiff(luma[1:, 1:], luma[:-1, 1:])
    steps = _top_mean(cv2.max(across, down).astype(np.uint8, copy=False))
    if steps < least:
        return None
    fine = _top_mean(cv2.absdiff(luma, cv2.blur(luma, (3, 3))).astype(np.uint8, copy=False))
    return fine / (steps + 1)


def _centre(luma: Plane) -> Plane:
    height, width = luma.shape
    top, left = max(0, (height - CENTRE) // 2), max(0, (width - CENTRE) // 2)
    return np.ascontiguousarray(luma[top : top + CENTRE, left : left + CENTRE])


def _top_mean(values: Plane) -> float:
    """The mean of the highest 1 %, from a histogram: sorting half a million pixels would cost more than the decode."""
    counts = counts_of(values)
    wanted = max(1.0, values.size * TOP_SHARE)
    above = np.cumsum(counts[::-1])
    taken = np.diff(np.minimum(above, wanted), prepend=0.0)
    return float((taken * np.arange(255, -1, -1)).sum() / wanted)
