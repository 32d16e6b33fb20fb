"""The table that a merchant last imported into Wizart, pasted: its rows say again all that a new photo needs."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from connectors.errors import Refused

SEPARATORS = (",", ";", "\t", "|")
# Longer than any table that fits into a form; a file that is no table ends here.
MAX_ROWS = 100_000
SHOWN = 400


@dataclass(frozen=True, slots=True)
class Table:
    """Header and rows, cells as they stand: a cell that begins with = + - @ is the merchant's own and stays."""

    separator: str
    header: list[str]
    rows: list[list[str]]

    def column(self, name: str) -> int:
        """The place of a column, whatever the case of its letters. Raises `Refused`, which lists the columns."""
        titles = [title.strip() for title in self.header]
        folded = [title.casefold() for title in titles]
        wanted = name.strip()
        if wanted in titles:
            return titles.index(wanted)
        if wanted.casefold() in folded:
            return folded.index(wanted.casefold())
        raise Refused(f"The table has no column “{wanted}”. Its columns are: {', '.join(titles)[:SHOWN]}.")

    def rows_of(self, column: int, keys: Collection[str]) -> Iterator[tuple[str, list[str]]]:
        """Each row that has one of these keys in a column, with that key, in the table's order."""
        for row in self.rows:
            key = row[column].strip() if column < len(row) else ""
            if key and key in keys:
                yield key, row

    def as_csv(self, rows: list[list[str]]) -> bytes:
        """The header and these rows, in UTF-8: https://wizart.atlassian.net/wiki/spaces/WDP/pages/49545288"""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.separator, lineterminator="\r\n")
        writer.writerow(self.header)
        writer.writerows(rows)
        return out.getvalue().encode()


def read_table(text: str) -> Table:
    """The pasted table. Raises `Refused` with the line for what is none."""
    text = text.lstrip("\ufeff").lstrip("\r\n")
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[list[str]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(cells)
            if len(found) > MAX_ROWS + 1:
                raise Refused(f"The table has more than {MAX_ROWS:,} rows.")
    except csv.Error as error:
        raise Refused(f"Line {reader.line_num} of the table cannot be read: {error}.") from error
    if len(found) < 2:
        raise Refused("The table has no rows. Paste the whole CSV, its first line with the column names included.")
    return Table(separator, found[0], found[1:])


def _separator(text: str) -> str:
    """The one that the first line has most of."""
    first = text.partition("\n")[0]
    return max(SEPARATORS, key=first.count)
