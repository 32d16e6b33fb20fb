"""Sneakers, boots, totes and backpacks."""

from __future__ import annotations

import numpy as np

from pixelzhub.sandbox.shapes.geometry import Colour, Part, array, box, crease, curve, darker, ellipse, moved, ribbon

SOLE: Colour = (226, 222, 212)
BRASS: Colour = (190, 152, 92)


def sneaker(colour: Colour, view: int) -> list[Part]:
    shoe = _sneaker(colour)
    if view == 2:
        return [*moved(shoe, scale=0.96, dx=16, dy=-22), *shoe]
    return moved(shoe, mirror=True) if view == 1 else shoe


def _sneaker(colour: Colour) -> list[Part]:
    upper = curve(
        [
            (-58, 6),
            (-60, -14),
            (-57, -34),
            (-48, -40),
            (-38, -36),
            (-30, -31),
            (-16, -37),
            (-8, -40),
            (2, -30),
            (14, -18),
            (32, -8),
            (50, -3),
            (60, 4),
            (62, 14),
            (-57, 14),
        ],
        closed=True,
    )
    tongue = curve([(-26, -34), (-14, -46), (-2, -46), (6, -32), (-6, -26)], closed=True)
    toe = curve([(34, -7), (48, -3.4), (59, 4), (62, 14), (30, 14), (29, 2)], closed=True)
    stay = curve(
        [(-26, -32), (-10, -38), (2, -29), (14, -17), (26, -9), (22, -2), (8, -8), (-8, -20), (-22, -26)], closed=True
    )
    heel = curve([(-58.6, 2), (-60, -14), (-57, -32), (-47, -36), (-42, -18), (-44, 12), (-57, 12)], closed=True)
    top = curve([(-61, 7), (-40, 8), (-10, 10), (24, 10), (48, 8), (66, 6)])
    base = curve([(67, 12), (64, 20), (52, 23), (10, 24), (-40, 24), (-59, 23), (-62, 18)])
    sole = np.concatenate([top, base])
    bars = [ribbon(array([(-20 + n * 12, -15 + n * 5), (-29 + n * 12, 7)]), 5.5) for n in range(2)]
    laces = [
        ribbon(
            curve([(-17 + n * 9.5, -24 + n * 6), (-11 + n * 9.5, -30.5 + n * 6.3), (-5 + n * 9.4, -36 + n * 7.2)]), 2.6
        )
        for n in range(4)
    ]
    return [
        Part(tongue, darker(colour, -0.12), "puff", grain=0.06),
        Part(ellipse(-42, -33, 14, 5), darker(colour, 0.6)),
        Part(upper, colour, "puff", 0.08, grain=0.08),
        Part(toe, darker(colour, 0.16), "puff", grain=0.03),
        Part(heel, darker(colour, 0.24), "puff", grain=0.03),
        *[Part(bar, SOLE, "flat", grain=0.02, clip=True) for bar in bars],
        Part(stay, darker(colour, 0.3), "puff", grain=0.03),
        *[Part(lace, (240, 236, 228), "puff") for lace in laces],
        crease([(26, -6), (28, 2), (27, 9)], 1.6),
        Part(sole, SOLE, "flat", 0.1),
        Part(ribbon(curve([(-62, 8), (-20, 10), (30, 11), (66, 7)]), 2.4), (0, 0, 0), alpha=0.2, soft=0.9, clip=True),
        Part(ribbon(curve([(-61, 14), (-20, 15.5), (30, 15.5), (66, 12)]), 1.0), (150, 146, 138), alpha=0.7, clip=True),
        Part(ribbon(curve([(-60, 22.6), (0, 23.4), (56, 22)]), 2.6), (120, 96, 70), clip=True),
    ]


def boot(colour: Colour, view: int) -> list[Part]:
    shoe = _boot(colour)
    if view == 2:
        return [*moved(shoe, scale=0.96, dx=18, dy=-12), *shoe]
    return moved(shoe, mirror=True) if view == 1 else shoe


def _boot(colour: Colour) -> list[Part]:
    upper = curve(
        [
            (-40, 40),
            (-41, 10),
            (-38, -20),
            (-37, -52),
            (-26, -57),
            (0, -57),
            (6, -52),
            (5, -26),
            (9, -6),
            (26, 6),
            (46, 15),
            (58, 27),
            (59, 40),
        ],
        closed=True,
    )
    elastic = curve([(-20, -56), (-2, -56), (-5, -22), (-10, -12), (-15, -22)], closed=True)
    sole = curve([(-43, 38), (0, 40), (58, 37), (63, 40), (62, 46), (44, 48), (0, 48), (-4, 48)], closed=True)
    heel = array([(-43, 40), (-8, 42), (-10, 57), (-42, 57)])
    return [
        Part(ribbon(curve([(-34, -52), (-37, -66), (-28, -66), (-29, -52)]), 3.4), darker(colour, 0.3), "puff"),
        Part(heel, (48, 38, 32), "tube"),
        Part(upper, colour, "puff", 0.28, grain=0.03),
        Part(elastic, (34, 32, 32), "flat", grain=0.12),
        *[
            Part(ribbon(array([(-17 + n * 3.2, -55), (-14 + n * 1.2, -18)]), 0.5), (90, 88, 86), alpha=0.5, clip=True)
            for n in range(5)
        ],
        crease([(6, -14), (18, 4), (22, 22)], 3),
        crease([(-38, -4), (-24, 4), (-6, 0)], 3.4),
        crease([(20, 8), (30, 20), (32, 34)], 2.6, light=True, alpha=0.2),
        Part(ribbon(curve([(-40, 33), (0, 36), (56, 32)]), 0.6), darker(colour, -0.3), alpha=0.6, clip=True),
        Part(sole, (58, 46, 38), "puff", 0.1),
    ]


def tote(colour: Colour, view: int) -> list[Part]:
    body = curve(
        [(-44, -30), (0, -28.5), (44, -30), (47, 10), (48, 50), (40, 55), (0, 56), (-40, 55), (-48, 50), (-47, 10)],
        closed=True,
    )
    strap = curve([(-24, -28), (-23, -62), (-8, -80), (8, -80), (23, -62), (24, -28)])
    tabs = [Part(box(x - 4.5, -28, x + 4.5, -4, 0.6), darker(colour, 0.14), grain=0.08) for x in (-24, 24)]
    pocket = box(-20, -8, 20, 26, 2)
    front = [
        Part(pocket, darker(colour, 0.06), "flat", grain=0.08),
        Part(pocket, darker(colour, 0.5), alpha=0.6, hole=box(-19.3, -7.3, 19.3, 25.3, 1.6)),
        Part(box(-8, 8, 8, 15, 0.6), (150, 104, 66), grain=0.06),
    ]
    return [
        Part(
            ribbon(curve([(-20, -28), (-19, -58), (-6, -73), (6, -73), (19, -58), (20, -28)]), 5.5),
            darker(colour, 0.34),
            "puff",
            grain=0.08,
        ),
        Part(body, colour, "puff", grain=0.1),
        Part(box(-50, -32, 50, -25, 1), darker(colour, 0.15), alpha=0.7, grain=0.08, clip=True),
        *_tote_folds(),
        *(front if view != 1 else []),
        Part(ribbon(strap, 7), darker(colour, 0.12), "puff", grain=0.08),
        *tabs,
    ]


def _tote_folds() -> list[Part]:
    return [
        crease([(-34, -22), (-30, 10), (-36, 46)], 5, alpha=0.16),
        crease([(32, -20), (34, 12), (30, 48)], 5, alpha=0.16),
        crease([(-40, 40), (-20, 46), (0, 44)], 5, alpha=0.12),
        crease([(10, 30), (24, 42), (40, 40)], 4, light=True, alpha=0.14),
    ]


def backpack(colour: Colour, view: int) -> list[Part]:
    body = curve(
        [
            (-40, 46),
            (-43, 6),
            (-38, -34),
            (-22, -54),
            (0, -58),
            (22, -54),
            (38, -34),
            (43, 6),
            (40, 46),
            (30, 55),
            (-30, 55),
        ],
        closed=True,
    )
    loop = Part(ribbon(curve([(-11, -54), (-10, -70), (10, -70), (11, -54)]), 5), darker(colour, 0.4), "puff")
    pockets = [Part(box(s * 41 - 9, 8, s * 41 + 9, 50, 6), darker(colour, 0.22), "puff", grain=0.06) for s in (-1, 1)]
    return [loop, *pockets, Part(body, colour, "puff", grain=0.07), *(_back(colour) if view == 1 else _front(colour))]


def _front(colour: Colour) -> list[Part]:
    zip_line = curve([(-35, -8), (-33, -32), (-18, -46), (0, -49), (18, -46), (33, -32), (35, -8)])
    pocket = box(-29, 4, 29, 48, 8)
    return [
        Part(ribbon(zip_line, 2.2), (40, 40, 42), clip=True),
        Part(ribbon(array([(-35, -8), (-35.4, 2)]), 1.8), BRASS),
        Part(pocket, (0, 0, 0), alpha=0.35, soft=2, clip=True),
        Part(pocket, darker(colour, 0.08), "puff", grain=0.07),
        Part(ribbon(curve([(-24, 12), (0, 13.5), (24, 12)]), 1.8), (40, 40, 42), clip=True),
        Part(box(17, 12, 19, 20, 0.8), BRASS, "flat", 0.3),
        Part(box(-10, -30, 10, -18, 1.5), (150, 104, 66), grain=0.07),
        *[Part(box(x - 3, -12, x + 3, 58, 0.8), darker(colour, 0.38), grain=0.05, clip=True) for x in (-20, 20)],
        *[
            Part(box(x - 4.4, 22, x + 4.4, 29, 1), BRASS, "flat", 0.4, hole=box(x - 3, 23.6, x + 3, 27.4, 0.5))
            for x in (-20, 20)
        ],
    ]


def _back(colour: Colour) -> list[Part]:
    straps = [curve([(s * 10, -50), (s * 22, -22), (s * 25, 16), (s * 30, 46)]) for s in (-1, 1)]
    return [
        Part(box(-26, -34, 26, 44, 8), darker(colour, 0.3), "puff", grain=0.14),
        *[Part(ribbon(line, 13, 8), darker(colour, 0.16), "puff", grain=0.06) for line in straps],
        *[Part(ribbon(line, 0.7), darker(colour, -0.3), alpha=0.7, clip=True) for line in straps],
    ]
