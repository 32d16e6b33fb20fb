"""Lists as CSV files: sent line by line, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override

from connectors.csv_text import MARK, harmless


class _Line:
    """A file for the csv module that hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_file(name: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A download of this name; `rows` are read while it is sent."""
    # The answer is sent when the request's own language and time zone are over.
    zone, language = timezone.get_current_timezone(), get_language()
    lines = _lines([str(head) for head in heads], iter(rows), zone, language)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(heads: list[str], rows: Iterator[Sequence[object]], zone: tzinfo, language: str | None) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield MARK + writer.writerow(heads)
    while True:
        with timezone.override(zone), override(language):
            row = next(rows, None)
        if row is None:
            return
        yield writer.writerow([harmless(cell) for cell in row])
