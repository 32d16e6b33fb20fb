"""What `manage.py analyze` prints: a row a picture, as a table, JSON or CSV, written as soon as it is measured."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from analytics.advise import verdict
from analytics.channels.rules import Channel, Finding, PlacementFacts, findings
from analytics.duplicates import Twins
from analytics.pixels.codes import CHECKS, issues
from analytics.twins.files import Picture

# A product's photos are named name_1.jpg, name_2.jpg; the first is the main one.
FURTHER_PHOTO = re.compile(r"_(?!1$)\d+$")
NOTHING = "meets the rules"
CONFIDENCES = {check.code: check.confidence for check in reversed(CHECKS)}
VERDICTS = {
    "mend": "can be mended by retouching",
    "reshoot": "need a new photo",
    "fix": "need a change in the store",
    "meets": "meet the rules",
}
TWINS = {
    "same_bytes": "the same file twice",
    "same_photo": "the same photo",
    "colour_variant": "one shot in two colours",
    "similar": "look alike",
}
COLUMNS = ("file", "verdict", "channel", "code", "severity", "remedy", "measured", "limit", "source")

Pair = tuple[Twins, str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One picture with what it fails, over all channels asked for."""

    picture: Picture
    verdict: str
    found: list[Finding]


@dataclass(slots=True)
class Sum:
    """What stands below the rows."""

    verdicts: Counter[str]
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Pictures a second."""
        return self.verdicts.total() / self.seconds if self.seconds else 0.0

    def words(self) -> str:
        """How many, how they stand, and how fast."""
        counts = ", ".join(f"{self.verdicts[name]} {words}" for name, words in VERDICTS.items())
        return f"{self.verdicts.total()} pictures in {self.seconds:.1f} s ({self.rate:.0f} a second): {counts}"


def row(picture: Picture, channels: Sequence[Channel]) -> Row:
    """Judge one picture by the rules of today."""
    facts = PlacementFacts(is_main=not FURTHER_PHOTO.search(picture.path.stem))
    today = datetime.now(UTC).date()
    found = [finding for channel in channels for finding in findings(picture.measurement, facts, channel, today)]
    return Row(picture, verdict(found), found)


def table(rows: Iterable[Row], twins: Iterable[Pair], total: Sum) -> Iterator[str]:
    """One line a picture: verdict, size, name, and the failing rules in words, without advice; then twins, a line a pair."""
    for item in rows:
        yield f"{item.verdict:<8} {_size(item.picture):>13}  {_shown(item.picture.path.name):<32} {_words(item)}"
    for number, (kind, one, other) in enumerate(twins):
        if number == 0:
            yield "\nDuplicates"
        yield f"{TWINS[kind]:<24} {_shown(one)}  =  {_shown(other)}"


def as_json(rows: Iterable[Row], twins: Iterable[Pair], total: Sum) -> Iterator[str]:
    """One object, a line a file and a pair: raw values, issues, findings with advice, twins, speed."""
    yield '{"files": ['
    yield from _listed(_plain(item) for item in rows)
    yield '], "duplicates": ['
    yield from _listed({"kind": kind, "a": one, "b": other} for kind, one, other in twins)
    yield f'], "seconds": {total.seconds:.3f}, "images_per_second": {total.rate:.1f}}}'


def as_csv(rows: Iterable[Row], twins: Iterable[Pair], total: Sum) -> Iterator[str]:
    """One line a finding (or one that says there is none), for spreadsheets; twins are left out."""
    yield _csv_line(COLUMNS)
    for item in rows:
        yield from (_csv_line(line) for line in _lines(item))


FORMATS: dict[str, Callable[[Iterable[Row], Iterable[Pair], Sum], Iterator[str]]] = {
    "table": table,
    "json": as_json,
    "csv": as_csv,
}


def _listed(items: Iterable[dict[str, object]]) -> Iterator[str]:
    """The items of a JSON list, a line each."""
    before = ""
    for item in items:
        yield before + json.dumps(item)
        before = ","


def _size(picture: Picture) -> str:
    measured = picture.measurement
    return f"{measured.width} x {measured.height}" if measured.width else "-"


def _shown(name: object) -> str:
    """A file's name as a terminal and a CSV can show it: bytes that are no UTF-8 become question marks."""
    return str(name).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _words(item: Row) -> str:
    if item.picture.measurement.error:
        return item.picture.measurement.reason
    required = (finding for finding in item.found if finding.severity != "advice")
    return "; ".join(f"{finding.channel}: {finding.short}" for finding in required) or NOTHING


def _plain(item: Row) -> dict[str, object]:
    picture, measured = item.picture, item.picture.measurement
    return {
        "path": str(picture.path),
        "width": measured.width,
        "height": measured.height,
        "format": measured.format,
        "bytes": picture.bytes,
        "sha256": picture.sha256,
        "verdict": item.verdict,
        "issues": [issue.code for issue in issues(measured)],
        "findings": [_finding(finding) for finding in item.found],
        "metrics": measured.to_json(),
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "value": finding.measured if finding.value is None else finding.value,
        "limit": finding.limit if finding.bound is None else finding.bound,
        "confidence": CONFIDENCES.get(finding.code, "certain"),
        "severity": finding.severity,
        "channel": finding.channel,
        "fix": finding.remedy,
        "short": finding.short,
        "measured": finding.measured,
        "source": finding.rule.source,
        "checked_on": finding.rule.checked_on.isoformat(),
    }


def _lines(item: Row) -> list[tuple[str, ...]]:
    name, advice = _safe(_shown(item.picture.path)), item.verdict
    if not item.found:
        return [(name, advice, "", "", "", "", "", "", "")]
    return [
        (name, advice, f.channel, f.code, f.severity, f.remedy, _safe(f.measured), f.limit, f.rule.source)
        for f in item.found
    ]


def _csv_line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def _safe(cell: str) -> str:
    """A spreadsheet runs a cell that starts like a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
