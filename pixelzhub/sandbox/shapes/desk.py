"""Books, notebooks, watches and headphones."""

from __future__ import annotations

import math

from pixelzhub.sandbox.shapes.geometry import Colour, Part, Points, array, box, curve, darker, ellipse, ribbon

PAPER: Colour = (240, 234, 220)
STEEL: Colour = (186, 190, 194)


def book(colour: Colour, view: int) -> list[Part]:
    side = -1 if view == 1 else 1
    cover = box(-36, -52, 36, 52, 1.4)
    pages = array([(36 * side, -49), (43 * side, -46), (43 * side, 55), (36 * side, 50)])
    foot = array([(-34 * side, 51), (36 * side, 51), (43 * side, 56), (-27 * side, 57)])
    back = array(
        [(-30 * side, 50), (45 * side, 50), (45 * side, -46), (46 * side, -46), (46 * side, 59), (-30 * side, 59)]
    )
    leaves = [
        Part(
            ribbon(array([((37 + n * 1.4) * side, -47 + n * 0.6), ((37 + n * 1.4) * side, 51 + n)]), 0.35),
            (176, 168, 150),
        )
        for n in range(5)
    ]
    return [
        Part(back, darker(colour, 0.35)),
        Part(pages, PAPER),
        Part(foot, darker(PAPER, 0.12)),
        *leaves,
        Part(cover, colour, "flat", 0.1, grain=0.03),
        Part(box(-36 * side - 1, -52, -36 * side + 1, 52, 0.2), darker(colour, 0.4)),
        Part(ribbon(array([(-29 * side, -52), (-29 * side, 52)]), 1.4), (0, 0, 0), alpha=0.3, soft=0.6, clip=True),
        *(_cover(colour) if view != 1 else _blurb(colour)),
    ]


def _cover(colour: Colour) -> list[Part]:
    ink = darker(colour, -0.75)
    hills = [
        curve([(-24, 18 + n * 9), (-8, 8 + n * 9), (8, 20 + n * 9), (30, 10 + n * 9), (30, 44), (-24, 44)])
        for n in range(3)
    ]
    return [
        Part(ellipse(3, -2, 15, 15), (238, 190, 110)),
        *[Part(hill, darker(colour, -0.45 + 0.3 * n), clip=True) for n, hill in enumerate(hills)],
        Part(box(-20, -42, 24, -37, 0.4), ink),
        Part(box(-20, -33, 10, -28, 0.4), ink),
        Part(box(-20, -23, -4, -21, 0.3), ink, alpha=0.8),
    ]


def _blurb(colour: Colour) -> list[Part]:
    ink = darker(colour, -0.7)
    lines = [box(-24, -38 + n * 5, 22 - (n * 7) % 16, -36.4 + n * 5, 0.3) for n in range(12)]
    code = [box(4 + n * 2.2, 34, 4.9 + n * 2.2 + (n % 3) * 0.4, 44, 0.1) for n in range(9)]
    return [
        *[Part(line, ink, alpha=0.75) for line in lines],
        Part(box(2, 32, 25, 46, 0.4), (244, 244, 242)),
        *[Part(bar, (30, 30, 32)) for bar in code],
    ]


def notebook(colour: Colour, view: int) -> list[Part]:
    pages = Part(box(-31, -46, 37, 51, 3), PAPER)
    cover = box(-36, -50, 34, 50, 4)
    band_x = 24
    mark = curve([(-14, 48), (-15, 56), (-12, 66)])
    face = [Part(box(-14, -22, 12, -6, 0.8), darker(colour, -0.6), grain=0.03)] if view != 1 else []
    return [
        Part(ribbon(mark, 2.4), (196, 74, 62), "puff"),
        Part(box(-33, -47, 39, 53, 4), darker(colour, 0.35)),
        pages,
        Part(cover, colour, "flat", 0.05, grain=0.07),
        Part(ribbon(array([(-28, -50), (-28, 50)]), 1.2), (0, 0, 0), alpha=0.3, soft=0.5, clip=True),
        *face,
        Part(box(band_x - 1, -50, band_x + 3, 51, 0.4), (0, 0, 0), alpha=0.35, soft=1, clip=True),
        Part(box(band_x - 1.6, -50.5, band_x + 1.6, 50.5, 0.4), darker(colour, 0.55), "tube"),
    ]


def watch(colour: Colour, view: int) -> list[Part]:
    strap = [
        Part(
            curve([(-15, -30), (-14, -60), (-11, -84), (11, -84), (14, -60), (15, -30)], closed=False),
            colour,
            "tube",
            0.12,
            grain=0.05,
        ),
        Part(
            curve([(-15, 30), (-14, 60), (-11, 92), (-6, 97), (6, 97), (11, 92), (14, 60), (15, 30)]),
            colour,
            "tube",
            0.12,
            grain=0.05,
        ),
        *[Part(ellipse(0, 62 + n * 7, 1.3, 1.3), darker(colour, 0.7)) for n in range(4)],
        Part(box(-15, -92, 15, -82, 2), STEEL, "flat", 0.5, hole=box(-11.5, -89.5, 11.5, -85, 1)),
    ]
    dial: Colour = (34, 42, 54) if view != 1 else (238, 236, 230)
    ink: Colour = (238, 236, 228) if view != 1 else (44, 46, 50)
    stitches = [
        Part(box(s * 11.4 - 0.35, y, s * 11.4 + 0.35, y + 3, 0.2), darker(colour, -0.5))
        for s in (-1, 1)
        for y in (-76, -70, -64, -58, -52, 48, 54, 60)
    ]
    return [
        *strap,
        *stitches,
        Part(box(-13, -40, 13, 40, 4), STEEL, "tube", 0.5),
        Part(box(34, -5, 41, 5, 1.6), STEEL, "flat", 0.4),
        Part(ellipse(0, 0, 36, 36), STEEL, "puff", 0.9),
        Part(ellipse(0, 0, 31, 31), darker(STEEL, 0.45)),
        Part(ellipse(0, 0, 29.6, 29.6), dial, "flat"),
        *[_index(n, ink) for n in range(12)],
        Part(_hand(305, 15), ink),
        Part(_hand(54, 23), ink),
        Part(_hand(180, 24, 0.7), (208, 84, 58)),
        Part(ellipse(0, 0, 2.1, 2.1), STEEL, "puff", 0.5),
        Part(
            curve([(-24, -12), (-8, -26), (4, -28), (-22, 6)], closed=True),
            (255, 255, 255),
            alpha=0.13,
            soft=1.2,
            clip=True,
        ),
    ]


def _index(hour: int, ink: Colour) -> Part:
    turn = math.radians(hour * 30)
    long = 5.5 if hour % 3 == 0 else 3.2
    line = array([(math.sin(turn) * r, -math.cos(turn) * r) for r in (26.4, 26.4 - long)])
    return Part(ribbon(line, 1.7 if hour % 3 == 0 else 1.0), ink)


def _hand(degrees: float, length: float, width: float = 2.0) -> Points:
    turn = math.radians(degrees)
    line = array([(math.sin(turn) * r, -math.cos(turn) * r) for r in (-4, length)])
    return ribbon(line, width, width * 0.6)


def headphones(colour: Colour, view: int) -> list[Part]:
    hoop = curve([(-43, 8), (-42, -26), (-26, -52), (0, -60), (26, -52), (42, -26), (43, 8)])
    cups: list[Part] = []
    for side in (-1, 1):
        cups += [
            Part(box(side * 43 - 3, -6, side * 43 + 3, 16, 2), STEEL, "tube", 0.7),
            Part(ellipse(side * 33, 26, 9, 27), (44, 42, 44), "puff", grain=0.05),
            Part(ellipse(side * 43, 26, 12, 28), colour, "puff", 0.35),
            Part(ellipse(side * 47, 26, 4.5, 17), darker(colour, 0.2), "puff", 0.2),
        ]
    pad = curve([(-26, -51), (-12, -57.5), (0, -59), (12, -57.5), (26, -51)])
    cable = (
        [Part(ribbon(curve([(-43, 54), (-42, 66), (-30, 74), (-6, 70), (6, 78)]), 1.4), (44, 42, 44))]
        if view == 1
        else []
    )
    return [
        *cable,
        Part(ribbon(hoop, 6), darker(colour, 0.25), "puff", 0.4),
        Part(ribbon(pad, 9), (52, 50, 52), "puff", grain=0.08),
        *cups,
    ]
