"""The ground: its colour, how plain it is, and how much of it is white."""

from __future__ import annotations

import numpy as np

from analytics.pixels.arrays import strongest, weakest
from analytics.pixels.scene import Scene

WHITE_FROM = 247
# Brighter than a subject usually is, neutral, and yet not white: the grey or shadowed wall of a photographer.
GREY_FROM = 190
GREY_CHROMA = 20


def ground(scene: Scene) -> dict[str, object]:
    """The median colour of the border ring, and the ring's shares that are white, pure white, grey, and plain."""
    darkest = weakest(scene.ring)
    chroma = strongest(scene.ring) - darkest
    grey = (darkest >= GREY_FROM) & (darkest < WHITE_FROM) & (chroma <= GREY_CHROMA)
    red, green, blue = (int(channel) for channel in scene.ground)
    return {
        "ground_rgb": (red, green, blue),
        "ground_min": min(red, green, blue),
        "ground_white_share": float(np.mean(darkest >= WHITE_FROM)),
        "ground_pure_share": float(np.mean(darkest == 255)),
        "ground_grey_share": float(np.mean(grey)),
        "ground_uniform": scene.uniform,
    }
