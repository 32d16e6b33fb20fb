"""What every metric looks at: the small arrays of one picture, its border ring, and the mask of its subject."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from analytics.pixels.arrays import Colour, Mask, Numbers, Plane
from analytics.pixels.decode import Picture

RING_SHARE = 0.012
# A pixel whose strongest channel differs by more than this from the ground belongs to the subject.
SUBJECT_DISTANCE = 14
# Below this share of ring pixels near the ground's colour there is no plain ground, and no box can be trusted.
UNIFORM_SHARE = 0.6
KERNEL = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture ready to be measured; `mask` is None where the ground is not plain."""

    luma: Plane
    grey: Plane  # luma of `small`
    small: Colour
    alpha: Plane | None
    scale: int
    zoom: float
    turned: bool
    ring: Colour  # 1 x n
    ground: Numbers  # RGB, uint8
    uniform: float
    distance: Plane | None  # of each pixel to the ground; None, as `mask`, where the ground is not plain
    mask: Mask | None


def scene_of(picture: Picture) -> Scene:
    """The scene of a decoded picture."""
    ring = _ring(picture.small)
    ground = np.median(ring[0], axis=0).astype(np.uint8)
    uniform = float((_distance(ring, ground) <= SUBJECT_DISTANCE).mean())
    distance = _distance(picture.small, ground) if uniform >= UNIFORM_SHARE else None
    return Scene(
        luma=picture.luma,
        grey=cv2.cvtColor(picture.small, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False),
        small=picture.small,
        alpha=picture.alpha,
        scale=picture.scale,
        zoom=picture.zoom,
        turned=picture.header.exif_orientation != 1,
        ring=ring,
        ground=ground,
        uniform=uniform,
        distance=distance,
        mask=None if distance is None else _mask(distance),
    )


def ring_width(colours: Colour) -> int:
    """The width of the border ring in px of the small picture."""
    height, width = colours.shape[:2]
    return max(1, round(RING_SHARE * int(max(height, width))))


def _ring(colours: Colour) -> Colour:
    wide = min(ring_width(colours), (min(colours.shape[:2]) + 1) // 2)
    sides = (colours[:wide], colours[-wide:], colours[wide:-wide, :wide], colours[wide:-wide, -wide:])
    return np.concatenate([side.reshape(-1, 3) for side in sides])[None]


def _distance(colours: Numbers, ground: Numbers) -> Plane:
    """The greatest difference of a channel to the ground, for every pixel."""
    red, green, blue = (
        cv2.absdiff(channel, np.full_like(channel, value))
        for channel, value in zip(cv2.split(colours), ground, strict=True)
    )
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


def _mask(distance: Plane) -> Mask:
    """Where the subject is; single pixels of noise are opened away."""
    apart = (distance > SUBJECT_DISTANCE).view(np.uint8)
    return np.asarray(cv2.morphologyEx(apart, cv2.MORPH_OPEN, KERNEL), np.bool_)
