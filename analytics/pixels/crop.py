"""Cut subjects: how many sides of the picture go through the subject."""

from __future__ import annotations

import numpy as np

from analytics.pixels.arrays import weakest
from analytics.pixels.scene import Scene, ring_width
from analytics.pixels.subject import TOUCH_SHARE, is_pattern, touches

WHITE_FROM = 250
# So much pure white along the border is paper, whatever else reaches the border too.
WHITE_SHARE = 0.12
OFF_WHITE = 235


def crop(scene: Scene) -> dict[str, object]:
    """How many sides cut the subject, None where neither a plain ground nor white paper is seen."""
    if scene.mask is not None and not is_pattern(scene, scene.mask):
        return {"cut_sides": len(touches(scene.mask, scene.small))}
    if np.mean(weakest(scene.ring) >= WHITE_FROM) < WHITE_SHARE:
        return {"cut_sides": None}
    return {"cut_sides": _sides_off_white(scene)}


def _sides_off_white(scene: Scene) -> int:
    """The sides of a close-up on white paper whose outer strip holds something that is not white."""
    wide = ring_width(scene.small)
    strips = (scene.small[:wide], scene.small[-wide:], scene.small[:, :wide], scene.small[:, -wide:])
    return sum(bool(np.mean(weakest(np.ascontiguousarray(strip)) < OFF_WHITE) > TOUCH_SHARE) for strip in strips)
