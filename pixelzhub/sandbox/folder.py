"""Plans a shop from a folder of photographs: sub-folders are categories, `name_1.jpg` and `name_2.jpg` one product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from pixelzhub.sandbox.catalogue import PlannedImage, PlannedProduct, slug

ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".gif"}
MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
NUMBERED = re.compile(r"(?P<name>.+)_(?P<number>\d+)$")


def folder_products(folder: Path) -> Iterator[PlannedProduct]:
    """One product for each file name without its number; files that are no pictures are passed over."""
    for place in [folder, *sorted(path for path in folder.rglob("*") if path.is_dir())]:
        category = str(place.relative_to(folder)) if place != folder else folder.name
        for name, files in sorted(_grouped(place).items()):
            yield _product(name, category, files)


def _grouped(place: Path) -> dict[str, list[Path]]:
    groups: dict[str, list[tuple[int, Path]]] = {}
    for path in sorted(place.iterdir()):
        if path.is_file() and path.suffix.lower() in ENDINGS and not path.name.startswith("."):
            match = NUMBERED.match(path.stem)
            name, number = (match["name"], int(match["number"])) if match else (path.stem, 1)
            groups.setdefault(name, []).append((number, path))
    return {name: [path for _, path in sorted(found)] for name, found in groups.items()}


def _product(name: str, category: str, files: list[Path]) -> PlannedProduct:
    title = _title(name)
    code = slug(category)[:3].upper()
    return PlannedProduct(title, category, code, tuple(_image(path, title, n) for n, path in enumerate(files, 1)))


def _title(name: str) -> str:
    words = " ".join(re.split(r"[-_\s]+", name)).strip()
    return words[:1].upper() + words[1:]


def _image(path: Path, title: str, number: int) -> PlannedImage:
    width, height, mime = _header(path)
    age = (datetime.now(UTC).timestamp() - path.stat().st_mtime) / 86400
    source = {"file": str(path.resolve())}
    return PlannedImage(path.name, source, width, height, mime, f"{title}, photo {number}", max(age, 0.0))


def _header(path: Path) -> tuple[int, int, str]:
    """Width and height in px and the type; a file that cannot be opened keeps 0 x 0, as in a real shop."""
    try:
        with Image.open(path) as image:
            return image.width, image.height, MIMES.get(str(image.format), "image/jpeg")
    except OSError:
        return 0, 0, "image/jpeg"
