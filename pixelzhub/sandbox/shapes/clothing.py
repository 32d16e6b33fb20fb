"""T-shirts, sweaters and beanies, laid flat."""

from __future__ import annotations

import numpy as np

from pixelzhub.sandbox.shapes.geometry import (
    Colour,
    Pairs,
    Part,
    Points,
    array,
    box,
    crease,
    curve,
    darker,
    ellipse,
    ribbon,
)


def tshirt(colour: Colour, view: int) -> list[Part]:
    half = [(-13, -50), (-24, -46), (-41, -39), (-58, -9), (-43, -1), (-33, -16), (-31, 10), (-32, 54)]
    return [
        *_garment(half, colour),
        *_neck(colour, back=view == 1),
        *_folds(),
        _seam([(-36, -38), (-31, -27), (-32, -15)], colour),
        _seam([(36, -38), (31, -27), (32, -15)], colour),
        _seam([(-32, 50.5), (0, 51.5), (32, 50.5)], colour),
        _seam([(-55.5, -12), (-41.5, -5)], colour),
        _seam([(55.5, -12), (41.5, -5)], colour),
        *([] if view == 1 else _print(colour)),
    ]


def sweater(colour: Colour, view: int) -> list[Part]:
    half = [
        (-13, -50),
        (-25, -46),
        (-39, -39),
        (-50, -8),
        (-60, 36),
        (-48, 40),
        (-38, 8),
        (-33, -12),
        (-33, 12),
        (-34, 52),
    ]
    ribs = [_line([(x, 45), (x, 53)], colour, 0.5) for x in range(-32, 33, 3)]
    cuffs = [
        _line([(s * (49 + k * 2.6), 34.6 + k * -0.9), (s * (48 + k * 2.6), 40 - k * 0.9)], colour, 0.5)
        for k in range(5)
        for s in (-1, 1)
    ]
    rows = [_line([(-32, y), (0, y + 1), (32, y)], colour, 0.35, 0.12) for y in range(-30, 44, 4)]
    stripe = [] if view == 1 else [Part(box(-33.2, -12, 33.2, -5, 0.2), darker(colour, -0.6), grain=0.1, clip=True)]
    return [
        *_garment(half, colour, grain=0.11),
        *rows,
        *stripe,
        *_neck(colour, back=view == 1, wide=4.5),
        *_folds(),
        *ribs,
        *cuffs,
    ]


def beanie(colour: Colour, view: int) -> list[Part]:
    dome = curve([(-40, 22), (-41, -4), (-33, -32), (-12, -48), (12, -48), (33, -32), (41, -4), (40, 22)])
    ribs = [_line([(x * 0.25, -49), (x * 0.85, -28), (x, 20)], colour, 1.1, 0.3) for x in range(-36, 37, 8)]
    cuff = box(-43, 14, 43, 42, 6)
    folds = [_line([(x, 15), (x, 41)], colour, 1.1, 0.3) for x in range(-38, 39, 6)]
    pompon = [Part(ellipse(0, -56, 14, 13), darker(colour, -0.35), "puff", grain=0.22)] if view != 1 else []
    label = [Part(box(18, 22, 32, 34, 1), (150, 104, 66), grain=0.08)] if view != 2 else []
    return [
        *pompon,
        Part(dome, colour, "puff", grain=0.12),
        *ribs,
        Part(box(-42, 8, 42, 20, 6), (0, 0, 0), alpha=0.35, soft=3, clip=True),
        Part(cuff, darker(colour, -0.06), "tube", grain=0.12),
        *folds,
        *label,
    ]


def _garment(half: Pairs, colour: Colour, grain: float = 0.07) -> list[Part]:
    left = array(half)
    right = (left * array([(-1, 1)]))[::-1]
    hem = array([(-20, 55.5), (0, 56), (20, 55.5)])
    shape = _rounded([*left.tolist(), *hem.tolist(), *right.tolist()])
    inside = Part(ellipse(0, -49, 14, 6), darker(colour, 0.45), "flat", grain=grain)
    return [inside, Part(shape, colour, "puff", grain=grain)]


def _rounded(points: list[list[float]]) -> Points:
    """Straight sides with slightly softened corners: cloth has no sharp ones."""
    given = array([(p[0], p[1]) for p in points])
    before, after = np.roll(given, 1, axis=0), np.roll(given, -1, axis=0)
    a = given + (before - given) * _near(before, given)
    b = given + (after - given) * _near(after, given)
    t = np.linspace(0, 1, 6, dtype=np.float32)[:, None, None]
    bends = (1 - t) ** 2 * a + 2 * (1 - t) * t * given + t**2 * b
    outline: Points = bends.transpose(1, 0, 2).reshape(-1, 2).astype(np.float32)
    return outline


def _near(end: Points, start: Points) -> Points:
    length = np.hypot(*(end - start).T)[:, None]
    share: Points = np.minimum(3.0 / np.maximum(length, 1e-6), 0.5)
    return share


def _neck(colour: Colour, *, back: bool, wide: float = 3.2) -> list[Part]:
    deep = -46 if back else -37
    front = curve([(-13.5, -50), (-9, -43 if not back else -48), (0, deep), (9, -43 if not back else -48), (13.5, -50)])
    rear = curve([(-13, -50), (0, -46.5), (13, -50)])
    opening = np.concatenate([front, rear[::-1]])
    hollow = [] if back else [Part(opening, darker(colour, 0.5), grain=0.06, clip=True), _tag()]
    collar = Part(ribbon(front, wide), darker(colour, 0.1), "puff", grain=0.06)
    return [*hollow, collar, Part(ribbon(rear, wide * 0.8), darker(colour, 0.2), grain=0.06)]


def _tag() -> Part:
    return Part(box(-3, -46, 3, -41.5, 0.3), (236, 233, 226))


def _folds() -> list[Part]:
    return [
        crease([(-30, -14), (-20, -4), (-12, 2)], 3.4),
        crease([(30, -12), (21, 0), (13, 4)], 3.4),
        crease([(-29, 30), (-20, 24), (-9, 26)], 3.8, alpha=0.14),
        crease([(28, 40), (18, 32), (8, 30)], 3.8, alpha=0.16),
        crease([(-22, -2), (-19, 24), (-21, 48)], 4.6, alpha=0.1),
        crease([(17, 2), (20, 26), (17, 50)], 4.6, light=True, alpha=0.12),
        crease([(-8, 12), (-9, 32), (-6, 50)], 4.2, light=True, alpha=0.1),
        crease([(-34, -30), (-26, -30), (-18, -36)], 3.0, alpha=0.12),
        crease([(34, -30), (26, -29), (18, -35)], 3.0, light=True, alpha=0.12),
    ]


def _line(points: list[tuple[float, float]], colour: Colour, width: float, alpha: float = 0.35) -> Part:
    return Part(ribbon(curve(points), width), darker(colour, 0.6), alpha=alpha, soft=0.25, clip=True)


def _seam(points: list[tuple[float, float]], colour: Colour) -> Part:
    return _line(points, colour, 0.55, 0.4)


def _print(colour: Colour) -> list[Part]:
    """A low sun over two hills."""
    light = sum(colour) > 420
    ink: Colour = (38, 60, 74) if light else (238, 226, 200)
    sun: Colour = (222, 122, 62) if light else (240, 178, 86)
    near = curve([(-17, 8), (-8, 0), (2, 6), (10, 2), (17, 8), (17, 11), (-17, 11)])
    far = curve([(-17, 4), (-10, -2), (-3, -6), (6, 2), (17, -1), (17, 6), (-17, 6)])
    return [
        Part(ellipse(2, -10, 9, 9), sun, clip=True, alpha=0.95),
        Part(far, ink, clip=True, alpha=0.55),
        Part(near, ink, clip=True, alpha=0.95),
    ]
