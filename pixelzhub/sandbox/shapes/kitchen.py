"""Mugs, bowls, bottles, teapots and boards."""

from __future__ import annotations

from pixelzhub.sandbox.shapes.geometry import Colour, Part, band, box, crease, curve, darker, ellipse, lathe, ribbon

CREAM: Colour = (236, 226, 206)
STEEL: Colour = (176, 180, 184)


def mug(colour: Colour, view: int) -> list[Part]:
    side = -1 if view == 1 else 1
    handle = ellipse(side * 37, 42, 20, 22)
    body = lathe([(0, 36), (30, 36), (66, 35), (76, 33), (82, 27)], tilt=0.17)
    parts = [
        Part(handle, darker(colour, 0.06), "puff", 0.4, hole=ellipse(side * 37, 42, 12.5, 14.5)),
        Part(body, colour, "tube", 0.45),
        Part(band(0, 50, 70, 35.6, 34.6, 0.17), CREAM, "tube", 0.3),
        Part(band(0, 56, 58.5, 35.4, 35.2, 0.17), colour, "tube", 0.3),
        Part(ellipse(0, 0, 36, 6.2), darker(colour, -0.25), "flat"),
        Part(ellipse(0, 0.5, 33.4, 5.2), darker(colour, 0.45), "flat"),
        Part(ellipse(0, 2.6, 30, 3.2), (62, 38, 26) if view == 2 else darker(colour, 0.3), "flat"),
    ]
    return parts


def bowl(colour: Colour, view: int) -> list[Part]:
    tilt = 0.42 if view == 2 else 0.3
    body = lathe([(0, 50), (14, 47), (30, 37), (40, 24), (45, 19)], tilt=0.25)
    inner = ellipse(0, 0, 47.5, 47.5 * tilt)
    return [
        Part(body, colour, "tube", 0.35),
        Part(band(0, 9, 12.5, 48.6, 47.6, 0.27), CREAM, "tube", 0.3),
        Part(ellipse(0, 0, 50, 50 * tilt), darker(colour, -0.22), "flat"),
        Part(inner, darker(colour, 0.22), "flat"),
        Part(ellipse(6, 4, 36, 36 * tilt * 0.7), darker(colour, -0.2), alpha=0.55, soft=7, clip=True),
        Part(ellipse(-22, 6, 14, 3), (255, 255, 255), alpha=0.35, soft=3, clip=True),
    ]


def bottle(colour: Colour, view: int) -> list[Part]:
    body = lathe([(0, 11), (8, 11), (16, 15), (26, 23), (36, 25), (110, 25), (128, 25), (134, 22)], tilt=0.14)
    cap = lathe([(-26, 12), (-23, 13), (-2, 13), (2, 13)], tilt=0.14)
    parts = [
        Part(body, colour, "tube", 0.6, grain=0.03),
        Part(band(0, 1, 4, 11.6, 11.6), STEEL, "tube", 0.8),
        Part(cap, darker(colour, 0.62), "tube", 0.5),
        Part(ellipse(0, -26, 12, 1.8), darker(colour, 0.4)),
        Part(band(0, 122, 125, 25, 25), STEEL, "tube", 0.8),
    ]
    if view != 1:
        parts += [Part(ellipse(0, 76, 7, 7), CREAM, alpha=0.9), Part(ellipse(2.4, 74, 6, 6), colour, "flat", clip=True)]
    if view == 1:
        loop = ellipse(0, -28, 9, 10, 180, 360)
        parts.insert(0, Part(ribbon(loop, 3), darker(colour, 0.55), "puff", 0.3))
    return parts


def teapot(colour: Colour, view: int) -> list[Part]:
    side = -1 if view == 1 else 1
    body = lathe([(0, 18), (8, 30), (24, 42), (42, 45), (60, 38), (72, 26), (76, 24)], tilt=0.12)
    spout = curve([(34 * side, 50), (52 * side, 40), (62 * side, 16), (72 * side, 4)])
    handle = curve([(-32 * side, 12), (-58 * side, 4), (-68 * side, 30), (-54 * side, 54), (-36 * side, 54)])
    lid = lathe([(-9, 5), (-6, 13), (-1, 19), (2, 19.5)], tilt=0.16)
    return [
        Part(ribbon(spout, 24, 9), darker(colour, 0.04), "puff", 0.5),
        Part(ribbon(handle, 7.5), darker(colour, 0.08), "puff", 0.5),
        Part(body, colour, "tube", 0.6),
        Part(ellipse(0, 1.5, 20, 3.6), darker(colour, 0.4)),
        Part(lid, darker(colour, -0.05), "tube", 0.5),
        Part(ellipse(0, -14, 6, 6), (182, 134, 84), "puff", 0.4),
        Part(ellipse(-20, 24, 7, 12), (255, 255, 255), alpha=0.25, soft=4, clip=True),
    ]


def board(colour: Colour, view: int) -> list[Part]:
    outline = box(-36, -50, 36, 56, 9)
    grip = box(-9, -86, 9, -40, 9)
    parts = [Part(grip, colour, "flat", grain=0.05), Part(outline, colour, "flat", 0.05, grain=0.05)]
    for n in range(11):
        x = -32 + 6.3 * n
        wave = 1.6 * (-1) ** n
        parts.append(crease([(x, -50), (x + wave, -12), (x - wave, 22), (x, 56)], 1.1, alpha=0.16, light=n % 4 == 1))
    if view == 1:
        groove = box(-30, -44, 30, 50, 6)
        parts.append(Part(groove, darker(colour, 0.35), hole=box(-28.4, -42.4, 28.4, 48.4, 5)))
    parts += [
        Part(box(-36, 51, 36, 56, 5), darker(colour, 0.35), alpha=0.5, soft=1, clip=True),
        Part(ellipse(0, -77, 3.6, 3.6), darker(colour, 0.72)),
    ]
    return parts
