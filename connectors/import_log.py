"""An import's problems, and an empty table to fill in, as lists that a spreadsheet can open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.csv_text import csv_text
from connectors.models import Import
from connectors.platforms.upload.table import COLUMNS

FIELDS = ("row", "column", "value", "accepted", "problem", "file")


def log_lines(row: Import) -> Iterator[dict[str, Any]]:
    """Each problem with all of `FIELDS`; those of older imports lack some."""
    for problem in row.problems:
        yield {name: problem.get(name) if name == "row" else problem.get(name) or "" for name in FIELDS}


def log_csv(row: Import) -> str:
    """The log as CSV; a problem of the whole file has no row."""
    return csv_text(FIELDS, ([line[name] or "" for name in FIELDS] for line in log_lines(row)))


def log_name(row: Import) -> str:
    """The log's file name, which holds the importId."""
    return f"import-{row.import_id}.csv"


def template_csv() -> str:
    """A table with the columns that are read, and no rows."""
    return csv_text(COLUMNS, ())
