"""New photos as Wizart takes them: rows of the merchant's table that name the files of an archive."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from connectors.contract import Forwarded, Picture
from connectors.errors import Refused, TooLarge
from connectors.platforms.wizart.table import Table

# Wizart takes these alone, in an archive of at most 2 GB, which the hub holds in memory:
# https://wizart.atlassian.net/wiki/spaces/WDP/pages/2199289857
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png"}
MAX_ARCHIVE_BYTES = 256 * 1000**2
# The archive is the same whenever it is made: the oldest time that a ZIP can hold.
MADE = (1980, 1, 1, 0, 0, 0)
SEPARATORS = ("|", ";", "\n", ",")
LOOKS_LIKE_A_PICTURE = re.compile(r"\.(jpe?g|png)$", re.IGNORECASE)

Photos = Mapping[int, Picture]


@dataclass(frozen=True, slots=True)
class Packed:
    """The two files of an import."""

    table: bytes
    archive: bytes


def packed(table: Table, sku_column: int, image_column: int, photos: Sequence[Forwarded]) -> Packed | None:
    """The rows whose SKU is a photo's SKU or EAN, and their photos; None if no row shows any of them.

    Wizart refuses a row that names a file which the archive lacks. So a row goes along if there is a new photo for each
    name that it holds, and one that names several photos waits until all of them are handed over at once. Raises
    `Refused` if rows are concerned and none can go along, `TooLarge`.
    """
    known = _by_key(photos)
    rows: list[list[str]] = []
    files: dict[str, bytes] = {}
    reasons: list[str] = []
    for key, row in table.rows_of(sku_column, known):
        cell, given = row[image_column] if image_column < len(row) else "", known[key]
        names, joint = names_in(cell)
        wanted = [given[place] for place in range(len(names)) if place in given]
        if not wanted:
            continue
        if reason := _reason_against(key, len(names), wanted):
            reasons.append(reason)
            continue
        files |= {file_name(picture): picture.data for picture in wanted}
        rows.append(_with(row, image_column, joint.join(file_name(picture) for picture in wanted)))
    if not rows and reasons:
        raise Refused(reasons[0])
    return Packed(table.as_csv(rows), _archive(files)) if rows else None


def names_in(cell: str) -> tuple[list[str], str]:
    """The photos that a cell names, and what stands between them; an empty cell has room for one.

    Wizart does not say how several are separated. A comma can belong to a name: it separates if all parts look like
    pictures, or none does.
    """
    for mark in SEPARATORS:
        parts = [part.strip() for part in cell.split(mark) if part.strip()]
        pictures = sum(bool(LOOKS_LIKE_A_PICTURE.search(part)) for part in parts)
        if len(parts) > 1 and (mark != "," or pictures in {0, len(parts)}):
            return parts, mark
    return [cell.strip()], ""


def file_name(picture: Picture) -> str:
    """A name that no other content has, without anything that a table could take for a separator."""
    stem = re.sub(r"[^\w-]+", "-", PurePosixPath(picture.filename).stem).strip("-_")[:60] or "photo"
    return f"{stem}-{hashlib.sha256(picture.data).hexdigest()[:10]}{ENDINGS.get(picture.mime, '')}"


def _by_key(photos: Sequence[Forwarded]) -> dict[str, dict[int, Picture]]:
    """The photos of each key by their position; a SKU counts before an EAN, and the last of two before the first."""
    skus: dict[str, dict[int, Picture]] = {}
    eans: dict[str, dict[int, Picture]] = {}
    for photo in photos:
        for keys, key in ((skus, photo.sku.strip()), (eans, photo.ean.strip())):
            if key:
                keys.setdefault(key, {})[photo.position] = photo.picture
    return eans | skus


def _reason_against(key: str, names: int, wanted: Sequence[Picture]) -> str:
    """Why a row cannot go along; empty if it can."""
    if len(wanted) < names:
        return (
            f"The table names {names} photos for {key}, and Wizart takes a row only with all of its photos. Publish"
            " all of them together, or import them in Wizart by hand."
        )
    if unfit := [picture.filename for picture in wanted if picture.mime not in ENDINGS]:
        return f"Wizart takes JPEG and PNG alone, and {unfit[0]} for {key} is neither."
    return ""


def _with(row: list[str], column: int, value: str) -> list[str]:
    """The row with another value in one column, up to which a short row is filled."""
    filled = row + [""] * (column + 1 - len(row))
    return [*filled[:column], value, *filled[column + 1 :]]


def _archive(files: Mapping[str, bytes]) -> bytes:
    """The photos at the root of a ZIP, stored: they are compressed already."""
    size = sum(len(data) for data in files.values())
    if size > MAX_ARCHIVE_BYTES:
        most = MAX_ARCHIVE_BYTES / 1e6
        raise TooLarge(f"The photos have {size / 1e6:,.0f} MB together; the hub sends Wizart up to {most:,.0f} MB.")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, MADE), data)
    return out.getvalue()
