"""Perceptual hashes: 64 signs of a cosine transform, of the whole picture, its centre, its subject, and their mirrors."""

from __future__ import annotations

import cv2
import numpy as np

from analytics.pixels.arrays import Numbers, Plane
from analytics.pixels.scene import Scene
from analytics.pixels.subject import box_of

SIDE = 32
KEPT = 8
# What is cut off each side for the hash of the centre: of copies cropped by 2.5 % a side and by 5 %, 4 % finds most.
MARGIN = 0.04
# Mirroring a picture flips the sign of the odd columns of its cosine transform: the mirror's hash costs no second pass.
MIRROR = np.where(np.arange(KEPT) % 2, -1.0, 1.0)
WEIGHTS = 1 << np.arange(KEPT * KEPT, dtype=np.uint64)


def hashes(scene: Scene) -> dict[str, object]:
    """The hashes of the picture, of its centre, of the subject's box (the picture's own where there is none), of mirrors.

    With them the mean colour of the whole picture (L 0..100, a, b), which is what copies share whose subject is
    told from its ground in one of them and not in the other.
    """
    whole, subject = _waves(scene.grey), _waves(_subject(scene))
    return {
        "phash": _signs(whole),
        "mirror_phash": _signs(whole * MIRROR),
        "centre_phash": _signs(_waves(_centre(scene.grey))),
        "content_phash": _signs(subject),
        "content_mirror_phash": _signs(subject * MIRROR),
        "whole_lab": _colour(scene),
    }


def _centre(grey: Plane) -> Plane:
    down, across = (round(side * MARGIN) for side in grey.shape)
    return grey[down : grey.shape[0] - down, across : grey.shape[1] - across]


def _subject(scene: Scene) -> Plane:
    box = box_of(scene)
    if box is None:
        return scene.grey
    height, width = (side / scene.zoom for side in scene.luma.shape)
    x0, x1, y0, y1 = round(box[0] * width), round(box[2] * width), round(box[1] * height), round(box[3] * height)
    return scene.grey[y0:y1, x0:x1]


def _colour(scene: Scene) -> tuple[float, float, float]:
    """As `subject_colour`, without a mask: every fourth pixel in eight bits is enough for a mean."""
    light, a, b, _ = cv2.mean(cv2.cvtColor(np.ascontiguousarray(scene.small[::2, ::2]), cv2.COLOR_RGB2Lab))
    return light * 100 / 255, a - 128, b - 128


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
