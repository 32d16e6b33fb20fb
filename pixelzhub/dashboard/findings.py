"""One photo's findings in the shape that the page shows: per channel, with measured, limit, gauge, remedy and source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from analytics.channels import CHANNELS
from analytics.channels.rules import Finding
from analytics.channels.shapes import Rule
from analytics.pixels import Measurement
from connectors.models import Placement
from pixelzhub.dashboard.met import met_words

REMEDIES = {"mend": "retouch", "reshoot": "reshoot", "fix": "store"}


@dataclass(frozen=True, slots=True)
class ChannelFindings:
    """What one channel says of a photo: its findings, and the rules that it meets."""

    code: str
    name: str
    findings: list[Finding]
    met: list[str]
    met_words: str

    @property
    def mark(self) -> str:
        """fail where a required rule fails, warn for anything lesser."""
        if any(finding.severity == "blocker" for finding in self.findings):
            return "fail"
        return "warn" if self.findings else "pass"

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The findings as the component takes them, heaviest first."""
        return [shown(finding) for finding in self.findings]


def channel_findings(
    placement: Placement, measurement: Measurement, channels: Sequence[str], found: Sequence[Finding]
) -> list[ChannelFindings]:
    """One entry a channel, in the order of the channels."""
    return [
        _of_channel(code, placement, measurement, [finding for finding in found if finding.channel == code])
        for code in channels
        if code in CHANNELS
    ]


def _of_channel(code: str, placement: Placement, measurement: Measurement, found: list[Finding]) -> ChannelFindings:
    failing, today = {finding.code for finding in found}, timezone.localdate()
    asked = {
        rule.code for rule in CHANNELS[code].rules if rule.holds_on(today) and (placement.is_main or not rule.main_only)
    }
    met = [] if measurement.error else sorted(asked - failing)
    return ChannelFindings(code, CHANNELS[code].name, found, met, met_words(met, measurement))


def shown(finding: Finding) -> dict[str, Any]:
    """One finding as components/finding.html takes it."""
    swatches = finding.swatches or (None, None)
    return {
        "level": "fail" if finding.severity == "blocker" else "warn",
        "name": finding.title,
        "remedy": REMEDIES[finding.remedy],
        "measured": finding.measured,
        "limit": _limit(finding),
        "measured_colour": swatches[0],
        "limit_colour": swatches[1],
        "gauge": _gauge(finding),
        "note": _note(finding.rule),
    }


def _limit(finding: Finding) -> str:
    """The limit with its direction, which the accepted zone tells: "at least 85%"."""
    if finding.gauge is None or finding.swatches or finding.limit.startswith("at "):
        return finding.limit
    low, high, start, end = finding.gauge
    if end >= high and start > low:
        return _("at least %s") % finding.limit
    return _("at most %s") % finding.limit if start <= low and end < high else finding.limit


def _gauge(finding: Finding) -> dict[str, Any] | None:
    if finding.gauge is None or finding.value is None:
        return None
    low, high, start, end = finding.gauge
    words = {"measured": finding.measured, "limit": _limit(finding)}
    return {
        "value": finding.value,
        "low": low,
        "high": high,
        "accepted": (start, end),
        "ends": (),
        "label": _("%(measured)s, limit %(limit)s") % words,
    }


def _note(rule: Rule) -> SafeString:
    """Required or advice, from where, and when that was last checked."""
    host = urlsplit(rule.source).hostname or rule.source
    return format_html(
        '{} {} <a href="{}" rel="noreferrer">{}</a>, {}.',
        _weight(rule),
        _("Source:"),
        rule.source,
        host.removeprefix("www."),
        _("checked %(day)s") % {"day": date_format(rule.checked_on, "j M Y")},
    )


def _weight(rule: Rule) -> str:
    if rule.severity == "blocker":
        return _("Required for the main photo.") if rule.main_only else _("Required.")
    if rule.valid_until:
        day = date_format(rule.valid_until, "j M Y")
        return _("A warning until %(day)s, required from then on.") % {"day": day}
    return _("Advice.") if rule.severity == "advice" else _("A warning: the channel may refuse or change it.")
