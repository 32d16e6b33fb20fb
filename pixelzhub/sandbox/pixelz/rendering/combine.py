"""Several photos as one picture: side by side, equally high."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pixelzhub.sandbox.painting import Bytes, Plane
from pixelzhub.sandbox.pixelz.rendering.cutout import Cutout

TALLEST_PX = 2000
GAP = 0.05
"""Space between two parts, as a share of their height."""


def side_by_side(parts: Sequence[Cutout]) -> Cutout:
    """One cut-out that holds each part's subject, in order."""
    if len(parts) == 1:
        return parts[0]
    boxes = [part.box() for part in parts]
    height = min(TALLEST_PX, max(bottom - top for _, top, _, bottom in boxes))
    gap = max(1, round(height * GAP))
    pieces = [_scaled(part, box, height) for part, box in zip(parts, boxes, strict=True)]
    colours: list[Bytes] = [np.full((height, gap, 3), 255, np.uint8)] * (2 * len(pieces) - 1)
    covers: list[Plane] = [np.zeros((height, gap), np.float32)] * (2 * len(pieces) - 1)
    colours[::2], covers[::2] = [piece.colour for piece in pieces], [piece.cover for piece in pieces]
    return Cutout(np.hstack(colours), np.hstack(covers))


def _scaled(part: Cutout, box: tuple[int, int, int, int], height: int) -> Cutout:
    left, top, right, bottom = box
    width = max(1, round((right - left) * height / (bottom - top)))
    way = cv2.INTER_AREA if height < bottom - top else cv2.INTER_CUBIC
    colour, cover = part.colour[top:bottom, left:right], part.cover[top:bottom, left:right]
    wide = cv2.resize(cover, (width, height), interpolation=way)
    return Cutout(cv2.resize(colour, (width, height), interpolation=way), np.clip(wide, 0, 1))
