"""Bytes to small arrays: decoded once, at the smallest scale that still shows whether a picture is sharp."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from analytics.pixels.arrays import Colour, Plane
from analytics.pixels.header import Header, Unreadable, open_image, readable_bytes
from analytics.pixels.profile import in_srgb

# A picture that was enlarged four times looks sharp at 256..511 px and soft at 512..1023 px: hence 512.
LUMA_SIDE = 512
SMALL_SIDE = 256
SCALES = (8, 4, 2, 1)
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
WHITE = (255, 255, 255)
TRANSPARENT_MODES = ("RGBA", "LA", "PA", "RGBa", "La")
SIXTEEN_BIT = ("I;16", "I;16B", "I;16L", "I;16N", "I")


@dataclass(frozen=True, slots=True)
class Picture:
    """One decoded picture, upright and on white: luma of 512..1023 px on the short side, colours of about 256 px."""

    header: Header
    flat: Image.Image  # RGB or YCbCr
    profile: bytes | None  # the colour profile that the RGB numbers are in, None for sRGB
    luma: Plane
    small: Colour
    alpha: Plane | None
    scale: int
    zoom: float  # px of luma a px of small


def decode(data: bytes) -> Picture:
    """The picture, or `Unreadable` when its header or its pixels cannot be read."""
    image, header = open_image(data)
    try:
        return _decoded(image, header)
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable("unsupported_format", "needs more memory than one picture is given") from error
    except Exception as error:  # hostile bytes raise nearly anything out of the readers
        raise Unreadable("corrupt", _broken(error, data)) from error


def upright(image: Image.Image, header: Header) -> Image.Image:
    """The image turned as its EXIF says. Pillow's TIFF reader has turned it already."""
    turn = None if header.format == "TIFF" else TURNS.get(header.exif_orientation)
    return image if turn is None else image.transpose(turn)


def on_white(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The image as RGB (or YCbCr, untouched) without transparency, and its alpha channel if it had one."""
    if image.mode in SIXTEEN_BIT:
        image = _eight_bit(image)
    if image.mode == "F":
        raise Unreadable("unsupported_format", "32 bit floating point pixels, at most 16 bit a channel are read")
    if image.mode not in TRANSPARENT_MODES and "transparency" not in image.info:
        return (image if image.mode == "YCbCr" else image.convert("RGB")), None
    layered = image.convert("RGBA")
    flat = Image.new("RGB", image.size, WHITE)
    alpha = layered.getchannel("A")
    flat.paste(layered.convert("RGB"), mask=alpha)
    return flat, alpha


def _decoded(image: Image.Image, header: Header) -> Picture:
    full_side = min(image.size)
    profile = image.info.get("icc_profile")
    if header.format == "JPEG":
        image.draft(None if image.mode == "CMYK" else "YCbCr", (LUMA_SIDE, LUMA_SIDE))
    image.load()
    image = _scaled(image)
    if image.mode == "CMYK":
        image, profile = in_srgb(image, profile), None
    flat, alpha = on_white(upright(image, header))
    luma = np.asarray(flat.getchannel(0) if flat.mode == "YCbCr" else flat.convert("L"))
    step = max(1, max(flat.size) // SMALL_SIDE)
    small = np.asarray((flat.reduce(step) if step > 1 else flat).convert("RGB"))
    small_alpha = None if alpha is None else np.asarray(alpha.reduce(step) if step > 1 else alpha)
    return Picture(header, flat, profile, luma, small, small_alpha, max(1, round(full_side / min(flat.size))), step)


def _scaled(image: Image.Image) -> Image.Image:
    """The image by 1, 1/2, 1/4 or 1/8 and no other scale, so that sharpness can be compared across formats."""
    scale = next(scale for scale in SCALES if scale == 1 or min(image.size) // LUMA_SIDE >= scale)
    return image if scale == 1 else _averageable(image).reduce(scale)


def _averageable(image: Image.Image) -> Image.Image:
    """The image in a mode whose pixels may be averaged: palette numbers and a single transparent colour may not."""
    if image.mode in SIXTEEN_BIT:
        return _eight_bit(image)
    if "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in ("P", "1") else image


def _eight_bit(image: Image.Image) -> Image.Image:
    wide = np.asarray(image).astype(np.int64)
    return Image.fromarray((np.clip(wide, 0, 65535) // 257).astype(np.uint8))


def _broken(error: Exception, data: bytes) -> str:
    size = readable_bytes(len(data))
    cut = "truncated" in str(error) or isinstance(error, EOFError)
    return f"cut off after {size}" if cut else f"its pixels cannot be decoded ({size})"
