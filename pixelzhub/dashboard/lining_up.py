"""Where the before stands over the after, so that the product coincides in both."""

from __future__ import annotations

from math import sqrt

from analytics.pixels import Measurement

#: two boxes whose shapes differ by more show different things, such as a product with and without its shadow
MOST_SHAPE = 1.35


def lined_up(was: Measurement, now: Measurement) -> dict[str, float] | None:
    """Where the before stands, in px of the after, so that both products coincide; None where they cannot."""
    if was.box is None or now.box is None or not (was.box_measurable and now.box_measurable):
        return None
    old, new = _pixels(was.box, was), _pixels(now.box, now)
    across, down = new[2] / max(1.0, old[2]), new[3] / max(1.0, old[3])
    if not across or not down or max(across / down, down / across) > MOST_SHAPE:
        return None
    scale = sqrt(across * down)
    return {
        "x": new[0] + new[2] / 2 - (old[0] + old[2] / 2) * scale,
        "y": new[1] + new[3] / 2 - (old[1] + old[3] / 2) * scale,
        "width": was.width * scale,
        "height": was.height * scale,
    }


def whole(was: Measurement, now: Measurement) -> dict[str, float] | None:
    """The whole before in the middle of the after's frame."""
    if not (was.width and was.height and now.width and now.height):
        return None
    scale = min(now.width / was.width, now.height / was.height)
    width, height = was.width * scale, was.height * scale
    return {"x": (now.width - width) / 2, "y": (now.height - height) / 2, "width": width, "height": height}


def _pixels(box: tuple[float, float, float, float], measured: Measurement) -> tuple[float, float, float, float]:
    """A box of fractions (x0, y0, x1, y1) as left, top, width, height in px."""
    x0, y0, x1, y1 = box
    return x0 * measured.width, y0 * measured.height, (x1 - x0) * measured.width, (y1 - y0) * measured.height
