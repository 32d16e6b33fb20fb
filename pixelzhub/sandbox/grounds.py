"""What stands behind a drawn product: paper, paint, or a table by a window; and the shadow on it."""

from __future__ import annotations

import cv2
import numpy as np

from pixelzhub.sandbox.painting import Bytes, Plane

PLAIN: dict[str, tuple[int, int, int]] = {
    "white": (255, 255, 255),
    "grey": (226, 227, 229),
    "dim": (204, 206, 208),
    "tan": (222, 200, 170),
    "sand": (233, 222, 203),
    "rose": (226, 178, 176),
    "teal": (62, 122, 124),
    "blue": (150, 182, 208),
    "yellow": (240, 206, 112),
}
ROOMS: dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    "room": ((196, 202, 196), (156, 112, 74)),
    "evening": ((92, 98, 112), (88, 62, 48)),
    "studio": ((214, 210, 204), (184, 180, 174)),
}


def ground(name: str, cover: Plane, floor: float, width: float) -> Bytes:
    """The picture behind a subject that stands on `floor` (px) and is `width` px wide."""
    if name == "white":
        return np.full((*cover.shape, 3), 255, np.uint8)
    base = _room(*ROOMS[name], cover.shape, floor) if name in ROOMS else _paper(PLAIN[name], cover.shape)
    lit = 1 - _shadow(cover, floor, width)
    return cv2.multiply(base, cv2.merge([lit, lit, lit]), dtype=cv2.CV_8U)


def _paper(colour: tuple[int, int, int], shape: tuple[int, ...]) -> Bytes:
    """Paper under one lamp: a little brighter in the middle."""
    y, x = np.mgrid[-1:1:64j, -1:1:64j].astype(np.float32)
    small = (1.015 - 0.035 * (x * x + y * y))[..., None] * np.array(colour, np.float32)
    return _spread(small, shape)


def _spread(small: Plane, shape: tuple[int, ...]) -> Bytes:
    """A soft picture at full size; a trace of noise hides the steps between its few tones."""
    large = cv2.resize(np.clip(small, 0, 255), (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    noise = np.random.default_rng(3).integers(0, 3, (256, 256, 1), np.uint8).repeat(3, axis=2)
    tiles = (-(-shape[0] // 256), -(-shape[1] // 256), 1)
    return cv2.add(large.astype(np.uint8), np.tile(noise, tiles)[: shape[0], : shape[1]])


def _room(wall: tuple[int, int, int], table: tuple[int, int, int], shape: tuple[int, ...], floor: float) -> Bytes:
    """A blurred wall with window light above a wooden table."""
    height, width = 200, max(2, round(200 * shape[1] / shape[0]))
    edge = int(np.clip(floor / shape[0] * 200 - 26, 60, 170))
    small = np.empty((height, width, 3), np.float32)
    small[:edge] = wall
    small[edge:] = table
    rng = np.random.default_rng(edge)
    planks = cv2.resize(rng.normal(0, 9, (height - edge, 3)).astype(np.float32), (width, height - edge))
    small[edge:] += planks[..., None]
    _window(small[:edge])
    soft = cv2.GaussianBlur(small, (0, 0), 2.2)
    return _spread(soft, shape)


def _window(wall: Plane) -> None:
    """Slanted panes of light on the wall, and a dark blurred shelf."""
    height, width = wall.shape[:2]
    light = np.zeros((height, width), np.float32)
    for pane in (0, 1):
        left = width * (0.08 + 0.2 * pane)
        corners = np.array(
            [
                (left, 8),
                (left + width * 0.16, 4),
                (left + width * 0.3, height * 0.8),
                (left + width * 0.14, height * 0.84),
            ]
        )
        cv2.fillPoly(light, [corners.astype(np.int32)], 1.0)
    wall += cv2.GaussianBlur(light, (0, 0), 9)[..., None] * 26
    shelf = np.zeros((height, width), np.float32)
    cv2.rectangle(shelf, (int(width * 0.7), int(height * 0.3)), (width, int(height * 0.35)), 1.0, -1)
    cv2.rectangle(shelf, (int(width * 0.8), int(height * 0.12)), (int(width * 0.86), int(height * 0.3)), 1.0, -1)
    wall *= (1 - 0.3 * cv2.GaussianBlur(shelf, (0, 0), 6))[..., None]


def _shadow(cover: Plane, floor: float, width: float) -> Plane:
    """A wide soft shadow under the subject and a narrow dark one where it touches the ground."""
    height, wide = cover.shape
    step = 8
    plane = np.zeros((height // step, wide // step), np.float32)
    columns = np.flatnonzero(cover[max(0, int(floor) - height // 12) : int(floor) + 1].any(axis=0))
    if len(columns) == 0:
        return np.zeros_like(cover)
    middle, half = (columns[0] + columns[-1]) / 2 / step, (columns[-1] - columns[0]) / 2 / step
    centre = (int(middle), int(floor / step))
    cv2.ellipse(plane, centre, (max(2, int(half * 1.12)), max(2, int(half * 0.16))), 0, 0, 360, 0.34, -1)
    plane = cv2.GaussianBlur(plane, (0, 0), max(1.5, half * 0.1))
    touch = np.zeros_like(plane)
    cv2.ellipse(touch, centre, (max(2, int(half * 0.94)), max(1, int(half * 0.04))), 0, 0, 360, 0.4, -1)
    plane = cv2.add(plane, cv2.GaussianBlur(touch, (0, 0), max(0.8, half * 0.02)))
    return cv2.resize(plane, (wide, height), interpolation=cv2.INTER_CUBIC).clip(0, 0.7)
