"""What a list of photos is narrowed to: every filter stands in the address, and is read from it and written back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from analytics.channels import CHANNELS
from analytics.channels.shapes import Severity
from analytics.outcome import ACCEPTED, code_at, deciding_code

#: the tabs over the grid: address word -> (code in the narrow rows, label)
VIEWS = {
    "all": ("=all", _("All")),
    "mend": ("=mend", _("Mend")),
    "reshoot": ("=reshoot", _("Reshoot")),
    "fix": ("=fix", _("Fix in the store")),
    "meets": ("=meets", _("Meets every rule")),
    "unmeasured": ("=unmeasured", _("Not measured yet")),
}
#: what has been done about a photo
STATES = {
    "none": _("Not in an order"),
    "open": _("At Pixelz"),
    "review": _("To review"),
    "approved": _("Approved"),
    "published": _("Published"),
    "accepted": _("With accepted findings"),
}
#: what a photo comes to on the chosen channel; the first is meant where none is named
LEVELS = {"fail": _("Fails on"), "warn": _("Warned on"), "meets": _("Meets"), "listed": _("Listed on")}
SEVERITIES: dict[str, Severity] = {"fail": "blocker", "warn": "warning"}


@dataclass(frozen=True, slots=True)
class PhotoFilter:
    """One list of photos; `look` is how it is shown ("" for the grid)."""

    view: str = "all"
    store: str = ""
    category: str = ""
    channel: str = ""
    level: str = ""
    finding: str = ""
    state: str = ""
    q: str = ""
    sort: str = "heaviest"
    look: str = ""

    @classmethod
    def read(cls, query: QueryDict | Mapping[str, str]) -> PhotoFilter:
        """Unknown values are passed over: an old link still opens."""
        channel = _one_of(query.get("channel", ""), CHANNELS)
        return cls(
            view=_one_of(query.get("view", ""), VIEWS) or "all",
            store=_uuid(query.get("store", "")),
            category=_number(query.get("category", "")),
            channel=channel,
            level=_one_of(query.get("level", ""), LEVELS) if channel else "",
            finding=query.get("finding", "")[:60],
            state=_one_of(query.get("state", ""), STATES),
            q=query.get("q", "").replace("\x00", "").strip()[:100],
            sort="newest" if query.get("sort") == "newest" else "heaviest",
            look="list" if query.get("look") == "list" else "",
        )

    def query(self, **changes: str) -> str:
        """The query string of this filter with some parts changed; defaults are left out."""
        values, default = replace(self, **changes), PhotoFilter()
        parts = {
            name: getattr(values, name)
            for name in PhotoFilter.__slots__
            if getattr(values, name) != getattr(default, name)
        }
        return f"?{urlencode(parts)}" if parts else "?"

    def address(self, **changes: str) -> str:
        """The grid of this filter with some parts changed."""
        return reverse("dashboard:images") + self.query(**changes)

    @property
    def store_id(self) -> UUID | None:
        return UUID(self.store) if self.store else None

    @property
    def category_id(self) -> int | None:
        return int(self.category) if self.category else None

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a search keeps, for the hidden fields of its form."""
        return [pair for pair in parse_qsl(self.query()[1:]) if pair[0] != "q"]

    @property
    def without_search(self) -> str:
        return self.query(q="")

    @property
    def codes(self) -> list[str]:
        """The codes that all have to hold at a placement, the rarest kind first: it leads the query."""
        if decided := self._decided():
            return [decided, *([ACCEPTED] if self.state == "accepted" else [])]
        codes = []
        if self.finding:
            codes.append(self._finding_code())
        elif self.channel and self.level not in {"meets", "listed"}:
            codes.append(f"{self.channel}={self.level or 'fail'}")
        codes += [ACCEPTED] if self.state == "accepted" else []
        if self.view != "all" or not codes:
            codes.append(VIEWS[self.view][0])
        return codes

    def _decided(self) -> str:
        """The one code that says both what is to be done and why, where a required rule decides it; else empty."""
        if not self.finding or not self.channel or self.level not in {"", "fail"}:
            return ""
        rules = [rule for rule in CHANNELS[self.channel].rules if rule.code == self.finding]
        required = [rule for rule in rules if rule.severity == "blocker"]
        if not required or {rule.remedy for rule in required} != {self.view}:
            return ""
        if not self.level and len(required) < len(rules):
            return ""
        return deciding_code(self.view, self.channel, required[0])

    def _finding_code(self) -> str:
        if not self.channel:
            return self.finding
        if self.level in SEVERITIES:
            return code_at(self.channel, self.finding, SEVERITIES[self.level])
        return f"{self.channel}/{self.finding}"


def _one_of(text: str, known: Mapping[str, object]) -> str:
    return text if text in known else ""


def _number(text: str) -> str:
    """Longer ones than a database's integer are no id of ours."""
    return text if text.isdecimal() and len(text) < 19 else ""


def _uuid(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""
