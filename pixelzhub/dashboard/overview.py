"""What the image health page shows, from roll-ups: every figure is the length of the list that it links to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from analytics.health import FIRST, Health, TrendDay, counts, health_from
from connectors.models import Category, Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.channel_findings import FindingLine, channel_findings
from pixelzhub.dashboard.channel_rows import ChannelRow, channel_rows
from pixelzhub.dashboard.estimate import SAMPLE, Estimate, estimate
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.health_scope import Scope
from pixelzhub.dashboard.health_trend import Trend, trend_in
from pixelzhub.dashboard.photos import rows_for
from pixelzhub.dashboard.remedies import Remedy, remedy
from pixelzhub.dashboard.templatetags.hub import count

REMEDIES = ("mend", "reshoot", "fix")
#: channels whose warnings are named beside the score
NAMED = 3


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the page and the report show of one scope."""

    scope: Scope
    health: Health
    trend: Trend
    remedies: dict[str, Remedy]
    channels: list[ChannelRow]
    findings: list[FindingLine]
    cost: Estimate | None
    links: dict[str, str]
    first: int = FIRST

    @property
    def days(self) -> list[TrendDay]:
        return self.trend.days

    @property
    def points(self) -> list[dict[str, Any]]:
        return self.trend.points

    @property
    def trend_label(self) -> str:
        return self.trend.label

    @property
    def rise(self) -> int:
        """Points of score since the first day of the trend."""
        return self.trend.rise

    @property
    def fall(self) -> int:
        return -self.rise

    @property
    def channel(self) -> ChannelRow | None:
        """The chosen channel's row, where one is chosen."""
        return self.channels[0] if self.scope.channel and self.channels else None

    @property
    def warned(self) -> list[ChannelRow]:
        """The channels that warn of most photos: what never counts, beside the score."""
        rows = sorted(self.channels, key=lambda row: -row.warn)
        return [row for row in rows[:NAMED] if row.warn]

    @property
    def whole(self) -> list[dict[str, Any]]:
        """The bar over what to do."""
        parts = (("meets", "pass", False), ("mend", "accent", False), ("reshoot", "grey", False), ("fix", "grey", True))
        labels = {"meets": _("meet every rule"), "mend": _("to mend"), "reshoot": _("to reshoot"), "fix": _("to fix")}
        return [
            {
                "count": getattr(self.health, name),
                "fill": fill,
                "hatched": hatched,
                "href": self.links[name],
                "label": f"{count(getattr(self.health, name))} {labels[name]}",
            }
            for name, fill, hatched in parts
        ]


def overview(
    merchant: Merchant, *, store: Store | None = None, category: Category | None = None, channel: str = ""
) -> Overview:
    """The page's figures: of all photos, or of one store, category or channel."""
    scope = Scope(store, category, channel)
    place = scope.place
    found = counts(merchant.pk, store_id=scope.store_id, category_id=category.pk if category else None)
    rows = channel_rows(merchant, place, found)
    chosen = [row for row in rows if row.code == channel] if channel else rows
    health = _of_channel(chosen) if channel else health_from(found)
    return Overview(
        scope=scope,
        health=health,
        trend=trend_in(merchant, scope, health),
        remedies={} if channel else {name: remedy(merchant, place, name, found) for name in REMEDIES},
        channels=chosen,
        findings=channel_findings(merchant, scope, found) if channel else [],
        cost=None if channel else _cost(merchant, place, found.get("=mend", 0)),
        links={name: place.address(view=name) for name in ("all", "meets", *REMEDIES, "unmeasured")},
    )


def _of_channel(rows: list[ChannelRow]) -> Health:
    """Health by the rules of one channel alone: what to do about a photo is known over all channels together."""
    if not rows:
        return Health(photos=0, meets=0, mend=0, reshoot=0, fix=0, unmeasured=0)
    row = rows[0]
    photos = row.listed + row.waiting
    return Health(photos, row.passing, mend=0, reshoot=0, fix=0, unmeasured=row.waiting, others=row.fail)


def _cost(merchant: Merchant, place: PhotoFilter, photos: int) -> Estimate | None:
    """What mending all of them would cost; None where nothing is to be mended or no template can do it."""
    if not photos:
        return None
    rows = rows_for(merchant, replace(place, view="mend")).order_by("-weight", "-placement_id")
    found = estimate(merchant, list(rows.values_list("placement_id", flat=True)[:SAMPLE]), photos)
    return found if found.lines else None
