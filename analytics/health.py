"""How healthy a merchant's photos are: counts from the roll-up, the score, the trend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from analytics.by_whom import by_whom
from analytics.health_parts import parts_of
from analytics.models import FindingCount, HealthDay
from connectors.models import Placement, Store

TREND_DAYS = 30
#: measured photos from which on a score is told while others still wait
FIRST = 500


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
    #: that fail, where it is not told what to do about them: by the rules of one channel
    others: int = 0
    #: measured main photos, and how many of them meet; nought where they are not counted apart
    main: int = 0
    main_meets: int = 0

    @property
    def main_score(self) -> int | None:
        return round(100 * self.main_meets / self.main) if self.main else None

    @property
    def judged(self) -> int:
        return self.meets + self.mend + self.reshoot + self.fix + self.others

    @property
    def score(self) -> int | None:
        return round(100 * self.meets / self.judged) if self.judged else None

    @property
    def score_when_mended(self) -> int | None:
        return round(100 * (self.meets + self.mended) / self.judged) if self.judged else None

    @property
    def failing(self) -> int:
        return self.judged - self.meets

    @property
    def told(self) -> bool:
        """Whether enough is measured for a score: the first 500 photos, or half of a smaller catalogue."""
        return bool(self.judged) and (self.judged >= FIRST or self.judged >= self.unmeasured)

    @property
    def partial(self) -> bool:
        """Whether the score is of a part of the photos."""
        return self.told and self.unmeasured > 0


@dataclass(frozen=True, slots=True)
class TrendDay:
    """One day's score; `mended` and `changed` are the photos that became good through the hub and in the store."""

    day: date
    score: float
    published: int = 0
    mended: int = 0
    changed: int = 0


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
        main=found.get("=main", 0),
        main_meets=found.get("=main_meets", 0),
    )


def keep_health_days(store_ids: Iterable[object] | None = None) -> None:
    """Write today's line of each store's trend, and on its first day the lines before it."""
    stores = Store.objects.all() if store_ids is None else Store.objects.filter(pk__in=list(store_ids))
    for store in stores:
        found = counts(store.merchant_id, store_id=store.pk)
        health = health_from(found)
        if not health.judged or health.unmeasured > health.judged:
            continue
        if not HealthDay.objects.filter(store=store).exists():
            _tell_the_days_before(store)
        HealthDay.objects.update_or_create(
            store=store, day=timezone.localdate(), defaults=_line_of(store, health, found)
        )


def _line_of(store: Store, health: Health, found: dict[str, int]) -> dict[str, Any]:
    who = by_whom(store, timezone.localdate())
    return {
        "merchant_id": store.merchant_id,
        "photos": health.judged,
        "meeting": health.meets,
        "published": who.published,
        "mended": who.mended,
        "changed": who.changed,
        "main_photos": health.main,
        "main_meeting": health.main_meets,
        "parts": parts_of(store.pk, found, health.judged),
    }


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


def trend(merchant_id: int, *, store_id: UUID | None = None, days: int = TREND_DAYS) -> list[TrendDay]:
    """The score of each of the last days, 0..100, over all stores of a merchant or one of them."""
    names = ("photos", "meeting", "published", "mended", "changed")
    sums = {f"of_{name}": Sum(name) for name in names}
    per_day: Any = _days(merchant_id, store_id, days).values("day").annotate(**sums).order_by("day")
    return [
        TrendDay(
            row["day"],
            100 * row["of_meeting"] / row["of_photos"],
            **{name: row[f"of_{name}"] for name in names[2:]},
        )
        for row in per_day
        if row["of_photos"]
    ]


def trend_of(
    merchant_id: int, kind: str, key: str, *, store_id: UUID | None = None, days: int = TREND_DAYS
) -> list[TrendDay]:
    """The score of each day of one of the `categories` or `channels`, 0..100, as far back as it was kept."""
    per_day: dict[date, list[int]] = {}
    rows = _days(merchant_id, store_id, days).order_by("day")
    for day, held in rows.values_list("day", f"parts__{kind}__{key}"):
        if held:
            total = per_day.setdefault(day, [0, 0])
            total[:] = [total[0] + held[0], total[1] + held[1]]
    return [TrendDay(day, 100 * meeting / photos) for day, (photos, meeting) in per_day.items() if photos]


def _days(merchant_id: int, store_id: UUID | None, days: int) -> QuerySet[HealthDay]:
    rows = HealthDay.objects.filter(merchant_id=merchant_id, day__gt=timezone.localdate() - timedelta(days=days))
    return rows.filter(store_id=store_id) if store_id else rows
