"""The outlines that products are made of, in a drawing's own units, y down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Points = NDArray[Any]
Colour = tuple[int, int, int]
Shade = Literal["flat", "tube", "puff"]
Pairs = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Part:
    """One painted piece. `shade` is how light falls on it, `soft` its blur in units; `clip` keeps it on the others."""

    outline: Points
    colour: Colour
    shade: Shade = "flat"
    gloss: float = 0.0
    grain: float = 0.0
    alpha: float = 1.0
    soft: float = 0.0
    clip: bool = False
    hole: Points | None = None


def array(points: Pairs) -> Points:
    return np.asarray(points, dtype=np.float32)


def ellipse(x: float, y: float, rx: float, ry: float, start: float = 0, end: float = 360) -> Points:
    """An ellipse or an arc of it, in degrees clockwise from the right."""
    turn = np.radians(np.linspace(start, end, 96, dtype=np.float32))
    return np.stack([x + rx * np.cos(turn), y + ry * np.sin(turn)], axis=1).astype(np.float32)


def box(left: float, top: float, right: float, bottom: float, corner: float = 0.5) -> Points:
    """A rectangle with round corners."""
    r = min(corner, (right - left) / 2, (bottom - top) / 2)
    return np.concatenate(
        [
            ellipse(right - r, top + r, r, r, 270, 360),
            ellipse(right - r, bottom - r, r, r, 0, 90),
            ellipse(left + r, bottom - r, r, r, 90, 180),
            ellipse(left + r, top + r, r, r, 180, 270),
        ]
    )


def curve(points: Pairs | Points, *, closed: bool = False, steps: int = 14) -> Points:
    """A smooth line through all points (Catmull-Rom)."""
    given = np.asarray(points, dtype=np.float32)
    before, after = (given[-1:], given[:2]) if closed else (given[:1], given[-1:])
    padded = np.concatenate([before, given, after])
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[:, None]
    pieces = [_piece(padded[i : i + 4], t) for i in range(len(padded) - 3)]
    ends = [] if closed else [given[-1:]]
    return np.concatenate([*pieces, *ends])


def _piece(four: Points, t: Points) -> Points:
    a, b, c, d = four
    point: Points = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return point


def ribbon(line: Points, width: float, end_width: float | None = None) -> Points:
    """The outline of a line that has a width, which may grow or shrink along it."""
    steps = np.gradient(line, axis=0)
    length = np.maximum(np.hypot(steps[:, 0], steps[:, 1]), 1e-6)
    normal = np.stack([-steps[:, 1], steps[:, 0]], axis=1) / length[:, None]
    last = width if end_width is None else end_width
    half = np.linspace(width, last, len(line), dtype=np.float32)[:, None] / 2
    return np.concatenate([line + normal * half, (line - normal * half)[::-1]]).astype(np.float32)


def lathe(profile: Pairs, *, x: float = 0, tilt: float = 0.15, smooth: bool = True) -> Points:
    """A turned body seen slightly from above: `profile` is (y, radius) from top to bottom."""
    side = curve(profile) if smooth else array(profile)
    y, r = side[:, 0], np.maximum(side[:, 1], 0.01)
    right = np.stack([x + r, y], axis=1)
    left = np.stack([x - r, y], axis=1)[::-1]
    foot = ellipse(x, float(y[-1]), float(r[-1]), float(r[-1]) * tilt, 0, 180)
    brim = ellipse(x, float(y[0]), float(r[0]), float(r[0]) * tilt, 180, 360)
    return np.concatenate([right, foot, left, brim]).astype(np.float32)


def band(x: float, top: float, bottom: float, r_top: float, r_bottom: float, tilt: float = 0.15) -> Points:
    """A stripe round a turned body."""
    upper = ellipse(x, top, r_top, r_top * tilt, 180, 0)
    lower = ellipse(x, bottom, r_bottom, r_bottom * tilt, 0, 180)
    return np.concatenate([upper, lower])


def leaf(x: float, y: float, length: float, width: float, turn: float, bend: float = 0.15) -> tuple[Points, Points]:
    """A leaf from its foot at (x, y), `turn` degrees from upright, and its middle rib."""
    t = np.linspace(0, 1, 40, dtype=np.float32)
    rib = np.stack([bend * length * t**2, -length * t], axis=1)
    half = (width / 2 * np.maximum(np.sin(np.pi * t**0.75), 0) ** 0.9)[:, None]
    across = np.stack([np.ones_like(t), 2 * bend * t], axis=1)
    outline = np.concatenate([rib + across * half, (rib - across * half)[::-1]])
    return _turned(outline, x, y, turn), _turned(rib, x, y, turn)


def _turned(points: Points, x: float, y: float, degrees: float) -> Points:
    angle = np.radians(degrees)
    spin = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], dtype=np.float32)
    return (points @ spin + np.array([x, y], dtype=np.float32)).astype(np.float32)


def moved(parts: Sequence[Part], *, scale: float = 1, dx: float = 0, dy: float = 0, mirror: bool = False) -> list[Part]:
    """The same parts elsewhere, larger, smaller or mirrored."""
    factor = np.array([-scale if mirror else scale, scale], dtype=np.float32)
    shift = np.array([dx, dy], dtype=np.float32)

    def put(points: Points) -> Points:
        return (points * factor + shift).astype(np.float32)

    return [
        replace(p, outline=put(p.outline), hole=None if p.hole is None else put(p.hole), soft=p.soft * scale)
        for p in parts
    ]


def turned(parts: Sequence[Part], degrees: float) -> list[Part]:
    """The same parts turned about the drawing's zero point, in degrees anticlockwise."""
    return [
        replace(
            p,
            outline=_turned(p.outline, 0, 0, degrees),
            hole=None if p.hole is None else _turned(p.hole, 0, 0, degrees),
        )
        for p in parts
    ]


def darker(colour: Colour, by: float) -> Colour:
    """A shade of the colour: by 0.2 darker, by -0.2 lighter."""
    if by >= 0:
        return (round(colour[0] * (1 - by)), round(colour[1] * (1 - by)), round(colour[2] * (1 - by)))
    return (
        round(colour[0] - (255 - colour[0]) * by),
        round(colour[1] - (255 - colour[1]) * by),
        round(colour[2] - (255 - colour[2]) * by),
    )


def crease(points: Pairs, width: float, *, light: bool = False, alpha: float = 0.22) -> Part:
    """A soft fold in cloth or leather."""
    colour = (255, 255, 255) if light else (10, 10, 20)
    return Part(ribbon(curve(points), width, width * 0.3), colour, alpha=alpha, soft=width * 0.7, clip=True)
