"""A merchant's table as rows: which column holds what is found out, each row with an error is one problem."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from connectors.platforms.upload.lines import Line, csv_lines
from connectors.platforms.upload.problems import NotReadable, Problem, WrongCell
from connectors.platforms.upload.row import Head, Row, photos_in, read_row

WORKBOOK = ".xlsx"
MAX_ROWS = 200_000
MAX_COLUMNS = 500
# What a new table is to look like; other titles for the same are known, too.
COLUMNS = ("sku", "name", "category", "ean", "image", "alt", "position", "tags")
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


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that can be used, one problem for each other one, how many those are, and which photos they name."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    bad_rows: int
    named_there: tuple[str, ...]


def read_table(name: str, data: bytes) -> Table:
    """The rows of a CSV or workbook. Raises `NotReadable` if it has no usable first line."""
    lines = _lines(name, data)
    head = _head(name, next(lines, Line(1, [])))
    rows: list[Row] = []
    problems: list[Problem] = []
    named_there: list[str] = []
    for line in islice(lines, MAX_ROWS):
        try:
            if row := _row(line, head):
                rows.append(row)
        except WrongCell as error:
            problems.append(error.at(line.number, name))
            named_there += photos_in(line.cells, head)
    return Table(tuple(rows), (*problems, *_left_out(lines, name)), len(problems), tuple(named_there))


def _lines(name: str, data: bytes) -> Iterator[Line]:
    if not name.lower().endswith(WORKBOOK):
        return csv_lines(name, data)
    # Only when a workbook comes: its library takes each process of the web and of the workers a tenth of a second to load.
    from connectors.platforms.upload.sheet import sheet_lines

    return sheet_lines(name, data)


def _row(line: Line, head: Head) -> Row | None:
    """None for an empty line. Raises `WrongCell`."""
    if line.wrong:
        raise line.wrong
    return read_row(line.number, line.cells, head) if any(cell.strip() for cell in line.cells) else None


def _left_out(lines: Iterator[Line], name: str) -> list[Problem]:
    if next(lines, None) is None:
        return []
    accepted = f"up to {MAX_ROWS:,} lines a file"
    return [Problem(f"The file has more than {MAX_ROWS:,} lines; the rest was left out.", name, accepted=accepted)]


def _head(name: str, line: Line) -> Head:
    """Which column holds what. Columns that mean nothing here are passed over."""
    shown = ", ".join(title.strip() for title in line.cells)[:200]
    if line.wrong or "\0" in shown or len(line.cells) > MAX_COLUMNS:
        reason = line.wrong or f"it has {len(line.cells):,} columns or a NUL character"
        raise NotReadable(f"The first line of {name} cannot be read: {reason}")
    found: dict[int, str] = {}
    for column, title in enumerate(line.cells):
        plain = re.sub(r"[^a-z0-9]", "", title.lower())
        field = HEADERS.get(plain) or ("image" if IMAGE.fullmatch(plain) else "")
        if field == "image" or (field and field not in found.values()):
            found[column] = field
    if not {"sku", "name"} & set(found.values()):
        raise NotReadable(f"The first line of {name} names no column “SKU” or “Product name”. It reads: {shown}")
    return Head(line.cells, found)
