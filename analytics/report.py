"""What `manage.py analyze` prints: a row a picture, as a table, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from analytics.advise import verdict
from analytics.channels.rules import Channel, Finding, PlacementFacts, findings
from analytics.pixels.codes import Issue, issues
from analytics.pixels.measurement import Measurement

# A product's photos are named name_1.jpg, name_2.jpg; the first is the main one.
FURTHER_PHOTO = re.compile(r"_(?!1$)\d+$")
NOTHING = "meets the rules"


@dataclass(frozen=True, slots=True)
class Row:
    """One picture with what it fails, over all channels asked for."""

    path: Path
    measurement: Measurement
    verdict: str
    found: list[Finding]
    issues: list[Issue]


def row(path: Path, measurement: Measurement, channels: Sequence[Channel]) -> Row:
    """Judge one picture by the rules of today."""
    facts = PlacementFacts(is_main=not FURTHER_PHOTO.search(path.stem))
    today = datetime.now(UTC).date()
    found = [finding for channel in channels for finding in findings(measurement, facts, channel, today)]
    return Row(path, measurement, verdict(found), found, issues(measurement))


def table(rows: Sequence[Row]) -> str:
    """One line a picture: verdict, size, name, and the failing rules in words; advice is left out."""
    lines = ((row.verdict, _size(row.measurement), row.path.name, _words(row)) for row in rows)
    return "\n".join(f"{advice:<8} {size:>13}  {name:<32} {words}" for advice, size, name, words in lines)


def as_json(rows: Sequence[Row]) -> str:
    """Everything: raw values, findings with advice, issues."""
    return json.dumps([_plain(row) for row in rows], indent=1)


def as_csv(rows: Sequence[Row]) -> str:
    """One line a finding (or one that says there is none), for spreadsheets."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("file", "verdict", "channel", "code", "severity", "remedy", "measured", "limit", "source"))
    for item in rows:
        writer.writerows(_lines(item))
    return out.getvalue().rstrip("\n")


def summary(rows: Sequence[Row], seconds: float) -> str:
    """How many, how they stand, and how fast."""
    counts = ", ".join(f"{sum(row.verdict == name for row in rows)} {words}" for name, words in VERDICTS.items())
    return f"{len(rows)} pictures in {seconds:.1f} s ({len(rows) / seconds:.0f} a second): {counts}"


FORMATS: dict[str, Callable[[Sequence[Row]], str]] = {"table": table, "json": as_json, "csv": as_csv}
VERDICTS = {
    "mend": "can be mended by retouching",
    "reshoot": "need a new photo",
    "fix": "need a change in the store",
    "meets": "meet the rules",
}


def _size(measurement: Measurement) -> str:
    return f"{measurement.width} x {measurement.height}" if measurement.width else "-"


def _words(row: Row) -> str:
    if row.measurement.error:
        return row.measurement.reason
    required = (finding for finding in row.found if finding.severity != "advice")
    return "; ".join(f"{finding.channel}: {finding.short}" for finding in required) or NOTHING


def _plain(row: Row) -> dict[str, object]:
    return {
        "file": str(row.path),
        "verdict": row.verdict,
        "measurement": row.measurement.to_json(),
        "findings": [_finding(finding) for finding in row.found],
        "issues": [{"code": issue.code, "value": issue.value, "confidence": issue.confidence} for issue in row.issues],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "channel": finding.channel,
        "code": finding.code,
        "severity": finding.severity,
        "remedy": finding.remedy,
        "short": finding.short,
        "measured": finding.measured,
        "limit": finding.limit,
        "source": finding.rule.source,
        "checked_on": finding.rule.checked_on.isoformat(),
    }


def _lines(row: Row) -> list[tuple[str, ...]]:
    name, advice = _safe(str(row.path)), row.verdict
    if not row.found:
        return [(name, advice, "", "", "", "", "", "", "")]
    return [
        (name, advice, f.channel, f.code, f.severity, f.remedy, _safe(f.measured), f.limit, f.rule.source)
        for f in row.found
    ]


def _safe(cell: str) -> str:
    """A spreadsheet runs a cell that starts like a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
