"""The line of the score over the last days: its points, who made photos good, and its message in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.health import TREND_DAYS, Health, TrendDay, trend, trend_of
from analytics.health_parts import category_part
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.health_scope import Scope
from pixelzhub.dashboard.templatetags.charts import trend as drawn
from pixelzhub.dashboard.templatetags.hub import count
from pixelzhub.retouch.models import Publication

WEEK = 7


@dataclass(frozen=True, slots=True)
class Trend:
    """The last days up to now. A scope within a store has no marks: publications are counted by store."""

    days: list[TrendDay]

    @property
    def rise(self) -> int:
        """Points of score since the first day."""
        return round(self.days[-1].score) - round(self.days[0].score) if self.days else 0

    @property
    def mended(self) -> int:
        return sum(day.mended for day in self.days)

    @property
    def changed(self) -> int:
        return sum(day.changed for day in self.days)

    @property
    def by_whom(self) -> str:
        """Who made photos good, in words; empty where nobody did."""
        parts = [_("+%(n)s mended by us") % {"n": count(self.mended)}] if self.mended else []
        parts += [_("+%(n)s changed in the store") % {"n": count(self.changed)}] if self.changed else []
        words = {"parts": ", ".join(parts), "days": TREND_DAYS}
        return _("%(parts)s in the last %(days)s days") % words if parts else ""

    @property
    def has_marks(self) -> bool:
        return any(day.published or day.mended or day.changed for day in self.days)

    @property
    def points(self) -> list[dict[str, Any]]:
        """As the chart draws them: a day under the axis each week, counted back from today."""
        last = len(self.days) - 1
        return [
            {
                "value": round(day.score, 1) if i < last else round(day.score),
                "tick": "" if (last - i) % WEEK else (_("Today") if i == last else date_format(day.day, "j M")),
                "published": day.mended or day.published,
                "mended": day.mended,
                "changed": day.changed,
                "words": _words(day),
                "href": reverse("dashboard:publications"),
            }
            for i, day in enumerate(self.days)
        ]

    @property
    def label(self) -> str:
        """The chart's message in words."""
        first, last = round(self.days[0].score), round(self.days[-1].score)
        words = {"from": first, "to": last, "n": len(self.days)}
        if first == last:
            return ngettext("The score is %(to)s", "The score stayed at %(to)s for %(n)s days", len(self.days)) % words
        return _("The score went from %(from)s to %(to)s in %(n)s days") % words

    @property
    def chart(self) -> dict[str, Any]:
        """What the chart's template draws."""
        return drawn(self.points, self.label)


def trend_in(merchant: Merchant, scope: Scope, health: Health) -> Trend:
    """The days with today as it is now: its line is written once in a while, and the score beside it moves at once."""
    today, days = timezone.localdate(), _kept(merchant, scope)
    if not health.judged:
        return Trend(days)
    kept = days[-1] if days and days[-1].day == today else TrendDay(today, 0.0)
    now = TrendDay(
        day=today,
        score=100 * health.meets / health.judged,
        published=0 if scope.category or scope.channel else _published_today(merchant, scope),
        mended=kept.mended,
        changed=kept.changed,
    )
    return Trend(_without_gaps([*(day for day in days if day.day < today), now]))


def _without_gaps(days: list[TrendDay]) -> list[TrendDay]:
    """A day that was not kept, as while the hub stood still, has the score of the day before it: a point is a day."""
    whole = days[:1]
    for day in days[1:]:
        last = whole[-1]
        missing = range(1, (day.day - last.day).days)
        whole += [TrendDay(last.day + timedelta(days=n), last.score) for n in missing]
        whole.append(day)
    return whole


def _kept(merchant: Merchant, scope: Scope) -> list[TrendDay]:
    if scope.category and scope.channel:
        return []
    if scope.category:
        return trend_of(merchant.pk, "categories", category_part(scope.category.pk), store_id=scope.store_id)
    if scope.channel:
        return trend_of(merchant.pk, "channels", scope.channel, store_id=scope.store_id)
    return trend(merchant.pk, store_id=scope.store_id)


def _published_today(merchant: Merchant, scope: Scope) -> int:
    published = Publication.objects.filter(
        merchant=merchant, state="published", published_at__date=timezone.localdate()
    )
    return (published.filter(store=scope.store) if scope.store else published).count()


def _words(day: TrendDay) -> str:
    """What a mark says."""
    parts = [_("%(n)s published") % {"n": count(day.published)}] if day.published else []
    parts += [_("%(n)s mended by us") % {"n": count(day.mended)}] if day.mended else []
    parts += [_("%(n)s changed in the store") % {"n": count(day.changed)}] if day.changed else []
    return ", ".join(parts)
