"""Rules at their place and day, and how findings are ordered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analytics.channels import CHANNELS
from analytics.channels.rules import Channel, Finding, PlacementFacts, findings
from analytics.pixels import Measurement, measure
from tests.analytics.pixels.drawing import saved, textured

TODAY = date(2026, 11, 20)
AMAZON, GOOGLE = CHANNELS["amazon"], CHANNELS["google"]
MAIN, FURTHER = PlacementFacts(is_main=True), PlacementFacts(is_main=False)
FULL = (0.06, 0.06, 0.94, 0.94)


def judged(
    measured: Measurement, facts: PlacementFacts = MAIN, channel: Channel = AMAZON, on: date = TODAY
) -> list[str]:
    return [finding.code for finding in findings(measured, facts, channel, on)]


def good() -> Measurement:
    return measure(saved(textured((1200, 1200), FULL), "JPEG"), filename="a.jpg")


def small_on_grey() -> list[Finding]:
    measured = measure(saved(textured((700, 700), (0.3, 0.3, 0.7, 0.7), (229, 229, 229)), "JPEG"), filename="a.png")
    return findings(measured, MAIN, AMAZON, TODAY)


def test_good_main_picture_meets_amazon() -> None:
    assert judged(good()) == []


def test_rules_for_the_main_picture_leave_the_others_alone() -> None:
    lifestyle = replace(good(), ground_rgb=(90, 80, 70), ground_min=70, ground_white_share=0.0, fill=0.5)
    assert judged(lifestyle) == ["non_white_background", "small_subject"]
    assert judged(lifestyle, FURTHER) == []


def test_findings_come_heaviest_first_and_retouchable_before_the_rest() -> None:
    found = [(finding.severity, finding.remedy) for finding in small_on_grey()]
    assert found == [("blocker", "mend"), ("blocker", "mend"), ("warning", "reshoot")]


def test_finding_tells_measured_and_limit_in_words_for_people() -> None:
    ground, fill, size = small_on_grey()
    assert (ground.short, ground.measured, ground.limit) == ("Background is grey 229", "229, 229, 229", "255, 255, 255")
    assert ground.swatches == ((229, 229, 229), (255, 255, 255))
    assert (fill.short, fill.gauge) == ("Fills 40%, needs 85%", (0.0, 1.0, 0.85, 1.0))
    assert (size.short, size.value, size.bound) == ("700 px, needs 1,000 px", 700, 1000)


def test_of_two_rules_with_one_code_only_the_heavier_is_told() -> None:
    tiny = replace(good(), width=300, height=300)
    found = [finding for finding in findings(tiny, MAIN, AMAZON, TODAY) if finding.code == "low_resolution"]
    assert [(finding.severity, finding.limit) for finding in found] == [("blocker", "500 px")]


def test_broken_file_has_no_other_finding() -> None:
    assert judged(measure(b"")) == ["corrupt"]
    assert judged(measure(b"<html></html>"), channel=GOOGLE) == ["unsupported_format"]


def test_what_cannot_be_measured_is_not_judged() -> None:
    lifestyle = replace(good(), box=None, box_measurable=False, fill=None, offset=None)
    assert "small_subject" not in judged(lifestyle)


def test_google_warns_of_500_px_until_30_january_2027_and_refuses_from_the_31st() -> None:
    small = replace(good(), width=400, height=400)

    def severity(day: date) -> list[str]:
        return [f.severity for f in findings(small, MAIN, GOOGLE, day) if f.code == "low_resolution"]

    assert severity(date(2026, 4, 13)) == ["advice"]
    assert severity(date(2026, 4, 14)) == ["warning"]
    assert severity(date(2027, 1, 30)) == ["warning"]
    assert severity(date(2027, 1, 31)) == ["blocker"]


def test_google_only_advises_white_ground_and_fill() -> None:
    grey = replace(good(), ground_rgb=(200, 200, 200), ground_min=200, fill=0.5, width=1600, height=1600)
    found = findings(grey, MAIN, GOOGLE, TODAY)
    assert [(finding.code, finding.severity) for finding in found] == [
        ("non_white_background", "advice"),
        ("small_subject", "advice"),
    ]
    assert found[1].short == "Fills 50%, advised 75%"
