"""A merchant's CSV as rows: encoding, separator and headers are found out, each bad line is one problem."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from connectors.platforms.upload.archive import NotReadable, Problem

MAX_ROWS = 200_000
SEPARATORS = (",", ";", "\t", "|")
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
HEADERS: Mapping[str, str] = {
    name: field
    for field, names in {
        "sku": "sku productsku articlenumber articleno itemnumber itemno productnumber productcode code handle id",
        "name": "name productname title producttitle product article",
        "category": "category categories productcategory producttype type collection",
        "ean": "ean ean13 gtin gtin13 barcode upc",
        "alt": "alt alttext imagealt imagealttext alternativetext",
        "tags": "tags tag producttags keywords labels",
        "position": "position imageposition imageorder order sort sortorder",
    }.items()
    for name in names.split()
}
IMAGE = re.compile(
    r"(main|additional|other|product)?(image|picture|photo|img|file|filename)s?(url|src|file|filename|name|link|path)?s?\d*"
)
ENDS_LIKE_A_PICTURE = re.compile(r"\.(jpe?g?|png|gif|webp|tiff?|bmp|avif)$", re.IGNORECASE)


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
class Table:
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_table(name: str, data: bytes) -> Table:
    """The rows of a CSV in UTF-8, UTF-16 or Windows' Latin-1. Raises `NotReadable` if it has no usable header."""
    text, spoilt = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    fields = _fields(name, _header(name, reader))
    rows: list[Row] = []
    problems: list[Problem] = []
    for first, last, cells in _lines(reader, name, problems):
        try:
            if spoilt.intersection(range(first, last + 1)):
                raise ValueError("The line has characters in another encoding than the rest of the file.")
            if any(cell.strip() for cell in cells):
                rows.append(_row(first, cells, fields))
        except ValueError as error:
            problems.append(Problem(str(error), name, first))
    return Table(tuple(rows), tuple(problems))


def _decoded(data: bytes) -> tuple[str, set[int]]:
    """The text, and the lines that are not in its encoding."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _by_lines(data[len(mark) :], encoding)
    if data[:200].count(0) > 20:
        return _by_lines(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    text, spoilt = _by_lines(data, "utf-8")
    accents = any(ord(letter) > 127 and letter != "�" for letter in text)
    if spoilt and not accents:
        # Nothing outside ASCII is UTF-8 here: a spreadsheet on Windows wrote this file.
        return data.decode("cp1252", "replace"), set()
    return text, spoilt


def _by_lines(data: bytes, encoding: str) -> tuple[str, set[int]]:
    text = data.decode(encoding, "replace")
    return text, {number for number, line in enumerate(text.split("\n"), 1) if "�" in line}


def _separator(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(SEPARATORS, key=header.count)


def _header(name: str, reader: Iterator[list[str]]) -> list[str]:
    try:
        return next(reader, [])
    except csv.Error as error:
        raise NotReadable(f"The first line of {name} cannot be read: {error}.") from error


def _fields(name: str, header: list[str]) -> dict[int, str]:
    """Which column holds what. Columns that mean nothing here are passed over."""
    found: dict[int, str] = {}
    for column, title in enumerate(header):
        plain = re.sub(r"[^a-z0-9]", "", title.lower())
        field = HEADERS.get(plain) or ("image" if IMAGE.fullmatch(plain) else "")
        if field == "image" or (field and field not in found.values()):
            found[column] = field
    if not {"sku", "name"} & set(found.values()):
        shown = ", ".join(title.strip() for title in header)[:200]
        raise NotReadable(f"The first line of {name} names no column “SKU” or “Product name”. It reads: {shown}")
    return found


def _lines(reader: Iterator[list[str]], name: str, problems: list[Problem]) -> Iterator[tuple[int, int, list[str]]]:
    """Each record with its first and last line; one that cannot be parsed is a problem."""
    last = int(getattr(reader, "line_num", 1))
    for _ in range(MAX_ROWS):
        first = last + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            last = int(getattr(reader, "line_num", first))
            problems.append(Problem(f"The line cannot be read: {error}.", name, first))
            continue
        last = int(getattr(reader, "line_num", first))
        if cells is None:
            return
        yield first, last, cells
    problems.append(Problem(f"The file has more than {MAX_ROWS:,} lines; the rest was left out.", name))


def _row(line: int, cells: list[str], fields: Mapping[int, str]) -> Row:
    """Raises ValueError, with the value, for what cannot be used."""
    values = {field: cells[column].strip() for column, field in fields.items() if column < len(cells)}
    columns = [column for column, field in fields.items() if field == "image" and column < len(cells)]
    if not values.get("sku") and not values.get("name"):
        raise ValueError("The line has neither an SKU nor a name.")
    return Row(
        line=line,
        sku=_at_most(values, "sku", 200),
        name=_at_most(values, "name", 500),
        category=_at_most(values, "category", 300),
        ean=_at_most(values, "ean", 32),
        tags=tuple(tag.strip() for tag in re.split(r"[,;|]", values.get("tags", "")) if tag.strip()),
        images=tuple(one for column in columns for one in _images(cells[column])),
        alt=_at_most(values, "alt", 1000),
        position=_position(values.get("position", "")),
    )


def _at_most(values: Mapping[str, str], field: str, limit: int) -> str:
    value = values.get(field, "")
    if len(value) > limit:
        raise ValueError(f"The {field} has {len(value):,} characters; the hub takes up to {limit}.")
    return value


def _position(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{1,5}", text):
        raise ValueError(f"The position “{text[:40]}” is not a whole number.")
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
