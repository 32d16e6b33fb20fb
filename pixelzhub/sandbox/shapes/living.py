"""Lamps, vases, cushions and candles."""

from __future__ import annotations

from pixelzhub.sandbox.shapes.geometry import (
    Colour,
    Part,
    array,
    band,
    box,
    crease,
    curve,
    darker,
    ellipse,
    lathe,
    leaf,
    ribbon,
)

BRASS: Colour = (196, 156, 92)
LINEN: Colour = (232, 220, 196)
GLOW: Colour = (255, 240, 200)


def lamp(colour: Colour, view: int) -> list[Part]:
    shade = lathe([(-64, 24), (-18, 40)], tilt=0.12, smooth=False)
    foot = lathe([(8, 5), (20, 13), (36, 23), (50, 22), (62, 12), (66, 16), (68, 18)], tilt=0.14)
    lit = [Part(ellipse(0, -34, 26, 22), GLOW, alpha=0.75, soft=9, clip=True)] if view != 1 else []
    chain = (
        [Part(ellipse(17, 6, 2, 2.6), BRASS, "puff", 0.5), Part(box(16.6, -22, 17.4, 4, 0.2), BRASS)]
        if view == 2
        else []
    )
    return [
        Part(box(-1.6, -20, 1.6, 14, 0.4), BRASS, "tube", 0.8),
        *chain,
        Part(lathe([(2, 3), (9, 6)], smooth=False), BRASS, "tube", 0.7),
        Part(foot, colour, "tube", 0.6),
        Part(shade, LINEN, "tube", grain=0.06),
        *lit,
        Part(band(0, -64.5, -62.5, 24, 24.6, 0.12), darker(LINEN, 0.2), "tube"),
        Part(band(0, -20, -17.5, 39.4, 40, 0.12), darker(LINEN, 0.2), "tube"),
        Part(ellipse(0, -64, 24, 2.9), darker(LINEN, 0.3)),
    ]


def pendant(colour: Colour, view: int) -> list[Part]:
    dome = lathe([(-12, 8), (-6, 15), (6, 30), (22, 42), (36, 47)], tilt=0.13)
    light = GLOW if view != 1 else darker(LINEN, 0.1)
    return [
        Part(ribbon(array([(0, -84), (0, -20)]), 1.5), (52, 48, 46), "flat"),
        Part(box(-5, -26, 5, -10, 2), BRASS, "tube", 0.8),
        Part(dome, colour, "tube", 0.55),
        Part(ellipse(0, 36, 46.5, 6.2), darker(colour, 0.35)),
        Part(ellipse(0, 36.6, 43, 5.1), light),
        Part(ellipse(0, 38, 14, 4), (255, 252, 240), alpha=0.8, soft=2, clip=True),
    ]


def vase(colour: Colour, view: int) -> list[Part]:
    body = lathe([(0, 15), (6, 12), (16, 12), (32, 25), (52, 34), (72, 32), (92, 22), (100, 20)], tilt=0.15)
    stems = _stems() if view != 1 else []
    return [
        Part(ellipse(0, 0, 15, 2.6), darker(colour, 0.55)),
        *stems,
        Part(body, colour, "tube", 0.3, grain=0.05),
        Part(ellipse(0, 0, 15, 2.4), darker(colour, 0.5), hole=None)
        if view == 1
        else Part(ellipse(0, 0.4, 15, 2.4, 0, 180), darker(colour, 0.1)),
        *[
            Part(band(0, y, y + 1.6, r, r + 0.6), darker(colour, -0.45), "tube")
            for y, r in ((40, 29), (45, 31.4), (50, 33.2))
        ],
    ]


def _stems() -> list[Part]:
    parts: list[Part] = []
    for turn, length in ((-26, 62), (-12, 78), (3, 88), (16, 72), (30, 58)):
        _, rib = leaf(turn * 0.2, 2, length, 4, turn, 0.06)
        parts.append(Part(ribbon(rib, 1.3, 0.7), (126, 116, 74)))
        for step in range(14, 40, 3):
            x, y = rib[step]
            for side in (-1, 1):
                blade, _ = leaf(float(x), float(y), 12 - step * 0.15, 4.4, turn + side * 48, 0.1)
                parts.append(Part(blade, (150 + step, 142, 88), "puff"))
    return parts


def cushion(colour: Colour, view: int) -> list[Part]:
    edge = [
        (-48, -48),
        (-24, -45),
        (0, -44),
        (24, -45),
        (48, -48),
        (45, -24),
        (44, 0),
        (45, 24),
        (48, 48),
        (24, 45),
        (0, 44),
        (-24, 45),
        (-48, 48),
        (-45, 24),
        (-44, 0),
        (-45, -24),
    ]
    outline = curve(edge, closed=True)
    stripes = [
        Part(box(x, -50, x + 5, 50, 0.2), darker(colour, -0.55), alpha=0.85, grain=0.08, clip=True)
        for x in (-30, -20, -10, 6, 16, 26)
    ]
    if view == 1:
        stripes = []
    return [
        Part(outline, colour, "puff", grain=0.11),
        *stripes,
        Part(ribbon(curve(edge, closed=True), 1.8), darker(colour, 0.25), "puff"),
        crease([(-42, -42), (-30, -30), (-24, -20)], 4),
        crease([(42, -42), (32, -30), (27, -18)], 4),
        crease([(-42, 42), (-32, 30), (-28, 18)], 4, light=True),
        crease([(42, 42), (31, 31), (24, 22)], 4),
        Part(ellipse(-8, -8, 30, 30), (255, 255, 255), alpha=0.1, soft=12, clip=True),
        Part(ellipse(10, 34, 40, 14), (0, 0, 0), alpha=0.18, soft=10, clip=True),
    ]


def candle(colour: Colour, view: int) -> list[Part]:
    jar = lathe([(0, 30), (58, 30), (64, 28)], tilt=0.16)
    flame = curve([(0, -24), (4, -12), (3.4, -4), (0, -2), (-3.4, -4), (-4, -12)], closed=True)
    burning = [Part(flame, (255, 186, 74), "flat"), Part(ellipse(0, -7, 1.8, 4), (255, 244, 206))] if view == 0 else []
    lid = [
        Part(lathe([(-12, 31), (-1, 31)], tilt=0.16, smooth=False), (178, 132, 84), "tube", grain=0.1),
        Part(ellipse(0, -12, 31, 5), (200, 154, 104), grain=0.1),
    ]
    top = [
        Part(ellipse(0, 0, 30, 4.8), darker(colour, -0.35)),
        Part(ellipse(0, 0.8, 27.6, 4.0), (244, 234, 210)),
        Part(ribbon(array([(0, 1), (0.4, -4)]), 0.9), (40, 34, 30)),
        *burning,
    ]
    return [
        Part(jar, colour, "tube", 0.75),
        Part(box(-16, 20, 16, 50, 1), (244, 238, 226), "tube"),
        *[
            Part(
                ribbon(curve([(-11 + n, 28 + n * 5), (0, 29 + n * 5), (11 - n, 28 + n * 5)]), 1.3 if n else 2.4),
                (70, 62, 54),
            )
            for n in range(3)
        ],
        *(lid if view == 1 else top),
    ]
