"""Pictures from bytes and to bytes, in the formats that a template can name."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from pixelzhub.sandbox.files import NotAnImage, inspect
from pixelzhub.sandbox.painting import Bytes, Plane
from pixelzhub.sandbox.pixelz.settings import DPI

RESOLUTION = (DPI, DPI)


class NotRendered(ValueError):
    """The editors on this machine cannot make what the template asks for."""


def can_be_opened(data: bytes, *, whole: bool) -> None:
    """Decode the picture, or only its header. Raises `NotAnImage`."""
    if whole:
        inspect(data)
        return
    try:
        Image.open(io.BytesIO(data)).close()
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError) as error:
        raise NotAnImage("The file is not a picture that can be opened.") from error


def opened(data: bytes) -> tuple[Bytes, Plane | None]:
    """RGB, upright, and the coverage that the file brings itself; None if it covers everything."""
    with Image.open(io.BytesIO(data)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    pixels = np.asarray(upright)
    alpha = pixels[..., 3].astype(np.float32) / 255
    colour = np.ascontiguousarray(pixels[..., :3])
    return (colour, None) if alpha.min() > 0.99 else (colour, alpha)


def saved(colour: Bytes, cover: Plane | None, output: str) -> bytes:
    """A file of the template's format at 300 dots per inch; `cover` is its transparency. Raises `NotRendered`."""
    pixels = colour if cover is None else np.dstack([colour, (cover * 255 + 0.5).astype(np.uint8)])
    return encoded(Image.fromarray(pixels), output)


def encoded(image: Image.Image, output: str) -> bytes:
    """The same for a picture. A JPEG's white stays white. Raises `NotRendered`."""
    out = io.BytesIO()
    if output in ("JPG", "JPEG"):
        image.convert("RGB").save(out, "JPEG", quality=92, subsampling=0, dpi=RESOLUTION)
    elif output == "PNG":
        image.save(out, "PNG", compress_level=3, dpi=RESOLUTION)
    elif output in ("TIF", "TIFF"):
        image.save(out, "TIFF", compression="tiff_lzw", dpi=RESOLUTION)
    else:
        raise NotRendered(f"{output} files are not rendered here.")
    return out.getvalue()
