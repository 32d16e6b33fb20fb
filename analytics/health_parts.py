"""A day's health by category, channel and finding, small enough to keep each day: what later trends compare with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from analytics.channels import CHANNELS
from analytics.models import FindingCount, HealthDay, ListedChannel

#: categories of a store that are kept each day, the largest first
MOST_CATEGORIES = 200
Parts = dict[str, dict[str, Any]]


def parts_of(store_id: UUID, found: Mapping[str, int], judged: int) -> Parts:
    """`categories` and `channels` as [photos, meeting], `findings` as photos per code; `found` are the store's counts."""
    listed = ListedChannel.objects.filter(store=store_id, code__in=list(CHANNELS)).values_list("code", flat=True)
    return {
        "categories": _categories(store_id),
        "channels": {code: [judged, judged - found.get(f"{code}=fail", 0)] for code in listed},
        "findings": {code: n for code, n in found.items() if "=" not in code},
    }


def _categories(store_id: UUID) -> dict[str, Any]:
    rows = FindingCount.objects.filter(store=store_id, code__in=["=all", "=unmeasured", "=meets"])
    photos: dict[int, list[int]] = {}
    for key, code, n in rows.values_list("category_key", "code", "n"):
        held = photos.setdefault(key, [0, 0])
        if code == "=meets":
            held[1] += n
        else:
            held[0] += n if code == "=all" else -n
    largest = sorted(photos.items(), key=lambda item: -item[1][0])[:MOST_CATEGORIES]
    return {category_part(key): held for key, held in largest if held[0]}


def category_part(key: int) -> str:
    """The name of a category within `categories`: a bare number would be read as a place in an array."""
    return f"c{key}"


def oldest_days(merchant_id: int, store_id: UUID | None, days: int) -> list[HealthDay]:
    """Per store the oldest of the last days that knows its parts, today's left out."""
    today = timezone.localdate()
    rows = HealthDay.objects.filter(merchant_id=merchant_id, day__gt=today - timedelta(days=days), day__lt=today)
    rows = rows.exclude(parts={})
    if store_id:
        rows = rows.filter(store_id=store_id)
    first = rows.filter(store=OuterRef("store")).order_by("day").values("day")[:1]
    return list(rows.filter(day=Subquery(first)))
