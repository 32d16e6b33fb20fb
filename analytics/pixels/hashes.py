"""Perceptual hashes: 64 signs of a cosine transform, of the whole picture, of its subject, and of its mirror image."""

from __future__ import annotations

import cv2
import numpy as np

from analytics.pixels.arrays import Numbers, Plane
from analytics.pixels.scene import Scene
from analytics.pixels.subject import box_of

SIDE = 32
KEPT = 8
# Mirroring a picture flips the sign of the odd columns of its cosine transform: the mirror's hash costs no second pass.
MIRROR = np.where(np.arange(KEPT) % 2, -1.0, 1.0)
WEIGHTS = 1 << np.arange(KEPT * KEPT, dtype=np.uint64)


def hashes(scene: Scene) -> dict[str, object]:
    """The hash of the picture, of its mirror image, and of the subject's box (the picture's own where there is none)."""
    waves = _waves(scene.grey)
    return {
        "phash": _signs(waves),
        "mirror_phash": _signs(waves * MIRROR),
        "content_phash": _signs(_waves(_subject(scene))),
    }


def _subject(scene: Scene) -> Plane:
    box = box_of(scene)
    if box is None:
        return scene.grey
    height, width = (side / scene.zoom for side in scene.luma.shape)
    x0, x1, y0, y1 = round(box[0] * width), round(box[2] * width), round(box[1] * height), round(box[3] * height)
    return scene.grey[y0:y1, x0:x1]


def _waves(grey: Plane) -> Numbers:
    """The 8 x 8 lowest frequencies, the mean left out."""
    tile = cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    waves = np.asarray(cv2.dct(tile.astype(np.float32)), np.float32)[:KEPT, :KEPT].copy()
    waves[0, 0] = 0
    return waves


def _signs(waves: Numbers) -> int:
    """Which frequencies lie above the median, as one signed number of 64 bits (a database's big integer)."""
    above = (waves > np.median(waves)).ravel()
    above[0] = False
    return int((WEIGHTS * above).sum(dtype=np.uint64).astype(np.int64))
