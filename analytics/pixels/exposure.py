"""Light and colour: the darkest and brightest luma, how much a picture says, what is burnt out, whether it is grey."""

from __future__ import annotations

import cv2
import numpy as np

from analytics.pixels.arrays import Mask, Numbers, Plane, counts_of, strongest, weakest
from analytics.pixels.scene import Scene

CLIPPED_FROM = 250


def exposure(scene: Scene) -> dict[str, object]:
    """1st and 99th percentile and entropy (bits) of the luma, and the entropy of the subject alone."""
    shares = counts_of(scene.grey) / scene.grey.size
    return {
        "luma_p1": _percentile(shares, 0.01),
        "luma_p99": _percentile(shares, 0.99),
        "entropy": _bits(shares),
        "subject_entropy": _bits(_inside(scene.grey, scene.mask)),
    }


def overexposed(scene: Scene) -> dict[str, object]:
    """The subject's share where two channels are burnt out: one alone clips on every bright saturated fabric."""
    if scene.mask is None or not scene.mask.any():
        return {"overexposed_share": None}
    red, green, blue = (channel >= CLIPPED_FROM for channel in cv2.split(scene.small))
    burnt = (red & green) | (green & blue) | (red & blue)
    return {"overexposed_share": np.count_nonzero(burnt & scene.mask) / np.count_nonzero(scene.mask)}


def chroma(scene: Scene) -> dict[str, object]:
    """The 95th percentile of the difference between the strongest and the weakest channel: the picture's or its subject's."""
    spread = strongest(scene.small) - weakest(scene.small)
    whole, subject = counts_of(spread) / spread.size, _inside(spread, scene.mask)
    # A small colourful thing on much white is no grey photo.
    return {"chroma_p95": max(_percentile(whole, 0.95), 0 if subject is None else _percentile(subject, 0.95))}


def _inside(values: Plane, mask: Mask | None) -> Numbers | None:
    """The shares of the 256 values within the subject, None where there is none."""
    if mask is None or not mask.any():
        return None
    counts = np.ravel(cv2.calcHist([values], [0], mask.view(np.uint8), [256], [0, 256]))
    return np.asarray(counts / counts.sum())


def _bits(shares: Numbers | None) -> float | None:
    if shares is None:
        return None
    present = shares[shares > 0]
    return abs(float((present * np.log2(present)).sum()))


def _percentile(shares: Numbers, share: float) -> int:
    return min(255, int(np.searchsorted(np.cumsum(shares, dtype=np.float64), share - 1e-6)))
