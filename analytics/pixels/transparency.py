"""Transparency: how much of the picture shows what lies behind it."""

from __future__ import annotations

import numpy as np

from analytics.pixels.scene import Scene

SEEN_THROUGH = 128


def transparency(scene: Scene) -> dict[str, object]:
    """The share of pixels that are more than half transparent."""
    return {"alpha_share": 0.0 if scene.alpha is None else float(np.mean(scene.alpha < SEEN_THROUGH))}
