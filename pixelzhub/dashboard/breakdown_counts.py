"""The figures of the breakdown, from the roll-up alone: a line a store, category, channel or finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from analytics.health import TREND_DAYS
from analytics.health_parts import category_part, oldest_days
from analytics.models import FindingCount, ListedChannel
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.health_scope import Scope

VERDICTS = ("=all", "=meets", "=mend", "=reshoot", "=fix", "=unmeasured")
Counts = dict[Any, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Then:
    """What the oldest kept day of the last thirty said: [photos, meeting] per key, and photos per finding."""

    stores: Mapping[str, list[int]]
    categories: Mapping[str, list[int]]
    channels: Mapping[str, list[int]]
    findings: Mapping[str, int]
    known: bool


def counted(merchant: Merchant, scope: Scope, group: str, codes: Iterable[str]) -> Counts:
    """Photos per code for each value of `group` ("store" or "category_key") within the scope's store and category."""
    rows: Any = _rows(merchant, scope).filter(code__in=list(codes)).values_list(group, "code").annotate(n=Sum("n"))
    found: Counts = defaultdict(dict)
    for key, code, n in rows:
        found[key][code] = n
    return found


def listed_stores(merchant: Merchant, channel: str) -> set[UUID]:
    """The stores that are listed on a channel."""
    return set(ListedChannel.objects.filter(merchant=merchant, code=channel).values_list("store_id", flat=True))


def of_listed(merchant: Merchant, scope: Scope, group: str) -> Counts:
    """As `counted` for the scope's channel: of the stores that are listed on it alone."""
    codes = ("=all", "=unmeasured", f"{scope.channel}=fail", f"{scope.channel}=warn")
    rows = _rows(merchant, scope).filter(store__in=listed_stores(merchant, scope.channel), code__in=codes)
    found: Counts = defaultdict(dict)
    lines: Any = rows.values_list(group, "code").annotate(n=Sum("n"))
    for key, code, n in lines:
        found[key][code.removeprefix(scope.channel)] = n
    return found


def then(merchant: Merchant, scope: Scope) -> Then:
    """The figures to compare with; a scope of one category has none but its own."""
    stores: dict[str, list[int]] = {}
    parts: dict[str, dict[str, list[int]]] = {"categories": {}, "channels": {}}
    findings: dict[str, int] = defaultdict(int)
    days = oldest_days(merchant.pk, scope.store_id, TREND_DAYS)
    for day in days:
        stores[str(day.store_id)] = [day.photos, day.meeting]
        for kind, held in parts.items():
            for key, pair in day.parts.get(kind, {}).items():
                held[key] = [a + b for a, b in zip(held.get(key, [0, 0]), pair, strict=True)]
        for code, n in day.parts.get("findings", {}).items():
            findings[code] += n
    return Then(stores, parts["categories"], parts["channels"], findings, bool(days))


def category_then(before: Then, key: int) -> list[int] | None:
    """What a category was; None where it was not kept."""
    return before.categories.get(category_part(key))


def _rows(merchant: Merchant, scope: Scope) -> QuerySet[FindingCount]:
    rows = FindingCount.objects.filter(merchant=merchant)
    if scope.store:
        rows = rows.filter(store=scope.store)
    return rows.filter(category_key=scope.category.pk) if scope.category else rows
