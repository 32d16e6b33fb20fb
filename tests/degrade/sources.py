"""Good photos to start from: drawn ones, and real ones where they are at hand; halves of them for tuning and for proof."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
from PIL import Image

from pixelzhub.sandbox.assortment import ASSORTMENT, COLOURS
from pixelzhub.sandbox.drawing import Recipe, draw

PHOTOS = Path(__file__).resolve().parents[3] / "shared" / "photos"
Half = Literal["dev", "test"]
Pixels = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """One good photo."""

    name: str
    data: bytes
    filename: str

    @property
    def image(self) -> Image.Image:
        """Its pixels at full size, RGB, transparency on white."""
        return _opened(self.data)


@lru_cache(2)
def _opened(data: bytes) -> Image.Image:
    opened = Image.open(io.BytesIO(data))
    if opened.mode == "RGB":
        opened.load()
        return opened
    layered = opened.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")


def half_of(product: str) -> Half:
    """All photos of one product are in one half, so that no view of a product that was tuned on proves anything."""
    return "test" if hashlib.sha256(product.encode()).digest()[0] % 2 else "dev"


def drawn(half: Half, most: int = 1000, side: int = 1000) -> Iterator[Source]:
    """The shop's own drawn products, each in one of its three views, `side` px wide."""
    items = [item for item in ASSORTMENT if half_of(item.name) == half]
    for n, item in enumerate(items[:most]):
        data = draw(Recipe(item.kind, COLOURS[item.colours[-1]], n % 3, side, side))
        yield Source(f"drawn/{item.name}", data, "drawn.jpg")


def real(half: Half, most: int = 1000, side: int = 0) -> list[Source]:
    """Real photos, evenly over the folders, `side` px at most if it is given; none where there is no ../shared/photos."""
    paths = sorted(path for path in PHOTOS.glob("*/*") if path.suffix in (".jpg", ".png"))
    wanted = [path for path in paths if half_of(re.sub(r"_\d+$", "", path.stem)) == half]
    step = max(1.0, len(wanted) / most)
    picked = [wanted[int(n * step)] for n in range(min(most, len(wanted)))]
    return [Source(f"{path.parent.name}/{path.stem}", _file(path, side), path.name) for path in picked]


def _file(path: Path, side: int) -> bytes:
    with Image.open(path) as image:
        if not side or max(image.size) <= side:
            return path.read_bytes()
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        image.save(out, image.format, quality=95)
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Plain:
    """What a plain look at every pixel says of a clean photo; it shares no code with what is measured."""

    white: bool  # its border is white nearly all round
    loose: bool  # its subject touches no side
    box: tuple[int, int, int, int] | None  # of the subject, px; None without a plain ground
    has: frozenset[str]  # faults that it has, or nearly has, before anything is done to it


def plain(source: Source) -> Plain:
    """The look. Borderline values count as faults: the photo then neither proves nor disproves the code."""
    opened = Image.open(io.BytesIO(source.data))
    pixels = np.asarray(source.image)
    height, width = pixels.shape[:2]
    deep = max(1, round(0.012 * max(height, width)))
    sides = (pixels[:deep], pixels[-deep:], pixels[:, :deep], pixels[:, -deep:])
    ring = np.concatenate([side.reshape(-1, 3) for side in sides])
    ground = np.median(ring, axis=0)
    even = 1 - float(_apart(ring[None], ground).mean())
    box = _box(_apart(pixels, ground)) if even > 0.55 else None
    touched = sum(bool(_apart(side, ground).mean() > 0.03) for side in sides)
    some = pixels[::3, ::3].astype(np.int16)
    spread = some.max(axis=2) - some.min(axis=2)
    fill, offset = _place(box, width, height)
    luma = some @ np.array((0.299, 0.587, 0.114), np.float32)
    light, shade = (float(value) for value in np.percentile(luma, (99, 1)))
    found = {
        "low_resolution": max(width, height) < 520,
        "odd_aspect_ratio": max(width, height) > 2.3 * min(width, height),
        "non_white_background": ground.min() < 247,
        "dark": light < 160,
        "grayscale": np.percentile(spread, 95) < 14,
        "tight_crop": touched >= 2 or even < 0.75,
        "small_subject": fill < 0.5,
        "off_centre": offset > 0.08,
        "transparent": opened.mode == "RGBA",
        "colour_cast": ground.min() > 130 and ground.max() - ground.min() > 14,
        "low_contrast": light - shade < 110,
        "not_rgb": opened.mode == "CMYK",
        "rotated_by_exif": opened.getexif().get(0x0112, 1) > 1,
    }
    return Plain(
        bool(ground.min() >= 247 and even > 0.8), not touched, box, frozenset(n for n, is_so in found.items() if is_so)
    )


def _apart(pixels: Pixels, ground: Pixels) -> Pixels:
    """Where any channel differs by more than 20 from the ground."""
    away = cv2.absdiff(np.ascontiguousarray(pixels), np.full_like(pixels, ground))
    return np.asarray(cv2.max(cv2.max(*cv2.split(away)[:2]), cv2.split(away)[2]) > 20)


def _box(apart: Pixels) -> tuple[int, int, int, int] | None:
    rows, columns = np.flatnonzero(apart.mean(axis=1) > 0.008), np.flatnonzero(apart.mean(axis=0) > 0.008)
    if not rows.size or not columns.size:
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _place(box: tuple[int, int, int, int] | None, width: int, height: int) -> tuple[float, float]:
    """How much of the frame the box fills, and how far its centre is off; a good photo's where there is no box."""
    if box is None:
        return 0.9, 0.0
    x0, y0, x1, y1 = box
    offset = max(abs((x0 + x1) / width - 1), abs((y0 + y1) / height - 1)) / 2
    return max((x1 - x0) / width, (y1 - y0) / height), offset
