"""What is wrong with the drawn shop's faulty photos: one line of recipe changes each."""

from __future__ import annotations

from typing import Any

LANDSCAPE = {"width": 1800, "height": 900}
PORTRAIT = {"width": 640, "height": 1500}
POSTCARD = {"width": 700, "height": 700}
STAMP = {"width": 420, "height": 420}


def _small(side: int) -> dict[str, int]:
    return {"width": side, "height": side}


FAULTS: tuple[dict[str, Any], ...] = (
    # grounds that are not white
    {"ground": "grey", "fill": 0.8},
    {"ground": "grey", "fill": 0.86},
    {"ground": "tan", "fill": 0.78},
    {"ground": "tan", "fill": 0.86},
    {"ground": "sand", "fill": 0.82},
    {"ground": "rose", "fill": 0.8},
    {"ground": "teal", "fill": 0.78},
    {"ground": "blue", "fill": 0.8},
    {"ground": "yellow", "fill": 0.76},
    {"ground": "room", "fill": 0.66, "dy": 0.06},
    {"ground": "room", "fill": 0.7, "dy": 0.05},
    {"ground": "room", "fill": 0.6, "dx": -0.1, "dy": 0.08},
    {"ground": "evening", "fill": 0.66, "dy": 0.07},
    {"ground": "studio", "fill": 0.72, "dy": 0.04},
    {"ground": "studio", "fill": 0.7, "dx": 0.08, "dy": 0.05},
    # the product is too small
    {"fill": 0.5},
    {"fill": 0.56},
    {"fill": 0.6},
    {"fill": 0.64},
    {"fill": 0.58, "ground": "grey"},
    {"fill": 0.52, "ground": "dim"},
    {"fill": 0.62, "ground": "tan"},
    # not in the middle
    {"fill": 0.6, "dx": 0.17},
    {"fill": 0.62, "dx": -0.16},
    {"fill": 0.58, "dy": 0.18},
    {"fill": 0.62, "dx": 0.14, "dy": -0.13},
    {"fill": 0.6, "dx": -0.18, "ground": "sand"},
    {"fill": 0.56, "dx": 0.17, "dy": 0.1, "ground": "blue"},
    {"fill": 0.6, "dy": -0.17, "ground": "grey"},
    {"fill": 0.6, "dx": 0.16, **_small(860)},
    # too few pixels
    STAMP,
    STAMP,
    {**STAMP, "ground": "grey"},
    {**STAMP, "quality": 22},
    {**STAMP, "fill": 0.62},
    POSTCARD,
    _small(760),
    _small(820),
    _small(880),
    {**POSTCARD, "quality": 18},
    # blurred
    {"blur": 5.0},
    {"blur": 6.5},
    {"blur": 8.0},
    {"blur": 10.0},
    {"blur": 7.0, "ground": "grey"},
    {"blur": 6.0, "ground": "tan"},
    {"blur": 4.0, **_small(900)},
    {"blur": 9.0, "fill": 0.6},
    # too dark
    {"light": 0.34, "ground": "grey"},
    {"light": 0.42, "ground": "dim"},
    {"light": 0.46, "ground": "grey"},
    {"light": 0.4, "ground": "sand"},
    {"light": 0.38},
    {"light": 0.48},
    {"light": 0.44, "fill": 0.62},
    {"light": 0.36, "ground": "blue"},
    # saved too often
    {"quality": 9},
    {"quality": 12},
    {"quality": 15, **_small(1000)},
    {"quality": 14, "ground": "rose"},
    {"quality": 11, **_small(1100)},
    {"quality": 16, "ground": "grey"},
    # cut off
    {"fill": 1.18},
    {"fill": 1.3},
    {"fill": 1.22, "dx": 0.05},
    {"fill": 1.15, "ground": "grey"},
    {"fill": 1.26, "ground": "tan"},
    {"fill": 1.2},
    {"fill": 1.35, **_small(900)},
    {"fill": 1.24, "dy": 0.06},
    {"fill": 1.17, "dx": -0.04},
    # an odd shape
    {**LANDSCAPE, "fill": 0.8},
    {**LANDSCAPE, "fill": 0.84, "ground": "sand"},
    {**LANDSCAPE, "fill": 0.8, "ground": "room"},
    {**PORTRAIT, "fill": 0.86},
    {**PORTRAIT, "fill": 0.84, "ground": "grey"},
    {**LANDSCAPE, "fill": 0.78, "dx": 0.2},
    {**PORTRAIT, "fill": 0.8, "ground": "tan"},
    {**PORTRAIT, "fill": 0.86, "frame": True},
    {**LANDSCAPE, "fill": 0.78, "frame": True},
    # a frame round it
    {"frame": True, "fill": 0.8},
    {"frame": True, "fill": 0.82},
    {"frame": True, "fill": 0.78, "ground": "grey"},
    {"frame": True, "fill": 0.76, "ground": "sand"},
    {"frame": True, "fill": 0.8, **_small(900)},
    {"frame": True, "fill": 0.62},
    # broken or mislabelled files
    {"ending": "truncated"},
    {"ending": "png"},
    {"ending": "png", "width": 1000, "height": 1000},
    {"ending": "png", "ground": "grey"},
)
