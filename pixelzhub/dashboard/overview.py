"""What the image health page shows, from roll-ups: every figure is the length of the list that it links to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.health import Health, TrendDay, counts, health_from, trend
from connectors.models import Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.channel_rows import ChannelRow, channel_rows
from pixelzhub.dashboard.estimate import SAMPLE, Estimate, estimate
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.photos import rows_for
from pixelzhub.dashboard.remedies import Remedy, remedy
from pixelzhub.dashboard.templatetags.hub import count
from pixelzhub.retouch.models import Publication

WEEK = 7
REMEDIES = ("mend", "reshoot", "fix")


@dataclass(frozen=True, slots=True)
class Overview:
    health: Health
    days: list[TrendDay]
    remedies: dict[str, Remedy]
    channels: list[ChannelRow]
    cost: Estimate | None
    links: dict[str, str]

    @property
    def rise(self) -> int:
        """Points of score since the first day of the trend."""
        return round(self.days[-1].score) - round(self.days[0].score) if self.days else 0

    @property
    def fall(self) -> int:
        return -self.rise

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

    @property
    def points(self) -> list[dict[str, Any]]:
        """The trend as the chart draws it: a day under the axis each week, counted back from today."""
        last = len(self.days) - 1
        return [
            {
                "value": round(day.score, 1) if i < last else round(day.score),
                "tick": "" if (last - i) % WEEK else (_("Today") if i == last else date_format(day.day, "j M")),
                "published": day.published,
                "href": reverse("dashboard:publications"),
            }
            for i, day in enumerate(self.days)
        ]

    @property
    def trend_label(self) -> str:
        """The chart's message in words."""
        first, last = round(self.days[0].score), round(self.days[-1].score)
        words = {"from": first, "to": last, "n": len(self.days)}
        if first == last:
            return ngettext("The score is %(to)s", "The score stayed at %(to)s for %(n)s days", len(self.days)) % words
        return _("The score went from %(from)s to %(to)s in %(n)s days") % words


def overview(merchant: Merchant, *, store: Store | None = None) -> Overview:
    """The page's figures, of one store or of all."""
    store_id = store.pk if store else None
    found = counts(merchant.pk, store_id=store_id)
    base = PhotoFilter(store=str(store_id) if store_id else "")
    health = health_from(found)
    return Overview(
        health=health,
        days=_days(merchant, base, health),
        remedies={name: remedy(merchant, base, name, found) for name in REMEDIES},
        channels=channel_rows(merchant, base, found),
        cost=_cost(merchant, base, found.get("=mend", 0)),
        links={name: base.address(view=name) for name in ("all", "meets", *REMEDIES, "unmeasured")},
    )


def _days(merchant: Merchant, base: PhotoFilter, health: Health) -> list[TrendDay]:
    """The trend with today as it is now: its line is written once a day, and the score beside it moves at once."""
    today = timezone.localdate()
    days = trend(merchant.pk, store_id=base.store_id)
    if not health.judged:
        return days
    published = Publication.objects.filter(merchant=merchant, state="published", published_at__date=today)
    if base.store:
        published = published.filter(store=base.store_id)
    now = TrendDay(today, 100 * health.meets / health.judged, published.count())
    return [*(day for day in days if day.day < today), now]


def _cost(merchant: Merchant, base: PhotoFilter, photos: int) -> Estimate | None:
    """What mending all of them would cost; None where nothing is to be mended or no template can do it."""
    if not photos:
        return None
    rows = rows_for(merchant, PhotoFilter(view="mend", store=base.store)).order_by("-weight", "-placement_id")
    found = estimate(merchant, list(rows.values_list("placement_id", flat=True)[:SAMPLE]), photos)
    return found if found.lines else None
