"""One photo's findings in the shape that the page shows: per channel, with measured, limit, gauge, remedy and source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from analytics.channels.rules import Finding
from analytics.channels.shapes import Channel, Rule
from analytics.findings import standing
from analytics.models import Acceptance
from analytics.pixels import Measurement
from connectors.models import Placement
from pixelzhub.dashboard.accepting import accepted_words
from pixelzhub.dashboard.confidence import CONFIDENCE, confidence_words
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
    #: why a finding is fine, by (channel, code)
    acceptances: Mapping[tuple[str, str], Acceptance] = field(default_factory=dict)

    @property
    def counted(self) -> list[Finding]:
        """The findings that count: neither accepted nor a mere hint."""
        return [finding for finding in standing(self.findings) if CONFIDENCE.get(finding.code) != "hint"]

    @property
    def mark(self) -> str:
        """fail where a required rule fails, warn for anything lesser that counts."""
        found = self.counted
        if any(finding.severity == "blocker" for finding in found):
            return "fail"
        return "warn" if found else "pass"

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The findings as the component takes them, heaviest first, the accepted ones last."""
        return [shown(finding, self.acceptances.get((finding.channel, finding.code))) for finding in self.findings]


def channel_findings(
    placement: Placement,
    measurement: Measurement,
    channels: Sequence[Channel],
    found: Sequence[Finding],
    acceptances: Mapping[tuple[str, str], Acceptance],
) -> list[ChannelFindings]:
    """One entry a channel, in the order of the channels."""
    of_channel = {channel.code: [f for f in found if f.channel == channel.code] for channel in channels}
    return [_of_channel(row, placement, measurement, of_channel[row.code], acceptances) for row in channels]


def _of_channel(
    channel: Channel,
    placement: Placement,
    measurement: Measurement,
    found: list[Finding],
    acceptances: Mapping[tuple[str, str], Acceptance],
) -> ChannelFindings:
    failing, today = {finding.code for finding in found}, timezone.localdate()
    asked = {rule.code for rule in channel.rules if rule.holds_on(today) and (placement.is_main or not rule.main_only)}
    met = [] if measurement.error else sorted(asked - failing)
    return ChannelFindings(channel.code, channel.name, found, met, met_words(met, measurement), acceptances)


def shown(finding: Finding, acceptance: Acceptance | None = None) -> dict[str, Any]:
    """One finding as components/finding.html takes it."""
    swatches = finding.swatches or (None, None)
    return {
        "level": _level(finding),
        "channel": finding.channel,
        "code": finding.code,
        "accepted": accepted_words(acceptance) if acceptance else "",
        "acceptance": acceptance,
        "name": finding.title,
        "remedy": REMEDIES[finding.remedy],
        "measured": finding.measured,
        "limit": _limit(finding),
        "measured_colour": swatches[0],
        "limit_colour": swatches[1],
        "gauge": _gauge(finding),
        "note": _note(finding.rule),
        "confidence": confidence_words(finding.code),
    }


def _level(finding: Finding) -> str:
    """accepted, hint, fail or warn: only the last two count."""
    if finding.accepted:
        return "accepted"
    if CONFIDENCE.get(finding.code) == "hint":
        return "hint"
    return "fail" if finding.severity == "blocker" else "warn"


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
    """Required or advice, from where, and when that was last checked; the merchant's own limits have no source."""
    if not rule.source:
        return format_html("{} {}", _weight(rule), _("Your own limit."))
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
