"""The first sheet of an .xlsx workbook as lines of cells, read row by row."""

from __future__ import annotations

import datetime
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from connectors.platforms.upload.lines import Line
from connectors.platforms.upload.problems import NotReadable, WrongCell

# The texts of all cells are held in memory while the rows are read.
MAX_UNPACKED_BYTES = 64 * 1000**2
MAX_PARTS = 500
# Styles and names become an object each; only cells and their texts may be many.
MANY, MAX_OTHER_BYTES = ("xl/worksheets/", "xl/sharedStrings"), 2 * 1000**2
MAX_CELLS = 500
# Excel itself takes no more characters in a cell: "Excel specifications and limits".
MAX_CELL = 32_767

# All that openpyxl raises for files that are none; defusedxml's errors for entities are ValueErrors.
BROKEN = (
    OSError, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError, RuntimeError, AssertionError,
    SyntaxError, NotImplementedError, ParseError, OverflowError, zipfile.BadZipFile, zlib.error, InvalidFileException,
)  # fmt: skip


def sheet_lines(name: str, data: bytes) -> Iterator[Line]:
    """The header first. Raises `NotReadable` for what is no workbook, or too large a one."""
    _check_size(name, data)
    try:
        # Formulas are seen as such: what they last gave is not in the file's rows.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        first = book.worksheets[0]
        # Some programs write a wrong size, and rows beyond it would be passed over.
        first.reset_dimensions()
        for number, cells in enumerate(first.iter_rows(), 1):
            if len(cells) > MAX_CELLS:
                raise NotReadable(f"Row {number} of {name} has {len(cells):,} cells; the hub takes up to {MAX_CELLS}.")
            yield _line(number, cells)
    except BROKEN as error:
        raise NotReadable(f"{name} is not an .xlsx workbook that can be read. Save the sheet as CSV.") from error


def _check_size(name: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
            large = [part for part in parts.infolist() if part.file_size > MAX_OTHER_BYTES]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NotReadable(f"{name} is not an .xlsx workbook. Save the sheet as .xlsx or CSV.") from error
    if other := next((part.filename for part in large if not part.filename.startswith(MANY)), None):
        raise NotReadable(f"{name} holds {other[:100]} of more than {MAX_OTHER_BYTES / 1e6:.0f} MB. Use a CSV.")
    if sum(sizes) > MAX_UNPACKED_BYTES or len(sizes) > MAX_PARTS:
        limit = f"{MAX_UNPACKED_BYTES / 1e6:.0f} MB in {MAX_PARTS} parts"
        raise NotReadable(f"{name} unpacks to {sum(sizes) / 1e6:,.0f} MB; the hub takes up to {limit}. Use a CSV.")


def _line(number: int, cells: tuple[Any, ...]) -> Line:
    try:
        texts = [_text(cell) for cell in cells]
    except WrongCell as error:
        return Line(number, [], error)
    while texts and not texts[-1]:
        texts.pop()
    return Line(number, texts)


def _text(cell: Any) -> str:
    """What a cell shows, as a CSV would have it. Raises `WrongCell` for a formula."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in {"f", "e"}:
        kind = "a formula" if cell.data_type == "f" else "an error"
        raise WrongCell(
            f"The cell holds {kind}.", column=cell.column_letter, value=str(value), accepted="a plain value"
        )
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    text = str(value)
    if len(text) > MAX_CELL:
        wrong = f"The cell has {len(text):,} characters."
        raise WrongCell(wrong, column=cell.column_letter, value=text, accepted=f"up to {MAX_CELL:,} characters")
    return text
