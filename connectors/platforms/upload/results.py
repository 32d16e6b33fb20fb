"""What the hub changed in an upload store, to take along: an archive of the new files and a list of them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO

from connectors.csv_text import csv_text
from connectors.platforms.upload.catalogue import ImageEntry, ProductEntry
from connectors.platforms.upload.folder import SCHEME, Folder, safe_name

COLUMNS = ("sku", "product", "category", "file", "handed in as", "position", "alt", "changed at")


def write_results(path: str, target: IO[bytes]) -> int:
    """Write a ZIP with every photo that the hub replaced or added, and `changes.csv`; gives the number of photos.

    `path` is the store's folder. Photos keep the merchant's own names, in a folder for each category.
    """
    folder = Folder(path)
    rows: list[tuple[str, ...]] = []
    taken: set[str] = set()
    with folder.reading() as catalogue:
        categories = {entry["id"]: entry["name"] for entry in catalogue.categories()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for product, place, image in _changed(folder.products()):
            category = categories.get(product["category_ids"][0], "") if product["category_ids"] else ""
            name = _free(f"{safe_name(category) if category else 'photos'}/{safe_name(image['name'])}", taken)
            archive.writestr(name, folder.picture(SCHEME + image["file"]))
            rows.append(_row(product, category, name, place, image))
        archive.writestr("changes.csv", changes_csv(rows))
    return len(rows)


def changes_csv(rows: list[tuple[str, ...]]) -> str:
    """The list as CSV, with a byte order mark so that spreadsheets read it as UTF-8."""
    return csv_text(COLUMNS, rows)


def _changed(products: Iterable[ProductEntry]) -> Iterator[tuple[ProductEntry, int, ImageEntry]]:
    for product in products:
        for place, image in enumerate(product["images"], 1):
            if image["sha256"] != image["imported_sha256"]:
                yield product, place, image


def _row(product: ProductEntry, category: str, name: str, place: int, image: ImageEntry) -> tuple[str, ...]:
    return (
        product["sku"],
        product["name"],
        category,
        name,
        image["source"],
        str(place),
        image["alt"],
        image["created_at"],
    )


def _free(name: str, taken: set[str]) -> str:
    path, number, free = PurePosixPath(name), 1, name
    while free.lower() in taken:
        number += 1
        free = str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
    taken.add(free.lower())
    return free
