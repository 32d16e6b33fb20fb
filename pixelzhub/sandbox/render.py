"""What Pixelz's editors do, done by a program: cut out, place on the template's ground, save in its format."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from pixelzhub.sandbox.cutout import Cutout, cut_out
from pixelzhub.sandbox.files import write_whole
from pixelzhub.sandbox.painting import Bytes, Plane
from pixelzhub.sandbox.templates import TEMPLATES, Template


def render_file(source: Path, target: Path, template_id: int, redo: int) -> None:
    """Render one photo into a file; runs in a worker process."""
    write_whole(target, render(source.read_bytes(), TEMPLATES[template_id], redo))


def render(data: bytes, template: Template, redo: int = 0) -> bytes:
    """The finished file. Each redo cuts a little tighter than the one before."""
    photo, alpha = _opened(data)
    found = cut_out(photo, alpha)
    if template.background == 0:
        return _saved(_recentred(photo, found, template), None)
    if redo:
        found = Cutout(found.colour, _tighter(found.cover, redo))
    colour, cover = _placed(found, template)
    if template.background == 2:
        return _saved(colour, cover)
    return _saved(cv2.blendLinear(colour, _ground(cover, template), cover, 1 - cover), None)


def _ground(cover: Plane, template: Template) -> Bytes:
    """Pure white, with a soft shadow where the template asks for one."""
    if template.shadow != 2:
        return np.full((*cover.shape, 3), 255, np.uint8)
    grey = (255 * (1 - _shadow(cover)) + 0.5).astype(np.uint8)
    return cv2.merge([grey, grey, grey])


def _opened(data: bytes) -> tuple[Bytes, Plane | None]:
    with Image.open(io.BytesIO(data)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    pixels = np.asarray(upright)
    alpha = pixels[..., 3].astype(np.float32) / 255
    if alpha.min() > 0.99:
        return np.ascontiguousarray(pixels[..., :3]), None
    return np.ascontiguousarray(pixels[..., :3]), alpha


def _placed(found: Cutout, template: Template) -> tuple[Bytes, Plane]:
    """Colours and coverage on the template's canvas, the subject as large as its margins let it be."""
    left, top, right, bottom = found.box()
    width, height, x, y = _fitted(right - left, bottom - top, template)
    way = cv2.INTER_AREA if width < right - left else cv2.INTER_CUBIC
    cover = np.clip(cv2.resize(found.cover[top:bottom, left:right], (width, height), interpolation=way), 0, 1)
    colour = np.zeros((template.height, template.width, 3), np.uint8)
    canvas = np.zeros((template.height, template.width), np.float32)
    colour[y : y + height, x : x + width] = cv2.resize(
        found.colour[top:bottom, left:right], (width, height), interpolation=way
    )
    canvas[y : y + height, x : x + width] = np.where(cover < 0.03, 0, cover)
    return colour, canvas


def _fitted(width: int, height: int, template: Template) -> tuple[int, int, int, int]:
    """Width, height, x and y in px of the subject inside the margins."""
    room = (template.width * (100 - 2 * template.margin) / 100, template.height * (100 - 2 * template.margin) / 100)
    scale = min(room[0] / width, room[1] / height)
    fitted = (max(1, round(width * scale)), max(1, round(height * scale)))
    x = (template.width - fitted[0]) // 2
    middle = (template.height - fitted[1]) // 2
    foot = template.height - fitted[1] - round(template.height * template.margin / 100)
    return fitted[0], fitted[1], x, foot if template.alignment == 3 else middle


def _tighter(cover: Plane, redo: int) -> Plane:
    worn = cv2.erode(cover, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3)), iterations=redo)
    return cv2.GaussianBlur(worn, (0, 0), 0.8)


def _shadow(cover: Plane) -> Plane:
    """A soft drop shadow under the subject's foot."""
    rows = np.flatnonzero((cover > 0.4).any(axis=1))
    if len(rows) == 0:
        return np.zeros_like(cover)
    foot = int(rows[-1])
    standing = np.flatnonzero((cover[max(0, foot - cover.shape[0] // 14) : foot + 1] > 0.4).any(axis=0))
    half = max(8, int(standing[-1] - standing[0]) // 2)
    centre = (int(standing[0] + standing[-1]) // 2, min(foot, cover.shape[0] - 2))
    plane = np.zeros_like(cover)
    cv2.ellipse(plane, centre, (int(half * 1.02), max(6, half // 14)), 0, 0, 360, 0.42, -1)
    return cv2.GaussianBlur(plane, (0, 0), max(6, half / 18))


def _recentred(photo: Bytes, found: Cutout, template: Template) -> Bytes:
    """The same ground, with the subject in the middle; what is missing at the sides goes on as it ends."""
    left, top, right, bottom = found.box()
    side = round(max(right - left, bottom - top) * 100 / (100 - 2 * template.margin))
    x, y = (left + right - side) // 2, (top + bottom - side) // 2
    pad = max(0, -x, -y, x + side - photo.shape[1], y + side - photo.shape[0])
    wide = cv2.copyMakeBorder(photo, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    cut = wide[y + pad : y + pad + side, x + pad : x + pad + side]
    way = cv2.INTER_AREA if side > template.width else cv2.INTER_CUBIC
    return cv2.resize(cut, (template.width, template.height), interpolation=way)


def _saved(colour: Bytes, cover: Plane | None) -> bytes:
    """A PNG where there is coverage to keep, else a JPEG whose white stays white."""
    out = io.BytesIO()
    if cover is not None:
        alpha = (cover * 255 + 0.5).astype(np.uint8)
        Image.fromarray(np.dstack([colour, alpha])).save(out, "PNG", compress_level=3)
    else:
        Image.fromarray(colour).save(out, "JPEG", quality=92, subsampling=0)
    return out.getvalue()
