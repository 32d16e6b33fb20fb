"""What one channel finds on the photos listed on it: each rule that some fail, how hard it is, and what helps."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from analytics.channels.shapes import Remedy, Rule
from analytics.listed import channel_for
from analytics.outcome import code_at
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.health_scope import Scope

SEVERITY_WORDS = {"blocker": _("required"), "warning": _("warning"), "advice": _("advice")}
HELPS: dict[Remedy, object] = {
    "mend": _("Retouching mends it"),
    "reshoot": _("Needs a reshoot"),
    "fix": _("Fix it in the store"),
}
ORDER = ("blocker", "warning", "advice")
LEVELS = {"blocker": "fail", "warning": "warn"}


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One rule of the channel and how many photos fail it."""

    rule: Rule
    n: int
    href: str
    csv: str

    @property
    def kind(self) -> str:
        """fail, warn or no: the mark beside it."""
        return LEVELS.get(self.rule.severity, "no")

    @property
    def severity(self) -> object:
        return SEVERITY_WORDS[self.rule.severity]

    @property
    def helps(self) -> object:
        return HELPS[self.rule.remedy]


def channel_findings(merchant: Merchant, scope: Scope, found: dict[str, int]) -> list[FindingLine]:
    """Required rules first, then by photos; `found` are the photos per code. Of a code at one severity, one line."""
    lines: dict[str, FindingLine] = {}
    for rule in channel_for(merchant.pk, scope.channel).rules:
        code = code_at(scope.channel, rule.code, rule.severity)
        if found.get(code, 0) and code not in lines:
            wanted = replace(scope.base, finding=rule.code, level=LEVELS.get(rule.severity, ""))
            csv = reverse("dashboard:affected") + wanted.query()
            # No list is narrowed to the advice of a code that the channel also requires or warns of.
            exact = wanted.codes == [code]
            lines[code] = FindingLine(rule, found[code], wanted.address() if exact else "", csv if exact else "")
    return sorted(lines.values(), key=lambda line: (ORDER.index(line.rule.severity), -line.n))
