"""A tiny picture in place of a rendered one, so that a load test waits for nothing that it does not test."""

from __future__ import annotations

import hashlib

from PIL import Image

from pixelzhub.sandbox.pixelz.rendering.formats import encoded

SIDE_PX = 64


def stand_in(name: str, output: str) -> bytes:
    """A valid file of the template's format, of one colour and size for each name. Raises `NotRendered`."""
    red, green, blue, *_ = hashlib.sha256(name.encode()).digest()
    return encoded(Image.new("RGB", (SIDE_PX, SIDE_PX), (red, green, blue)), output)
