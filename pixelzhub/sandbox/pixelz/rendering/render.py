"""From a photo and a template's settings to the finished file: cut out, place on the ground, shade, save."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from pixelzhub.sandbox.files import write_whole
from pixelzhub.sandbox.painting import Bytes, Plane
from pixelzhub.sandbox.pixelz.rendering.canvas import Place, canvas_size, placed
from pixelzhub.sandbox.pixelz.rendering.combine import side_by_side
from pixelzhub.sandbox.pixelz.rendering.cutout import Cutout, cut_out
from pixelzhub.sandbox.pixelz.rendering.formats import opened, saved
from pixelzhub.sandbox.pixelz.rendering.shadows import drop_shadow, original_shadow
from pixelzhub.sandbox.pixelz.settings import Background, Margin, Settings, Shadow

Box = tuple[int, int, int, int]


def render_file(sources: Sequence[Path], target: Path, settings: Settings, redo: int) -> None:
    """Render the parts of one image into a file; runs in a worker process. Raises `NotRendered`, OSError."""
    write_whole(target, render([source.read_bytes() for source in sources], settings, redo))


def render(photos: Sequence[bytes], settings: Settings, redo: int = 0) -> bytes:
    """The finished file. Each redo cuts a little tighter than the one before. Raises `NotRendered`, OSError."""
    if settings.output == "PSD":
        return saved(np.zeros((1, 1, 3), np.uint8), None, settings.output)
    photo, found = _subject(photos, settings)
    height, width = photo.shape[:2]
    canvas = canvas_size(settings, width, height)
    # Margins frame the subject. Where they are not set, the photo's own framing is kept.
    box = (0, 0, width, height) if settings.margin == Margin.NOT_SET else found.box()
    place = placed(settings, canvas, box[2] - box[0], box[3] - box[1])
    if settings.background == Background.KEPT:
        return saved(_through_window(photo, box, place, canvas, cv2.BORDER_REPLICATE), None, settings.output)
    if redo:
        found = Cutout(found.colour, _tighter(found.cover, redo))
    colour, cover = _standing(found, box, place, canvas)
    shadow = _shadow(photo, found, cover, box, place, settings)
    if settings.background == Background.TRANSPARENT:
        return saved(*_with_shadow(colour, cover, shadow), settings.output)
    ground = _ground(settings, canvas, shadow)
    return saved(cv2.blendLinear(colour, ground, cover, 1 - cover), None, settings.output)


def _subject(photos: Sequence[bytes], settings: Settings) -> tuple[Bytes, Cutout]:
    """The photo and its cut-out; several photos become one that shows them side by side."""
    decoded = [opened(data) for data in photos]
    if len(decoded) == 1:
        photo, alpha = decoded[0]
        return photo, cut_out(photo, alpha)
    if settings.background == Background.KEPT:
        parts = [Cutout(photo, np.ones(photo.shape[:2], np.float32)) for photo, _ in decoded]
    else:
        parts = [cut_out(photo, alpha) for photo, alpha in decoded]
    found = side_by_side(parts)
    # The gaps between the parts have no colour of their own: there, the joined photo is white paper.
    return cv2.blendLinear(found.colour, np.full_like(found.colour, 255), found.cover, 1 - found.cover), found


def _standing(found: Cutout, box: Box, place: Place, canvas: tuple[int, int]) -> tuple[Bytes, Plane]:
    """Colours and coverage on the canvas."""
    left, top, right, bottom = box
    size, across, down = (place.width, place.height), place.x + place.width, place.y + place.height
    way = cv2.INTER_AREA if place.width < right - left else cv2.INTER_CUBIC
    cover = np.clip(cv2.resize(found.cover[top:bottom, left:right], size, interpolation=way), 0, 1)
    colour = np.zeros((canvas[1], canvas[0], 3), np.uint8)
    plane = np.zeros((canvas[1], canvas[0]), np.float32)
    colour[place.y : down, place.x : across] = cv2.resize(found.colour[top:bottom, left:right], size, interpolation=way)
    plane[place.y : down, place.x : across] = np.where(cover < 0.03, 0, cover)
    return colour, plane


def _through_window(source: Plane, box: Box, place: Place, canvas: tuple[int, int], border: int) -> Plane:
    """The canvas as a window on the photo: what is missing at the sides goes on as it ends, or is empty."""
    scale = (box[2] - box[0]) / place.width
    width, height = max(1, round(canvas[0] * scale)), max(1, round(canvas[1] * scale))
    x, y = round(box[0] - place.x * scale), round(box[1] - place.y * scale)
    pad = max(0, -x, -y, x + width - source.shape[1], y + height - source.shape[0])
    wide = cv2.copyMakeBorder(source, pad, pad, pad, pad, border)
    cut = wide[y + pad : y + pad + height, x + pad : x + pad + width]
    way = cv2.INTER_AREA if width > canvas[0] else cv2.INTER_CUBIC
    return cv2.resize(cut, canvas, interpolation=way)


def _shadow(photo: Bytes, found: Cutout, cover: Plane, box: Box, place: Place, settings: Settings) -> Plane | None:
    if settings.shadow == Shadow.DROP:
        return drop_shadow(cover)
    if settings.shadow == Shadow.KEPT:
        canvas = (cover.shape[1], cover.shape[0])
        own = _through_window(original_shadow(photo, found.cover), box, place, canvas, cv2.BORDER_CONSTANT)
        return np.clip(own, 0, 1)
    return None


def _ground(settings: Settings, canvas: tuple[int, int], shadow: Plane | None) -> Bytes:
    """The template's colour, or its gradient from top to bottom, darkened by the shadow."""
    top = _rgb(settings.colour)
    bottom = _rgb(settings.gradient) if settings.background == Background.GRADIENT else top
    share = np.linspace(0, 1, canvas[1], dtype=np.float32)[:, None, None]
    column = top * (1 - share) + bottom * share
    ground = np.repeat((column + 0.5).astype(np.uint8), canvas[0], axis=1)
    if shadow is None:
        return ground
    darkened: Bytes = (ground * (1 - shadow[..., None]) + 0.5).astype(np.uint8)
    return darkened


def _with_shadow(colour: Bytes, cover: Plane, shadow: Plane | None) -> tuple[Bytes, Plane]:
    """On a transparent ground a shadow is black that covers a little."""
    if shadow is None:
        return colour, cover
    alpha = cover + shadow * (1 - cover)
    share = cover / np.maximum(alpha, 1e-6)
    return (colour * share[..., None] + 0.5).astype(np.uint8), alpha


def _tighter(cover: Plane, redo: int) -> Plane:
    worn = cv2.erode(cover, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3)), iterations=redo)
    return cv2.GaussianBlur(worn, (0, 0), 0.8)


def _rgb(colour: str) -> Plane:
    return np.array([int(colour[place : place + 2], 16) for place in (0, 2, 4)], np.float32)
