"""Paints the parts of a product with studio light: from outlines to colour and coverage."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pixelzhub.sandbox.shapes.geometry import Part, Points

# float32 and uint8. OpenCV's own annotations promise no more than "some number", so these cannot either.
Plane = NDArray[Any]
Bytes = NDArray[Any]

SUBPIXEL = 4


class Sheet:
    """A picture under way: colours 0-255, and coverage 0-1 as floats."""

    def __init__(self, width: int, height: int) -> None:
        self.colour: Bytes = np.zeros((height, width, 3), np.uint8)
        self.cover: Plane = np.zeros((height, width), np.float32)


def bounds(parts: Sequence[Part]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all solid parts, in the drawing's units."""
    solid = np.concatenate([part.outline for part in parts if not part.clip and part.soft == 0])
    left, top = solid.min(axis=0)
    right, bottom = solid.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def paint(sheet: Sheet, parts: Sequence[Part], scale: float, dx: float, dy: float) -> None:
    """Paint all parts in order; a unit is `scale` px and zero lies at (dx, dy)."""
    for part in parts:
        _paint_part(sheet, part, scale, np.array([dx, dy], np.float32))


def _paint_part(sheet: Sheet, part: Part, scale: float, shift: Points) -> None:
    outline = part.outline * scale + shift
    blur = part.soft * scale
    window = _window(outline, blur, sheet.cover.shape)
    if window is None:
        return
    rows, columns = window
    corner = np.array([columns.start, rows.start], np.float32)
    size = (rows.stop - rows.start, columns.stop - columns.start)
    hole = None if part.hole is None else part.hole * scale + shift - corner
    solid = _mask(outline - corner, size, hole)
    mask = _blurred(solid, blur) if blur > 0.3 else solid
    alpha = mask * part.alpha
    if part.clip:
        alpha = alpha * sheet.cover[rows, columns]
    _blend(sheet, rows, columns, alpha, _lit(part, solid))


def _window(outline: Points, blur: float, shape: tuple[int, ...]) -> tuple[slice, slice] | None:
    pad = 2 + 3 * blur
    left, top = np.maximum(np.floor(outline.min(axis=0) - pad), 0).astype(int)
    right, bottom = np.minimum(np.ceil(outline.max(axis=0) + pad), (shape[1], shape[0])).astype(int)
    if right <= left or bottom <= top:
        return None
    return slice(top, bottom), slice(left, right)


def _mask(outline: Points, size: tuple[int, int], hole: Points | None) -> Plane:
    plane = np.zeros(size, np.uint8)
    loops = [outline] if hole is None else [outline, hole]
    fixed = [np.round(loop * (1 << SUBPIXEL)).astype(np.int32) for loop in loops]
    cv2.fillPoly(plane, fixed, 255, cv2.LINE_AA, SUBPIXEL)
    return plane.astype(np.float32) * np.float32(1 / 255)


def _blurred(mask: Plane, sigma: float) -> Plane:
    """A wide blur costs less on a small copy and looks the same."""
    step = max(1, int(sigma / 2))
    # A part that only just reaches into the picture is thinner than a step.
    size = max(1, round(mask.shape[1] / step)), max(1, round(mask.shape[0] / step))
    small = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / step)
    return cv2.resize(soft, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)


def _blend(sheet: Sheet, rows: slice, columns: slice, alpha: Plane, paint_: Bytes) -> None:
    """Coverage over coverage; the colour stays unmultiplied, so that bytes are enough for it."""
    under = sheet.cover[rows, columns] * (1 - alpha)
    sheet.colour[rows, columns] = cv2.blendLinear(paint_, sheet.colour[rows, columns], alpha + 1e-6, under)
    sheet.cover[rows, columns] = alpha + under


def _lit(part: Part, mask: Plane) -> Bytes:
    lit = (
        _tube(part, mask) if part.shade == "tube" else _puff(part, mask) if part.shade == "puff" else _flat(part, mask)
    )
    if part.grain:
        grain = 1 + part.grain * _grain(mask.shape[0], mask.shape[1])
        lit = cv2.multiply(lit, cv2.merge([grain, grain, grain]), dtype=cv2.CV_8U)
    return lit


def _tinted(part: Part, diffuse: Plane, shine: Plane) -> Bytes:
    """Colours 0-252 of a surface from the light that it scatters and mirrors."""
    lit = diffuse[..., None] * np.array(part.colour, np.float32) + (shine * (part.gloss * 255))[..., None]
    return np.clip(lit, 0, 252).astype(np.uint8)


def _flat(part: Part, mask: Plane) -> Bytes:
    fall = np.linspace(1.03, 0.95, mask.shape[0], dtype=np.float32)[:, None]
    return np.repeat(_tinted(part, fall, np.zeros_like(fall)), mask.shape[1], axis=1)


def _tube(part: Part, mask: Plane) -> Bytes:
    """Light on a turned body: each row from its left to its right edge is one half turn."""
    inside = (mask > 0.5).view(np.uint8)
    width = mask.shape[1]
    some = inside.any(axis=1)
    first = np.where(some, inside.argmax(axis=1), 0)
    last = np.where(some, width - 1 - inside[:, ::-1].argmax(axis=1), width - 1)
    slope = (255 / np.maximum(last - first, 2)).astype(np.float32)[:, None]
    start = (127.5 - slope[:, 0] * (first + last) / 2).astype(np.float32)[:, None]
    across = np.arange(width, dtype=np.float32)[None, :] * slope + start
    index = np.clip(across, 0, 255).astype(np.uint8)
    return cv2.applyColorMap(index, _tinted(part, *_tube_light())[:, None, :])


@lru_cache(maxsize=1)
def _tube_light() -> tuple[Plane, Plane]:
    """A large soft light at the left, a weak one at the right, dark edges: how bottles are lit in a studio."""
    u = np.linspace(-1, 1, 256, dtype=np.float32)
    depth = np.sqrt(np.maximum(1 - u * u, 0))
    facing = np.maximum(-0.55 * u + 0.8 * depth, 0)
    diffuse = 0.46 + 0.58 * facing + 0.10 * np.exp(-(((u - 0.85) / 0.12) ** 2)) - 0.10 * (1 - depth) ** 3
    shine = np.exp(-(((u + 0.52) / 0.085) ** 2)) * 0.75 + np.exp(-(((u - 0.72) / 0.05) ** 2)) * 0.3
    return diffuse.astype(np.float32), shine.astype(np.float32)


def _puff(part: Part, mask: Plane) -> Bytes:
    """Light on a stuffed thing: the outline is blown up to a body, worked out on a small copy."""
    step = max(1.0, max(mask.shape) / 260)
    size = (max(2, round(mask.shape[1] / step)), max(2, round(mask.shape[0] / step)))
    small = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    far = cv2.distanceTransform((np.pad(small, 1) > 0.5).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    reach = max(float(far.max()) * 0.8, 1.5)
    rise = 1 - np.minimum(far / reach, 1)
    body = cv2.GaussianBlur(np.sqrt(np.maximum(1 - rise * rise, 0)) * reach, (0, 0), max(0.8, reach / 9))
    lit = _tinted(part, *_facing(body))
    return cv2.resize(lit, mask.shape[::-1], interpolation=cv2.INTER_CUBIC)


def _facing(body: Plane) -> tuple[Plane, Plane]:
    dy, dx = np.gradient(body)
    length = np.sqrt(dx * dx + dy * dy + 1)
    towards = (0.42 * dx + 0.55 * dy + 0.72) / length
    diffuse = 0.42 + 0.76 * np.clip(towards, 0, 1)
    shine = np.clip((towards - 0.86) / 0.14, 0, 1) ** 4 * 0.6
    return diffuse.astype(np.float32), shine.astype(np.float32)


@lru_cache(maxsize=1)
def _tile() -> Plane:
    noise = np.random.default_rng(7).standard_normal((512, 512)).astype(np.float32)
    weave = cv2.GaussianBlur(noise, (0, 0), 1.1)
    tile: Plane = weave / weave.std() * 0.33
    return tile


def _grain(height: int, width: int) -> Plane:
    tile = _tile()
    again = (-(-height // 512), -(-width // 512))
    return np.tile(tile, again)[:height, :width]
