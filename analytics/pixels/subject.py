"""The subject: where it stands in the frame, how much of it it fills, which sides cut it, and its colour."""

from __future__ import annotations

import cv2
import numpy as np

from analytics.pixels.arrays import Colour, Mask, Numbers
from analytics.pixels.scene import Scene, ring_width

# A row or column with less subject than this is noise.
LINE_SHARE = 0.008
# A "subject" that reaches three sides on a coloured ground is the ground's own pattern: a sheet, a carpet, a floor.
PATTERN_SIDES = 3
PLAIN_WHITE_FROM = 240
# A side is touched when more than this share of its outer strip is subject.
TOUCH_SHARE = 0.05

Box = tuple[float, float, float, float]


def subject(scene: Scene) -> dict[str, object]:
    """Box, fill, offset of the centre and touched sides; nothing where the ground is not plain or nothing is there."""
    box = box_of(scene)
    if scene.mask is None or box is None:
        return {"box": None, "box_measurable": False, "fill": None, "offset": None, "touches": ()}
    x0, y0, x1, y1 = box
    return {
        "box": box,
        "box_measurable": True,
        "fill": max(x1 - x0, y1 - y0),
        "offset": max(abs(x0 + x1 - 1), abs(y0 + y1 - 1)) / 2,
        "touches": touches(scene.mask, scene.small),
    }


def box_of(scene: Scene) -> Box | None:
    """The subject's bounding box as fractions of the frame, None where no subject can be told from its ground."""
    if scene.mask is None or is_pattern(scene, scene.mask):
        return None
    across = _span(scene.mask.mean(axis=0))
    down = _span(scene.mask.mean(axis=1))
    if across is None or down is None:
        return None
    height, width = (side / scene.zoom for side in scene.luma.shape)  # the last px of `small` may be a partial one
    return (
        across[0] / width,
        down[0] / height,
        min(1.0, across[1] / width),
        min(1.0, down[1] / height),
    )


def subject_colour(scene: Scene) -> dict[str, object]:
    """Mean L, a, b of the subject, or of the whole picture where no subject can be told from its ground."""
    colours = np.ascontiguousarray(scene.small[::2, ::2])
    mask = None if scene.mask is None or not scene.mask[::2, ::2].any() else scene.mask[::2, ::2].astype(np.uint8)
    # Every fourth pixel in eight bits is enough for a mean. OpenCV keeps L as 0..255, a and b with 128 added.
    light, a, b, _ = cv2.mean(cv2.cvtColor(colours, cv2.COLOR_RGB2Lab), mask=mask)
    return {"subject_lab": (light * 100 / 255, a - 128, b - 128)}


def _span(shares: Numbers) -> tuple[int, int] | None:
    """First and one past the last line that holds subject."""
    lines = np.flatnonzero(shares > LINE_SHARE)
    return (int(lines[0]), int(lines[-1]) + 1) if lines.size else None


def touches(mask: Mask, colours: Colour) -> tuple[str, ...]:
    """The sides whose outer strip holds subject."""
    wide = ring_width(colours)
    strips = {"left": mask[:, :wide], "top": mask[:wide], "right": mask[:, -wide:], "bottom": mask[-wide:]}
    return tuple(side for side, strip in strips.items() if strip.mean() > TOUCH_SHARE)


def is_pattern(scene: Scene, mask: Mask) -> bool:
    """Whether what stands out is the coloured ground's own pattern rather than a subject."""
    coloured = int(scene.ground.min()) < PLAIN_WHITE_FROM
    return coloured and len(touches(mask, scene.small)) >= PATTERN_SIDES
