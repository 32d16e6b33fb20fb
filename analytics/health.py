"""How healthy a merchant's photos are: counts from the roll-up, the score, the trend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from analytics.models import FindingCount, HealthDay
from connectors.models import ImageVersion, Placement, Store

TREND_DAYS = 30


@dataclass(frozen=True, slots=True)
class Health:
    """Photos by what to do about them. The score is the share that meets every required rule, 0..100."""

    photos: int
    meets: int
    mend: int
    reshoot: int
    fix: int
    unmeasured: int
    #: of those to mend: the ones that meet every required rule once they are mended
    mended: int = 0

    @property
    def judged(self) -> int:
        return self.meets + self.mend + self.reshoot + self.fix

    @property
    def score(self) -> int | None:
        return round(100 * self.meets / self.judged) if self.judged else None

    @property
    def score_when_mended(self) -> int | None:
        return round(100 * (self.meets + self.mended) / self.judged) if self.judged else None

    @property
    def failing(self) -> int:
        return self.judged - self.meets


@dataclass(frozen=True, slots=True)
class TrendDay:
    day: date
    score: float
    published: int


def counts(merchant_id: int, *, store_id: UUID | None = None, category_id: int | None = None) -> dict[str, int]:
    """Photos per code, from the roll-up: one indexed read whatever the size of the catalogue."""
    rows = FindingCount.objects.filter(merchant_id=merchant_id)
    if store_id:
        rows = rows.filter(store_id=store_id)
    if category_id:
        rows = rows.filter(category_key=category_id)
    return dict(rows.values_list("code").annotate(total=Sum("n")).filter(total__gt=0))


def health_from(found: dict[str, int]) -> Health:
    """The health that a `counts` result comes to."""
    return Health(
        photos=found.get("=all", 0),
        meets=found.get("=meets", 0),
        mend=found.get("=mend", 0),
        reshoot=found.get("=reshoot", 0),
        fix=found.get("=fix", 0),
        unmeasured=found.get("=unmeasured", 0),
        mended=found.get("=mended", 0),
    )


def keep_health_days(store_ids: Iterable[object] | None = None) -> None:
    """Write today's line of each store's trend, and on its first day the lines before it."""
    stores = Store.objects.all() if store_ids is None else Store.objects.filter(pk__in=list(store_ids))
    for store in stores:
        health = health_from(counts(store.merchant_id, store_id=store.pk))
        if not health.judged or health.unmeasured > health.judged:
            continue
        if not HealthDay.objects.filter(store=store).exists():
            _tell_the_days_before(store)
        HealthDay.objects.update_or_create(
            store=store,
            day=timezone.localdate(),
            defaults={
                "merchant_id": store.merchant_id,
                "photos": health.judged,
                "meeting": health.meets,
                "published": _published_today(store),
            },
        )


def _tell_the_days_before(store: Store) -> None:
    """Photos carry the day on which the store got them: the score of a past day is that of the photos there were."""
    today = timezone.localdate()
    start = today - timedelta(days=TREND_DAYS - 1)
    placed = Placement.objects.filter(store=store, gone_at=None).exclude(verdict="unmeasured")
    if not placed.filter(image__remote_created_at__isnull=False).exists():
        return
    before = placed.filter(image__remote_created_at__date__lt=start).aggregate(
        n=Count("id"), meeting=Count("id", filter=Q(verdict="meets"))
    )
    per_day: dict[date, Any] = {
        row["day"]: row
        for row in placed.filter(image__remote_created_at__date__gte=start)
        .values(day=TruncDate("image__remote_created_at"))
        .annotate(n=Count("id"), meeting=Count("id", filter=Q(verdict="meets")))
    }
    photos, meeting, days = before["n"], before["meeting"], []
    for offset in range(TREND_DAYS - 1):
        day = start + timedelta(days=offset)
        photos += per_day.get(day, {}).get("n", 0)
        meeting += per_day.get(day, {}).get("meeting", 0)
        if photos:
            days.append(HealthDay(merchant_id=store.merchant_id, store=store, day=day, photos=photos, meeting=meeting))
    HealthDay.objects.bulk_create(days, ignore_conflicts=True)


def _published_today(store: Store) -> int:
    return ImageVersion.objects.filter(
        image__store=store, changed_by=ImageVersion.By.HUB, since__date=timezone.localdate()
    ).count()


def trend(merchant_id: int, *, store_id: UUID | None = None, days: int = TREND_DAYS) -> list[TrendDay]:
    """The score of each of the last days, 0..100, over all stores of a merchant or one of them."""
    rows = HealthDay.objects.filter(merchant_id=merchant_id, day__gt=timezone.localdate() - timedelta(days=days))
    if store_id:
        rows = rows.filter(store_id=store_id)
    per_day = (
        rows.values("day").annotate(photos=Sum("photos"), good=Sum("meeting"), out=Sum("published")).order_by("day")
    )
    return [TrendDay(row["day"], 100 * row["good"] / row["photos"], row["out"]) for row in per_day if row["photos"]]
