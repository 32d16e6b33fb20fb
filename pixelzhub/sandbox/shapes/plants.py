"""Cacti, leafy plants and succulents in their pots."""

from __future__ import annotations

import math

from pixelzhub.sandbox.shapes.geometry import Colour, Part, band, curve, darker, ellipse, lathe, leaf, ribbon

SOIL: Colour = (74, 54, 42)
GREEN: Colour = (70, 122, 74)


def pot(colour: Colour, *, round_: bool = False) -> list[Part]:
    """A pot whose mouth is at y = 0, and the soil in it."""
    sides = [(2, 31), (16, 36), (34, 34), (50, 25), (54, 22)] if round_ else [(10, 30), (34, 27), (56, 22)]
    parts = [Part(lathe(sides, tilt=0.16), colour, "tube", 0.12, grain=0.05)]
    if not round_:
        parts += [
            Part(band(0, 11, 15, 30, 29.6, 0.16), (0, 0, 0), "flat", alpha=0.3, soft=1, clip=True),
            Part(lathe([(0, 34), (12, 33)], tilt=0.16, smooth=False), darker(colour, -0.04), "tube", 0.12, grain=0.05),
        ]
    rim = 31 if round_ else 34
    return [
        *parts,
        Part(ellipse(0, 1 if round_ else 0, rim, rim * 0.16), darker(colour, -0.2)),
        Part(ellipse(0, 1.4, rim - 3, (rim - 3) * 0.15), SOIL, grain=0.3),
    ]


def cactus(colour: Colour, view: int) -> list[Part]:
    side = -1 if view == 1 else 1
    arm = curve([(14 * side, -26), (27 * side, -27), (30 * side, -36), (30 * side, -54)])
    small = curve([(-14 * side, -40), (-25 * side, -42), (-27 * side, -50), (-27 * side, -60)])
    parts = [
        *pot(colour),
        Part(ribbon(arm, 11, 8), GREEN, "puff"),
        Part(ellipse(30 * side, -54, 4.6, 5), GREEN, "puff"),
        Part(ribbon(small, 9, 7), GREEN, "puff"),
        Part(ellipse(-27 * side, -60, 4, 4.4), GREEN, "puff"),
        Part(lathe([(-88, 3), (-84, 10), (-74, 16), (-40, 18), (-10, 17), (1, 15)], tilt=0.12), GREEN, "tube", 0.1),
        *_ribs(),
    ]
    if view == 2:
        parts += [Part(ellipse(x, y, 4.4, 3.6), (222, 96, 128), "puff") for x, y in ((-5, -88), (3, -91), (8, -86))]
    return parts


def _ribs() -> list[Part]:
    parts: list[Part] = []
    for n in range(-3, 4):
        x = 17 * math.sin(n * 0.42)
        line = curve([(x * 0.35, -86), (x * 0.9, -70), (x * 1.02, -40), (x * 0.96, -2)])
        parts.append(Part(ribbon(line, 1.5), (34, 78, 48), alpha=0.5, soft=0.4, clip=True))
        for step in range(4, len(line) - 2, 4):
            px, py = map(float, line[step])
            spine = ribbon(curve([(px - 1.7, py - 1.6), (px, py), (px + 1.9, py - 1.5)], steps=4), 0.45)
            parts.append(Part(spine, (240, 232, 200)))
    return parts


def leafy(colour: Colour, view: int) -> list[Part]:
    """Broad leaves on stalks, the outer ones hanging."""
    wide: list[tuple[float, float, float]] = [
        (-64, 52, 22),
        (58, 56, 22),
        (-44, 70, 26),
        (40, 72, 26),
        (-20, 84, 27),
        (22, 80, 26),
        (2, 92, 26),
        (-78, 40, 18),
        (74, 42, 18),
    ]
    if view == 1:
        wide = [(-turn * 0.9, length * 0.96, width) for turn, length, width in wide]
    parts: list[Part] = []
    for n, (turn, length, width) in enumerate(wide):
        tone = darker((58, 124, 72), 0.18 - 0.05 * (n % 6))
        _, stalk = leaf(turn * 0.12, 2, length * 0.42, 4, turn * 0.55, 0.1 if turn > 0 else -0.1)
        foot_x, foot_y = map(float, stalk[-1])
        parts.append(Part(ribbon(stalk, 1.9, 1.4), (84, 130, 74), "puff"))
        parts += _broad(foot_x, foot_y, length * 0.62, width, turn, tone)
    soil_and_pot = pot(colour, round_=True)
    return [*soil_and_pot, *parts] if view != 2 else [*parts[:6], *soil_and_pot, *parts[6:]]


def _broad(x: float, y: float, length: float, width: float, turn: float, tone: Colour) -> list[Part]:
    blade, rib = leaf(x, y, length, width, turn, 0.12 if turn > 0 else -0.12)
    veins: list[Part] = []
    for step in range(8, 34, 6):
        px, py = map(float, rib[step])
        for side in (-1, 1):
            _, vein = leaf(px, py, width * 0.42, 2, turn + side * 50)
            veins.append(Part(ribbon(vein, 0.5, 0.2), darker(tone, -0.25), alpha=0.4, clip=True))
    return [
        Part(blade, tone, "puff", 0.12),
        *veins,
        Part(ribbon(rib, 1.0, 0.4), darker(tone, -0.35), alpha=0.8, clip=True),
    ]


def snake(colour: Colour, view: int) -> list[Part]:
    """Upright blades with yellow edges."""
    turns = [(-24, 66), (20, 70), (-12, 88), (13, 84), (-3, 100), (6, 76), (-17, 56), (26, 50)]
    parts: list[Part] = []
    for n, (turn, length) in enumerate(turns):
        lean = -turn if view == 1 else turn
        blade, rib = leaf(lean * 0.5, 5, length, 11, lean * 0.75, 0.05 if lean > 0 else -0.05)
        inner, _ = leaf(lean * 0.5, 5, length * 0.96, 7, lean * 0.75, 0.05 if lean > 0 else -0.05)
        parts += [Part(blade, (196, 190, 96), "puff", 0.1), Part(inner, (58, 104, 70), "puff", 0.1)]
        for step in range(4, 37, 4):
            px, py = map(float, rib[step])
            mark = ribbon(curve([(px - 4, py + 1), (px, py - 0.8), (px + 4, py + 1)], steps=5), 1.3)
            parts.append(Part(mark, (128, 158, 112), alpha=0.45, soft=0.3, clip=True))
        if n == 3 and view != 2:
            parts.append(Part(ellipse(0, 4, 24, 3), (0, 0, 0), alpha=0.2, soft=2, clip=True))
    return [*pot(colour), *parts, _lip(colour)]


def _lip(colour: Colour) -> Part:
    return Part(band(0, 2.4, 4.6, 33.6, 33.5, 0.16), darker(colour, -0.15), "tube")


def succulent(colour: Colour, view: int) -> list[Part]:
    """A rosette seen from the side, in a low bowl."""
    parts: list[Part] = []
    for ring, (count, length, width) in enumerate(((13, 40, 17), (11, 36, 16), (9, 30, 15), (7, 22, 12))):
        for n in range(count):
            turn = -84 + 168 * n / (count - 1) + (3 if view == 1 else 0)
            tone = darker((126, 162, 130), 0.2 - 0.09 * ring)
            blade, rib = leaf(turn * 0.08, 4, length * (0.84 + 0.16 * math.cos(math.radians(turn))), width, turn, 0.03)
            tip_x, tip_y = map(float, rib[-3])
            parts += [
                Part(blade, tone, "puff", 0.12),
                Part(ellipse(tip_x, tip_y, 2.6, 2.6), (206, 112, 124), alpha=0.6, soft=1.3, clip=True),
            ]
    bowl_sides = [(2, 40), (14, 41), (28, 33), (36, 24)]
    return [
        Part(ellipse(0, 2, 40, 6), SOIL),
        *parts,
        Part(lathe(bowl_sides, tilt=0.14), colour, "tube", 0.3, grain=0.04),
        Part(band(0, 3, 6, 40.4, 40.6, 0.14), darker(colour, -0.25), "tube"),
    ]
