"""A sales channel's rules applied to one measured picture at its place: which fail, by how much, and what mends them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from analytics.channels.conditions import Condition, Is, all_of, holds
from analytics.channels.facts import facts_of
from analytics.channels.judges import JUDGES
from analytics.channels.shapes import Channel, Finding, Judgement, PlacementFacts, Remedy, Rule, Severity
from analytics.pixels.measurement import Measurement

SEVERITIES: tuple[Severity, ...] = ("blocker", "warning", "advice")
REMEDIES: tuple[Remedy, ...] = ("mend", "reshoot", "fix")
# Of a file that nobody can read nothing else can be said.
UNREADABLE = ("corrupt", "unsupported_format")

__all__ = [
    "Channel",
    "Finding",
    "Judgement",
    "PlacementFacts",
    "Rule",
    "failing_rules",
    "findings",
    "heaviest",
    "judge",
]


def findings(measurement: Measurement, facts: PlacementFacts, channel: Channel, on: date) -> list[Finding]:
    """The rules that fail on that day in words, heaviest first; of several rules with one code only the heaviest."""
    return [
        _finding(channel, rule, JUDGES[rule.code].words(measurement, facts, rule))
        for rule in failing_rules(measurement, facts, channel, on)
    ]


def failing_rules(measurement: Measurement, facts: PlacementFacts, channel: Channel, on: date) -> list[Rule]:
    """The rules that fail on that day, heaviest first; of several rules with one code only the heaviest."""
    fact = facts_of(measurement, facts)
    asked = (rule for rule in channel.rules if rule.holds_on(on) and (facts.is_main or not rule.main_only))
    return heaviest(rule for rule in asked if holds(fails_when(rule), fact))


def heaviest(rules: Iterable[Rule]) -> list[Rule]:
    """Heaviest first; of several rules with one code only the heaviest."""
    found: dict[str, Rule] = {}
    for rule in sorted(rules, key=_weight):
        found.setdefault(rule.code, rule)
    return list(found.values())


def judge(rule: Rule, measurement: Measurement, facts: PlacementFacts) -> Judgement | None:
    """What one rule says of a picture, on any day; None where it holds."""
    if not holds(fails_when(rule), facts_of(measurement, facts)):
        return None
    return JUDGES[rule.code].words(measurement, facts, rule)


@cache
def fails_when(rule: Rule) -> Condition:
    """When the rule fails. Of an unreadable file no rule but those of unreadable files says anything."""
    condition = JUDGES[rule.code].fails(rule)
    return condition if rule.code in UNREADABLE else all_of(Is("error", "=", ""), condition)


def _weight(rule: Rule) -> tuple[int, int, int]:
    return SEVERITIES.index(rule.severity), REMEDIES.index(rule.remedy), rule.bit


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
