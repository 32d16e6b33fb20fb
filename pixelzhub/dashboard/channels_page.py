"""What the pages about sales channels show: groups to choose from, what a channel asks most, and every rule of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.channels import CHANNELS
from analytics.channels.judges import JUDGES
from analytics.channels.rules import SEVERITIES
from analytics.channels.shapes import Channel, Confidence, Kind, Rule, Severity

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

GROUPS: dict[Kind, StrPromise] = {
    "marketplace": gettext_lazy("Marketplaces"),
    "feed": gettext_lazy("Search and social"),
    "store": gettext_lazy("Store platforms"),
    "own": gettext_lazy("Your own"),
}
CERTAIN: dict[Confidence, StrPromise] = {
    "A": gettext_lazy("Certain: its own page"),
    "B": gettext_lazy("Likely: others quote it"),
    "C": gettext_lazy("Not certain: sources are few or disagree"),
}
#: what people ask of a channel first, and so many of them
MOST = (
    "low_resolution", "few_product_pixels", "odd_aspect_ratio", "non_white_background", "small_subject",
    "unsupported_format", "too_large_file", "too_many_pixels", "long_url", "url_query",
)  # fmt: skip
AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One channel to choose; `weight` and `asks` say what it asks most."""

    channel: Channel
    chosen: bool
    weight: str
    asks: str


@dataclass(frozen=True, slots=True)
class Group:
    kind: Kind
    name: StrPromise
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule in words: what it asks, for which photos, when, and who says so."""

    rule: Rule
    asks: str
    when: str
    host: str
    certain: StrPromise


def groups(own: Channel, chosen: Collection[str] = ()) -> list[Group]:
    """Every channel under its kind, in the order of the table of channels; `own` is "my shop" as the merchant set it."""
    channels = ({**CHANNELS, own.code: own}).values()
    return [
        Group(kind, name, [_entry(channel, chosen) for channel in channels if channel.kind == kind])
        for kind, name in GROUPS.items()
    ]


def rule_rows(channel: Channel) -> list[tuple[Severity, list[RuleRow]]]:
    """Every rule of a channel under its weight, also those that do not hold yet."""
    today = timezone.localdate()
    rows = [
        RuleRow(rule, _asks(rule), _when(rule, today), _host(rule.source), CERTAIN[rule.confidence])
        for rule in channel.rules
        if not rule.off
    ]
    weighed = [(severity, [row for row in rows if row.rule.severity == severity]) for severity in SEVERITIES]
    return [(severity, found) for severity, found in weighed if found]


def asks_most(channel: Channel) -> tuple[Severity, str]:
    """What a channel asks most, in one line, and how heavily: of its required rules, else of the next lighter ones."""
    today = timezone.localdate()
    for severity in SEVERITIES:
        found = {
            rule.code: rule for rule in reversed(channel.rules) if rule.holds_on(today) and rule.severity == severity
        }
        first = [found[code] for code in MOST if code in found][:AT_MOST]
        if first:
            return severity, _line(first)
    return "advice", ""


def _entry(channel: Channel, chosen: Collection[str]) -> Entry:
    weights = {"blocker": _("Required:"), "warning": _("Expected, not certain:"), "advice": _("Advised:")}
    severity, line = asks_most(channel)
    return Entry(channel, channel.code in chosen, weights[severity] if line else "", line)


def _line(rules: list[Rule]) -> str:
    """Of all photos first, then of the main photo."""
    every = " · ".join(_asks(rule) for rule in rules if not rule.main_only)
    main = " · ".join(_asks(rule) for rule in rules if rule.main_only)
    return "; ".join(filter(None, (every, _("on the main photo %(asks)s") % {"asks": main} if main else "")))


def _asks(rule: Rule) -> str:
    return JUDGES[rule.code].asks(rule)


def _when(rule: Rule, today: date) -> str:
    """From which day and until which the channel applies the rule; empty where no day is known."""
    start, end = (date_format(day, "j M Y") if day else "" for day in (rule.valid_from, rule.valid_until))
    if rule.valid_until and rule.valid_until < today:
        return _("Ended on %(day)s") % {"day": end}
    if start and end:
        return _("From %(start)s to %(end)s") % {"start": start, "end": end}
    return _("From %(day)s") % {"day": start} if start else _("Until %(day)s") % {"day": end} if end else ""


def _host(source: str) -> str:
    return (urlsplit(source).hostname or "").removeprefix("www.")
