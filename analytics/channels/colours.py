"""Colours in the words of people."""

from __future__ import annotations

import colorsys

# Upper ends of the hues, in degrees.
HUES = ((15, "red"), (45, "orange"), (70, "yellow"), (165, "green"), (200, "turquoise"), (260, "blue"), (295, "purple"))
LAST_HUES = ((345, "pink"), (360, "red"))
NEUTRAL_CHROMA = 10
PALE, DARK = 0.35, 0.25


def colour_word(rgb: tuple[int, int, int]) -> str:
    """A grey with its value ("grey 229"), else the hue: "pink", "pale blue", "dark red", "beige", "brown"."""
    if max(rgb) - min(rgb) <= NEUTRAL_CHROMA:
        return "black" if max(rgb) < 25 else f"grey {round(sum(rgb) / 3)}"
    hue, saturation, value = colorsys.rgb_to_hsv(*(channel / 255 for channel in rgb))
    return _shaded(_hue_word(hue * 360), saturation, value)


def _hue_word(degrees: float) -> str:
    return next(name for end, name in (*HUES, *LAST_HUES) if degrees <= end)


def _shaded(hue: str, saturation: float, value: float) -> str:
    if hue in ("orange", "yellow") and value < 0.65:
        return "brown"
    if hue == "red" and saturation < PALE and value > 0.6:
        return "pale pink"
    if hue in ("orange", "yellow") and saturation < PALE:
        return "beige"
    if saturation < PALE:
        return f"pale {hue}" if value > 0.6 else f"greyish {hue}"
    return f"dark {hue}" if value < DARK else hue
