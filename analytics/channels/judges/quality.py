"""Judges of quality, at the default thresholds: no channel says how blurred is too blurred."""

from __future__ import annotations

from analytics.channels.shapes import Judgement, PlacementFacts, Rule
from analytics.pixels.codes import Issue, issues
from analytics.pixels.measurement import Measurement


def blurry(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """Soft even as a thumbnail."""
    return _judged("blurry", "Blurred", measurement)


def upscaled(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """Soft at full size only, as an enlarged thumbnail is."""
    return _judged("upscaled", "Soft, perhaps enlarged", measurement)


def low_information(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """Hardly anything to see, as on a placeholder."""
    return _judged("low_information", "Hardly anything to see", measurement)


def _judged(code: str, short: str, measurement: Measurement) -> Judgement | None:
    issue = next((issue for issue in issues(measurement) if issue.code == code), None)
    return _told(issue, short) if issue else None


def _told(issue: Issue, short: str) -> Judgement:
    value, least = float(str(issue.value)), float(str(issue.limit))
    return Judgement(short, f"{value:.2f}", f"at least {least:g}", value, least, (0.0, 2 * least, least, 2 * least))
