"""The header tier: what a file says of itself, and the limits that it is held to before a pixel is decoded."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import Image

from analytics.pixels.quantization import quality_of
from analytics.pixels.sniff import kind_of

MAX_BYTES = 100 * 1024 * 1024
MAX_PIXELS = 120_000_000
MAX_SIDE = 30_000

# Only these readers are ever tried: EPS would start Ghostscript, and others have no place in a shop.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")
ORIENTATION_TAG = 0x0112
# A picture wider than our own limits is refused by us, in our words; Pillow's warning would only fill the log.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


class Unreadable(Exception):
    """The file cannot be measured; `error` is the issue code and the message says why."""

    def __init__(self, error: str, reason: str) -> None:
        super().__init__(reason)
        self.error = error
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says; width and height are px after EXIF orientation."""

    format: str
    width: int
    height: int
    mode: str
    has_icc: bool
    exif_orientation: int
    animated: bool
    jpeg_quality: int | None


def open_image(data: bytes) -> tuple[Image.Image, Header]:
    """The undecoded image with its header, or `Unreadable` when it is over a limit or no image at all."""
    _check_bytes(data)
    image = _opened(data)
    _check_size(*image.size)
    return image, _header(image)


def extension_of(filename: str) -> str:
    """The lower-case extension without its dot, "" when there is none."""
    return PurePosixPath(filename).suffix.lower().lstrip(".")


def readable_bytes(count: int) -> str:
    """A byte count as people write it: 812 bytes, 41 KB, 12.5 MB."""
    if count < 1024:
        return f"{count} bytes"
    if count < 1024 * 1024:
        return f"{count / 1024:.0f} KB"
    return f"{count / 1024 / 1024:.1f} MB"


def _check_bytes(data: bytes) -> None:
    if not data:
        raise Unreadable("corrupt", "the file is empty (0 bytes)")
    if len(data) > MAX_BYTES:
        limit = readable_bytes(MAX_BYTES)
        raise Unreadable("unsupported_format", f"{readable_bytes(len(data))}, more than the {limit} that are read")


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Unreadable("unsupported_format", _too_many_pixels(_first_number(str(bomb)))) from bomb
    except MemoryError as error:
        raise Unreadable("unsupported_format", "needs more memory than one picture is given") from error
    except Exception as error:  # hostile bytes raise nearly anything out of the readers
        raise _not_opened(data) from error


def _not_opened(data: bytes) -> Unreadable:
    kind, readable = kind_of(data)
    size = readable_bytes(len(data))
    if readable:
        return Unreadable("corrupt", f"starts like {kind}, but its header is broken or cut off ({size})")
    return Unreadable("unsupported_format", f"{kind}, not one of the picture formats that are read ({size})")


def _check_size(width: int, height: int) -> None:
    if max(width, height) > MAX_SIDE:
        raise Unreadable("unsupported_format", f"{width:,} x {height:,} px, a side is over {MAX_SIDE:,} px")
    if width * height > MAX_PIXELS:
        raise Unreadable("unsupported_format", _too_many_pixels(width * height))


def _too_many_pixels(pixels: int) -> str:
    return f"{pixels / 1e6:,.0f} megapixels, more than the {MAX_PIXELS / 1e6:,.0f} megapixels that are read"


def _first_number(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found.group()) if found else MAX_PIXELS + 1


def _header(image: Image.Image) -> Header:
    orientation = _orientation(image)
    width, height = image.size
    # Pillow's TIFF reader states the size after orientation already.
    if orientation >= 5 and image.format != "TIFF":
        width, height = height, width
    phone_photo = image.format == "MPO"  # a JPEG with a depth map or gain map behind it, as phones write
    return Header(
        format="JPEG" if phone_photo else str(image.format),
        width=width,
        height=height,
        mode=image.mode,
        has_icc=bool(image.info.get("icc_profile")),
        exif_orientation=orientation,
        animated=not phone_photo and image.format != "TIFF" and bool(getattr(image, "is_animated", False)),
        jpeg_quality=quality_of(getattr(image, "quantization", None)),
    )


def _orientation(image: Image.Image) -> int:
    """1..8; broken EXIF counts as upright. A PNG's `getexif` decodes the whole file, so only its header chunk counts."""
    if image.format == "PNG" and "exif" not in image.info:
        return 1
    try:
        value = int(image.getexif().get(ORIENTATION_TAG, 1))
    except Exception:
        return 1
    return value if 1 <= value <= 8 else 1
