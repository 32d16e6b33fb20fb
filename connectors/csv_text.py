"""Lists as CSV that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# Spreadsheets take a cell that begins with one of these for a formula: OWASP, "CSV Injection".
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Excel takes a file without this mark for the system's old code page.
MARK = "\ufeff"


def harmless(cell: object) -> str:
    """The cell's text, with an apostrophe before what would become a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_text(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A whole file as text, with its heads first."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(head) for head in heads])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return MARK + out.getvalue()
