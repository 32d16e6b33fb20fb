"""A finished file's checks as the review shows them: every one, under the channel or template that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analytics.channels import CHANNELS
from pixelzhub.retouch.checks import TEMPLATE


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: before, after and limit in words, and the mark of what it comes to."""

    kind: str
    title: str
    before: str
    after: str
    limit: str
    sent_for: bool


@dataclass(frozen=True, slots=True)
class CheckedChannel:
    name: str
    checks: list[Check]


def checked_channels(checks: list[dict[str, Any]]) -> list[CheckedChannel]:
    """Every check under its channel's name; one of a channel that is no more keeps its code."""
    found: dict[str, list[Check]] = {}
    for check in checks:
        found.setdefault(check["channel"], []).append(_check(check))
    names = {code: channel.name for code, channel in CHANNELS.items()} | {TEMPLATE: _("Your template")}
    return [CheckedChannel(names.get(code, code), rows) for code, rows in found.items()]


def _check(check: dict[str, Any]) -> Check:
    kind = "pass" if check["holds"] else "warn" if check["meets"] else "fail"
    # A template's order says nothing about the picture before it.
    before = "–" if check["channel"] == TEMPLATE else check["before"] or _("met")
    return Check(kind, check["title"], before, check["after"] or _("met"), check["limit"], check["sent_for"])
