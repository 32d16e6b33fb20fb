"""What each sales channel says of a merchant's photos, as a row with a bar and a link behind each figure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.channels import CHANNELS
from analytics.models import FindingCount, ListedChannel
from analytics.outcome import code_at
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.templatetags.hub import count


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One sales channel: photos listed on it, and how many fail or warn."""

    code: str
    name: str
    listed: int
    fail: int
    warn: int
    most: dict[str, Any] | None
    base: PhotoFilter
    #: photos of the listed stores that are not measured yet
    waiting: int = 0

    @property
    def meets(self) -> int:
        return max(0, self.listed - self.fail - self.warn)

    @property
    def share(self) -> float:
        return self.meets / self.listed if self.listed else 0

    @property
    def passing(self) -> int:
        """Photos that meet every required rule of the channel, those that it warns of among them."""
        return max(0, self.listed - self.fail)

    @property
    def links(self) -> dict[str, str]:
        """The grid of the photos behind each figure of the row."""
        return {level: self.base.address(level=level) for level in ("fail", "warn", "meets", "listed")}

    @property
    def csv(self) -> str:
        """What fails on the channel, as a file."""
        return reverse("dashboard:affected") + self.base.query(level="fail")

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The bar of the row."""
        words = {
            "meets": _("%(n)s photos meet %(channel)s"),
            "warn": _("%(n)s photos are warned on %(channel)s"),
            "fail": _("%(n)s photos fail on %(channel)s"),
        }
        fills = {"meets": "pass", "warn": "warn", "fail": "fail"}
        return [
            {
                "count": getattr(self, level),
                "fill": fill,
                "hatched": level == "warn",
                "href": self.links[level],
                "label": words[level] % {"n": count(getattr(self, level)), "channel": self.name},
            }
            for level, fill in fills.items()
        ]


def channel_rows(merchant: Merchant, base: PhotoFilter, found: dict[str, int]) -> list[ChannelRow]:
    """One row a channel that some store is listed on; `found` are the photos per code of the base's place."""
    per_store = _photos_per_store(merchant, base)
    listed: dict[str, int] = defaultdict(int)
    waiting: dict[str, int] = defaultdict(int)
    rows = ListedChannel.objects.filter(merchant=merchant)
    for row in rows.filter(store=base.store_id) if base.store else rows:
        everything, unmeasured = per_store[row.store_id]
        listed[row.code] += everything - unmeasured
        waiting[row.code] += unmeasured
    return [
        ChannelRow(
            code=code,
            name=CHANNELS[code].name,
            listed=n,
            fail=found.get(f"{code}=fail", 0),
            warn=found.get(f"{code}=warn", 0),
            most=_most_often(code, base, found),
            base=replace(base, channel=code),
            waiting=waiting[code],
        )
        for code, n in listed.items()
        if code in CHANNELS
    ]


def _photos_per_store(merchant: Merchant, base: PhotoFilter) -> dict[UUID, tuple[int, int]]:
    """All photos, and those that are not measured yet."""
    found: dict[UUID, tuple[int, int]] = defaultdict(lambda: (0, 0))
    rows = FindingCount.objects.filter(merchant=merchant, code__in=["=all", "=unmeasured"])
    rows = rows.filter(category_key=base.category_id or 0) if base.category else rows
    for store, code, n in rows.values_list("store_id", "code", "n"):
        everything, unmeasured = found[store]
        found[store] = (everything + n, unmeasured) if code == "=all" else (everything, unmeasured + n)
    return found


def _most_often(channel: str, base: PhotoFilter, found: dict[str, int]) -> dict[str, Any] | None:
    """The rule that most photos fail on a channel: a required one, else one that it warns of."""
    for level, severity in (("fail", "blocker"), ("warn", "warning")):
        rules = {
            code_at(channel, rule.code, rule.severity): rule
            for rule in CHANNELS[channel].rules
            if rule.severity == severity
        }
        code = max(rules, key=lambda code: found.get(code, 0), default="")
        if n := found.get(code, 0):
            href = base.address(channel=channel, level=level, finding=rules[code].code)
            return {"name": rules[code].title, "count": n, "href": href}
    return None
