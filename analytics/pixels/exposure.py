"""Light and colour: the darkest and brightest luma, how much a picture says, what is burnt out, whether it is grey."""

from __future__ import annotations

import cv2
import numpy as np

from analytics.pixels.arrays import Numbers, counts_of, strongest, weakest
from analytics.pixels.scene import Scene

CLIPPED_FROM = 254


def exposure(scene: Scene) -> dict[str, object]:
    """1st and 99th percentile and entropy (bits) of the luma."""
    shares = counts_of(scene.grey) / scene.grey.size
    present = shares[shares > 0]
    return {
        "luma_p1": _percentile(shares, 0.01),
        "luma_p99": _percentile(shares, 0.99),
        "entropy": abs(float((present * np.log2(present)).sum())),
    }


def overexposed(scene: Scene) -> dict[str, object]:
    """The subject's share where two channels are burnt out: one alone clips on every bright saturated fabric."""
    if scene.mask is None or not scene.mask.any():
        return {"overexposed_share": None}
    red, green, blue = (channel >= CLIPPED_FROM for channel in cv2.split(scene.small))
    burnt = (red & green) | (green & blue) | (red & blue)
    return {"overexposed_share": np.count_nonzero(burnt & scene.mask) / np.count_nonzero(scene.mask)}


def chroma(scene: Scene) -> dict[str, object]:
    """The 95th percentile of the difference between the strongest and the weakest channel."""
    spread = strongest(scene.small) - weakest(scene.small)
    shares = counts_of(spread) / spread.size
    return {"chroma_p95": _percentile(shares, 0.95)}


def _percentile(shares: Numbers, share: float) -> int:
    return min(255, int(np.searchsorted(np.cumsum(shares, dtype=np.float64), share - 1e-6)))
