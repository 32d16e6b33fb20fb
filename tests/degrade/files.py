"""Files rather than pictures: cut off, misnamed, in print colours, moving, turned, too heavy, no picture at all."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image

Chance = np.random.Generator
TURNED_BACK = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
FOREIGN = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
    b"<!DOCTYPE html><html><body>404</body></html>",
    b"%PDF-1.7\n",
)


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The file's bytes."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def cut_off(image: Image.Image, chance: Chance) -> bytes:
    """The first tenth to nine tenths of a JPEG, PNG or WebP."""
    kind = ("JPEG", "PNG", "WEBP")[int(chance.integers(3))]
    data = saved(image.reduce(2) if kind != "JPEG" else image, kind)
    return data[: int(len(data) * chance.uniform(0.1, 0.9))]


def in_print_colours(image: Image.Image, chance: Chance) -> bytes:
    """CMYK."""
    return saved(image.convert("CMYK"), quality=92)


def moving(image: Image.Image, chance: Chance) -> bytes:
    """Two frames, GIF or WebP."""
    frame = image.reduce(2)
    kind = "GIF" if chance.random() < 0.5 else "WEBP"
    return saved(frame, kind, save_all=True, append_images=[frame.point(lambda value: value // 2)], duration=100)


def turned(image: Image.Image, chance: Chance) -> bytes:
    """Stored on its side, with EXIF that says so."""
    orientation = (3, 6, 8)[int(chance.integers(3))]
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image.transpose(TURNED_BACK[orientation]), quality=92, exif=exif)


def heavy(image: Image.Image, chance: Chance) -> bytes:
    """Over ten million bytes, most of them behind the picture."""
    return saved(image, quality=92) + bytes(10_000_000)


def foreign(image: Image.Image, chance: Chance) -> bytes:
    """An SVG, a web page or a PDF."""
    return FOREIGN[int(chance.integers(3))]
