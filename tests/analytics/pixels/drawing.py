"""Pictures drawn for tests: plain products on plain grounds, whose measures are known beforehand."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

Box = tuple[float, float, float, float]
WHITE = (255, 255, 255)


def product(
    size: tuple[int, int] = (800, 800),
    box: Box = (0.2, 0.2, 0.8, 0.8),
    ground: tuple[int, int, int] = WHITE,
    colour: tuple[int, int, int] = (120, 30, 40),
) -> Image.Image:
    """A plain block at `box` (fractions of the frame)."""
    image = Image.new("RGB", size, ground)
    width, height = size
    corners = (box[0] * width, box[1] * height, box[2] * width - 1, box[3] * height - 1)
    ImageDraw.Draw(image).rectangle(corners, fill=colour)
    return image


def textured(size: tuple[int, int], box: Box, ground: tuple[int, int, int] = WHITE) -> Image.Image:
    """The same block with structure on it, as a real product has."""
    image = product(size, box, ground)
    cloth = photo((round((box[2] - box[0]) * size[0]), round((box[3] - box[1]) * size[1]))).point(
        lambda value: value // 2
    )
    image.paste(cloth, (round(box[0] * size[0]), round(box[1] * size[1])))
    return image


def photo(size: tuple[int, int] = (800, 800), seed: int = 0) -> Image.Image:
    """A picture full of structure of every size, the same for the same seed."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", size)
    for side in (4, 8, 16, 64):
        tile = Image.fromarray(rng.integers(0, 256, (side, side, 3), np.uint8))
        image = Image.blend(image, tile.resize(size, Image.Resampling.BICUBIC), 0.4)
    draw = ImageDraw.Draw(image)
    for x, y, light in rng.integers(0, 256, (60, 3)):
        at = x * size[0] // 256, y * size[1] // 256
        draw.line((*at, at[0] + 40, at[1] + 25), fill=(int(light),) * 3, width=2)
    return image


def saved(image: Image.Image, format: str = "PNG", **options: Any) -> bytes:
    """The file's bytes."""
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()
