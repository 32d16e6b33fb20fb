"""A line's cells as a row: each value is checked, and the first wrong one says what is accepted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.ean import is_ean
from connectors.platforms.upload.problems import WrongCell

ENDS_LIKE_A_PICTURE = re.compile(r"\.(jpe?g?|png|gif|webp|tiff?|bmp|avif)$", re.IGNORECASE)
LONGEST = {"sku": 200, "name": 500, "category": 300, "alt": 1000, "tags": 2000}
PHOTOS_A_ROW = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table that can be used. `position` counts from 1, as the merchant wrote it."""

    line: int
    sku: str
    name: str
    category: str
    ean: str
    tags: tuple[str, ...]
    images: tuple[str, ...]
    alt: str
    position: int | None


@dataclass(frozen=True, slots=True)
class Head:
    """The first line: the titles, and which column holds what."""

    titles: Sequence[str]
    fields: Mapping[int, str]

    def title(self, field: str) -> str:
        """How the merchant named the first column of this kind; the kind itself if there is none."""
        return next((self.titles[column].strip() for column, found in self.fields.items() if found == field), field)


def read_row(line: int, cells: Sequence[str], head: Head) -> Row:
    """Raises `WrongCell` for what cannot be used."""
    _check_shape(cells, head)
    values = {field: cells[column].strip() for column, field in head.fields.items() if column < len(cells)}
    if not values.get("sku") and not values.get("name"):
        raise WrongCell("The row has neither an SKU nor a name.", column=head.title("sku"), accepted="an SKU or a name")
    for field, limit in LONGEST.items():
        _check_length(values.get(field, ""), head.title(field), limit)
    images = photos_in(cells, head)
    if len(images) > PHOTOS_A_ROW:
        raise WrongCell(
            f"The row names {len(images):,} photos.",
            column=head.title("image"),
            accepted=f"up to {PHOTOS_A_ROW} photos",
        )
    return Row(
        line=line,
        sku=values.get("sku", ""),
        name=values.get("name", ""),
        category=values.get("category", ""),
        ean=_ean(values.get("ean", ""), head),
        tags=tuple(tag.strip() for tag in re.split(r"[,;|]", values.get("tags", "")) if tag.strip()),
        images=images,
        alt=values.get("alt", ""),
        position=_position(values.get("position", ""), head),
    )


def photos_in(cells: Sequence[str], head: Head) -> tuple[str, ...]:
    """The photos that a line names, whatever else is in it."""
    columns = [column for column, field in head.fields.items() if field == "image" and column < len(cells)]
    return tuple(one for column in columns for one in _images(cells[column]))


def _check_shape(cells: Sequence[str], head: Head) -> None:
    """A separator inside a value shifts all that comes after it."""
    for column, cell in enumerate(cells):
        title = head.titles[column].strip() if column < len(head.titles) else ""
        if column >= len(head.titles) and cell.strip():
            accepted = f"{len(head.titles)} cells, as the first line has"
            raise WrongCell("The row has more cells than the first line.", value=cell, accepted=accepted)
        if "\0" in cell:
            raise WrongCell("The cell holds a NUL character.", column=title, value=cell, accepted="plain text")


def _check_length(value: str, title: str, limit: int) -> None:
    if len(value) > limit:
        raise WrongCell(
            f"The {title} has {len(value):,} characters; the hub takes up to {limit}.",
            column=title,
            value=value,
            accepted=f"up to {limit} characters",
        )


def _ean(text: str, head: Head) -> str:
    """As it is written: a last digit that does not fit is taken, as from partners, and pointed out on the product's page."""
    title = head.title("ean")
    if text and not is_ean(text):
        accepted = "1 to 32 of the characters 0-9 A-Z a-z . _ -"
        raise WrongCell(f"“{text[:40]}” is no EAN.", column=title, value=text, accepted=accepted)
    return text


def _position(text: str, head: Head) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", text):
        wrong = f"The position “{text[:40]}” is not a whole number."
        raise WrongCell(wrong, column=head.title("position"), value=text, accepted="a whole number of up to 5 digits")
    return int(text)


def _images(cell: str) -> list[str]:
    """One or several photos in a cell: split at | and line ends, and at , or ; if each part is a photo by itself."""
    parts = [part.strip() for part in re.split(r"[|\n]", cell) if part.strip()]
    return [one for part in parts for one in _split(part)]


def _split(part: str) -> list[str]:
    for separator in (",", ";"):
        pieces = [piece.strip() for piece in part.split(separator) if piece.strip()]
        if len(pieces) > 1 and all(_is_photo(piece) for piece in pieces):
            return pieces
    return [part]


def _is_photo(text: str) -> bool:
    return text.lower().startswith(("http://", "https://")) or bool(ENDS_LIKE_A_PICTURE.search(text))
