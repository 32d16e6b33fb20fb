"""A picture as WebP that fits into a square, made in a process of its own with caps on memory and time.

`fit` is the hub's side; `python -m pixelzhub.partners.renditions.fitting SIDE` is the process: bytes in, WebP out.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
from pathlib import Path

from PIL import Image

from analytics.pixels.decode import SIXTEEN_BIT, TRANSPARENT_MODES, on_white, upright
from analytics.pixels.header import Unreadable, open_image
from analytics.pixels.pool import MEMORY_BYTES
from analytics.pixels.profile import in_srgb

QUALITY = 82
# Somebody waits for the picture.
SECONDS = 20
ROOT = Path(__file__).resolve().parents[3]


class CannotFit(Exception):
    """The file is no picture that is read, or one over the limits that measuring has too."""


def fit(data: bytes, side: int) -> bytes:
    """The picture as WebP, upright, of at most `side` px on its longer side and never enlarged. Raises `CannotFit`."""
    command = [sys.executable, "-m", "pixelzhub.partners.renditions.fitting", str(side)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=True, cwd=ROOT)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as error:
        raise CannotFit from error
    return done.stdout


def webp_of(data: bytes, side: int) -> bytes:
    """What `fit` gives, made here and now. Raises `Unreadable`, and nearly anything of hostile bytes."""
    image, header = open_image(data)
    # A JPEG is decoded at an eighth, a quarter or half of its size where that is enough.
    image.draft(None, (side, side))
    image.load()
    plain, profile = _plain(image)
    picture = upright(plain, header)
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, icc_profile=profile)
    return out.getvalue()


def _plain(image: Image.Image) -> tuple[Image.Image, bytes | None]:
    """As RGB, with its transparency if it has some, and the profile that those numbers are in."""
    profile = image.info.get("icc_profile")
    if image.mode in SIXTEEN_BIT or image.mode == "F":
        return on_white(image)[0].convert("RGB"), None
    if image.mode == "CMYK":
        return in_srgb(image, profile).convert("RGB"), None
    own = profile if image.mode in {"RGB", "RGBA"} else None
    if image.mode in TRANSPARENT_MODES or "transparency" in image.info:
        return image.convert("RGBA"), own
    return image.convert("RGB"), own


def _serve(side: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sys.stdout.buffer.write(webp_of(sys.stdin.buffer.read(), side))
    except Unreadable as error:
        sys.exit(error.reason)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
