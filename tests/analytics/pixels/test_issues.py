"""Which codes hold, and which cannot be told."""

from __future__ import annotations

from dataclasses import replace

from analytics.pixels import Measurement, issues, measure
from tests.builders import WHITE_GROUND


def untold(measurement: Measurement) -> set[str]:
    return {issue.code for issue in issues(measurement, unmeasured=True) if not issue.measurable}


def test_of_a_readable_file_nobody_asks_why_it_could_not_be_read() -> None:
    assert not untold(WHITE_GROUND) & {"corrupt", "unsupported_format"}


def test_code_that_is_measured_in_two_ways_is_told_by_either() -> None:
    png = replace(WHITE_GROUND, format="PNG", extension="png", jpeg_quality=None)
    assert "jpeg_artifacts" not in untold(png)
    assert "jpeg_artifacts" in {issue.code for issue in issues(replace(png, blockiness=9.0))}
    assert "jpeg_artifacts" in untold(replace(png, blockiness=None))


def test_what_cannot_be_told_is_only_told_when_asked_for() -> None:
    lifestyle = replace(WHITE_GROUND, box=None, box_measurable=False, fill=None, offset=None)
    assert {"small_subject", "off_centre"} <= untold(lifestyle)
    assert all(issue.measurable for issue in issues(lifestyle))


def test_of_a_broken_file_only_that_it_is_broken_is_told() -> None:
    assert [issue.code for issue in issues(measure(b"\xff\xd8\xff"), unmeasured=True)] == ["corrupt"]
