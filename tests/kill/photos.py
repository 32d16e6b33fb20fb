"""Small drawn photos, each of bytes of its own, and a folder of them that the sandbox shop sells."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image as Pillow

A_PRODUCT = 3
GREY = (229, 229, 229)


def drawn(number: int, ground: tuple[int, int, int] = GREY) -> bytes:
    """A JPEG of 48 px that no other number and no other ground has."""
    file = io.BytesIO()
    picture = Pillow.new("RGB", (48, 48), ground)
    picture.paste((number % 256, number // 256 % 256, 90), (12, 12, 36, 36))
    picture.save(file, "JPEG", comment=str(number).encode())
    return file.getvalue()


def catalogue(folder: Path, photos: int) -> Path:
    """So many photos, three a product, as the sandbox reads a folder."""
    folder.mkdir(parents=True)
    for number in range(photos):
        path = folder / f"thing-{number // A_PRODUCT:05d}_{number % A_PRODUCT + 1}.jpg"
        path.write_bytes(drawn(number))
    return folder
