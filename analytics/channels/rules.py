"""A sales channel's rules applied to one measured picture at its place: which fail, by how much, and what mends them."""

from __future__ import annotations

from datetime import date

from analytics.channels.judges import JUDGES
from analytics.channels.shapes import Channel, Finding, Judgement, PlacementFacts, Remedy, Rule, Severity
from analytics.pixels.measurement import Measurement

SEVERITIES: tuple[Severity, ...] = ("blocker", "warning", "advice")
REMEDIES: tuple[Remedy, ...] = ("mend", "reshoot", "fix")
# Of a file that nobody can read nothing else can be said.
UNREADABLE = ("corrupt", "unsupported_format")

__all__ = ["Channel", "Finding", "Judgement", "PlacementFacts", "Rule", "failing_mask", "findings"]


def findings(measurement: Measurement, facts: PlacementFacts, channel: Channel, on: date) -> list[Finding]:
    """The rules that fail on that day, heaviest first; of several rules with one code only the heaviest."""
    found = [
        _finding(channel, rule, judgement)
        for rule in channel.rules
        if _applies(rule, measurement, facts, on) and (judgement := JUDGES[rule.code](measurement, facts, rule))
    ]
    heaviest: dict[str, Finding] = {}
    for finding in sorted(found, key=_weight):
        heaviest.setdefault(finding.code, finding)
    return list(heaviest.values())


def failing_mask(found: list[Finding]) -> int:
    """The bits of the failing blockers and warnings of one channel; an advice never makes a picture fail."""
    mask = 0
    for finding in found:
        mask |= 0 if finding.severity == "advice" else 1 << finding.rule.bit
    return mask


def _applies(rule: Rule, measurement: Measurement, facts: PlacementFacts, on: date) -> bool:
    if measurement.error and rule.code not in UNREADABLE:
        return False
    return rule.holds_on(on) and (facts.is_main or not rule.main_only)


def _weight(finding: Finding) -> tuple[int, int, int]:
    return SEVERITIES.index(finding.severity), REMEDIES.index(finding.remedy), finding.rule.bit


def _finding(channel: Channel, rule: Rule, judgement: Judgement) -> Finding:
    return Finding(
        channel=channel.code,
        code=rule.code,
        rule=rule,
        severity=rule.severity,
        remedy=rule.remedy,
        confidence=rule.confidence,
        title=rule.title,
        short=judgement.short,
        measured=judgement.measured,
        limit=judgement.limit,
        value=judgement.value,
        bound=judgement.bound,
        gauge=judgement.gauge,
        swatches=judgement.swatches,
    )
