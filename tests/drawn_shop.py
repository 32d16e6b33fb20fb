"""Draws the photos of the sandbox's drawn shop into a folder, for sandboxes that begin with them.

python -m tests.drawn_shop FOLDER PHOTOS
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pixelzhub.sandbox.drawn import drawn_products
from pixelzhub.sandbox.files import Files
from pixelzhub.sandbox.pool import Pool


def draw_all(folder: Path, photos: int) -> None:
    pool = Pool(2)
    files = Files(folder, pool)
    sources = [image.source for product in drawn_products(photos) for image in product.images]
    for source in sources:
        files.draw_ahead(source)
    for source in sources:
        files.read(source)
    pool.close()


def hang(drawings: Path, data: Path) -> None:
    """Give a sandbox that keeps its things in `data` these photos; it never writes a name twice, so they stay as they are."""
    own = data / "sandbox-files"
    own.mkdir(parents=True, exist_ok=True)
    for photo in drawings.iterdir():
        if not (own / photo.name).exists():
            os.link(photo, own / photo.name)


if __name__ == "__main__":
    draw_all(Path(sys.argv[1]), int(sys.argv[2]))
