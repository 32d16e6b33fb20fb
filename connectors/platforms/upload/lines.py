"""A merchant's CSV as lines of cells: encoding and separator are found out."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.platforms.upload.problems import NotReadable, WrongCell

SEPARATORS = (",", ";", "\t", "|")
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one record and the number of its first line; `wrong` if it cannot be read."""

    number: int
    cells: list[str]
    wrong: WrongCell | None = None


def csv_lines(name: str, data: bytes) -> Iterator[Line]:
    """The header first. UTF-8, UTF-16 or Windows' Latin-1. Raises `NotReadable` if the header cannot be read."""
    text, spoilt = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        yield Line(1, next(reader, []))
    except csv.Error as error:
        raise NotReadable(f"The first line of {name} cannot be read: {error}.") from error
    while line := _next(reader):
        encoding = spoilt.intersection(range(line.number, reader.line_num + 1)) if spoilt else ()
        yield Line(line.number, line.cells, _another_encoding()) if encoding else line


def _next(reader: csv._reader) -> Line | None:  # type: ignore[name-defined]
    first = reader.line_num + 1
    try:
        cells = next(reader, None)
    except csv.Error as error:
        accepted = "quotes that are closed, cells of up to 131,072 characters"
        return Line(first, [], WrongCell(f"The line cannot be read: {error}.", accepted=accepted))
    return None if cells is None else Line(first, cells)


def _another_encoding() -> WrongCell:
    wrong = "The line has characters in another encoding than the rest of the file."
    return WrongCell(wrong, accepted="one encoding for the whole file, best UTF-8")


def _decoded(data: bytes) -> tuple[str, set[int]]:
    """The text, and the lines that are not in its encoding."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _by_lines(data[len(mark) :], encoding)
    if data[:200].count(0) > 20:
        return _by_lines(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    text, spoilt = _by_lines(data, "utf-8")
    accents = any(ord(letter) > 127 and letter != "�" for letter in text) if spoilt else False
    if spoilt and not accents:
        # Nothing outside ASCII is UTF-8 here: a spreadsheet on Windows wrote this file.
        return data.decode("cp1252", "replace"), set()
    return text, spoilt


def _by_lines(data: bytes, encoding: str) -> tuple[str, set[int]]:
    text = data.decode(encoding, "replace")
    if "�" not in text:
        return text, set()
    return text, {number for number, line in enumerate(text.split("\n"), 1) if "�" in line}


def _separator(text: str) -> str:
    header = text.partition("\n")[0]
    return max(SEPARATORS, key=header.count)
