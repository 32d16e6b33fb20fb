"""Products by the names of their photos, for an archive without a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from connectors.platforms.upload.archive import Member, normal
from connectors.platforms.upload.planned import PlannedPhoto, PlannedProduct, PlannedRow

NUMBERED = re.compile(r"(?P<name>.+)_(?P<number>\d{1,6})$")


def photo_products(pictures: Mapping[str, Member]) -> list[PlannedProduct]:
    """Folders are categories; name_1.jpg and name_2.jpg are one product."""
    root = _common_root(pictures)
    groups: dict[tuple[tuple[str, ...], str], list[tuple[int, str]]] = {}
    for name in pictures:
        path = PurePosixPath(name)
        match = NUMBERED.match(path.stem)
        stem, number = (match["name"], int(match["number"])) if match else (path.stem, 1)
        groups.setdefault((path.parent.parts[root:], stem), []).append((number, name))
    return [
        PlannedProduct(f"file:{normal('/'.join((*folder, stem)))}", (_photo_row(folder, stem, files, pictures),))
        for (folder, stem), files in sorted(groups.items())
    ]


def _photo_row(
    folder: tuple[str, ...], stem: str, files: list[tuple[int, str]], pictures: Mapping[str, Member]
) -> PlannedRow:
    title = _title(stem)
    photos = tuple(
        PlannedPhoto(name, f"{title}, photo {place}", pictures[name])
        for place, (_, name) in enumerate(sorted(files), 1)
    )
    return PlannedRow(None, title, category=folder, photos=photos)


def _common_root(pictures: Iterable[str]) -> int:
    """1 if all lies in one folder that has folders of its own: that one is only the archive's name."""
    folders = {PurePosixPath(name).parent.parts for name in pictures}
    tops = {parts[:1] for parts in folders}
    return 1 if len(tops) == 1 and () not in folders and len(folders) > 1 else 0


def _title(stem: str) -> str:
    words = " ".join(re.split(r"[-_\s]+", stem)).strip() or stem
    return words[:1].upper() + words[1:500]
