"""A store's photos judged anew: after its channels were changed, and on the day on which a rule begins or ends."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, date, datetime
from datetime import time as clock

from django.utils import timezone

from analytics.channels import CHANNELS
from analytics.findings import BATCH, derive
from analytics.models import ListedChannel, StoreJudging
from connectors.models import Placement, Store

# One task's share of a large store: the next one goes on where it ended.
SECONDS = 60.0


def judge_soon(store: Store) -> None:
    """Have all photos of the store judged from the first on; those of a small store at once."""
    now = timezone.now()
    row, _new = StoreJudging.objects.update_or_create(
        store=store, defaults={"merchant_id": store.merchant_id, "cursor": 0, "due_at": now}
    )
    if Placement.objects.filter(store=store).count() <= BATCH:
        judge_stores([row.pk])


def keep_judging(store: Store) -> None:
    """See to it that a store whose photos are judged as they come is judged again when a rule changes."""
    StoreJudging.objects.get_or_create(
        store=store,
        defaults={"merchant_id": store.merchant_id, "judged_on": timezone.localdate(), "due_at": _next_change(store)},
    )


def judge_stores(row_ids: Iterable[int]) -> None:
    """Go on with each store for a while; killed, it goes on behind the last finished part."""
    for row in StoreJudging.objects.filter(pk__in=list(row_ids)).select_related("store"):
        _judge(row)


def _judge(row: StoreJudging) -> None:
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        placements = Placement.objects.filter(store=row.store_id, pk__gt=row.cursor)
        ids = list(placements.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not ids:
            _move(row, cursor=0, judged_on=timezone.localdate(), due_at=_next_change(row.store))
            return
        derive(ids)
        if not _move(row, cursor=ids[-1]):
            return
    _move(row, cursor=row.cursor, due_at=timezone.now())


def _move(row: StoreJudging, **changes: object) -> bool:
    """By compare-and-set: whoever changed the channels meanwhile began anew."""
    moved = StoreJudging.objects.filter(pk=row.pk, cursor=row.cursor).update(**changes)
    row.cursor = int(str(changes["cursor"]))
    return moved == 1


def _next_change(store: Store) -> datetime | None:
    """The beginning (UTC) of the next day on which the store's channels apply other rules than today."""
    codes = ListedChannel.objects.filter(store=store).values_list("code", flat=True)
    days = [day for code in codes if code in CHANNELS for day in CHANNELS[code].days_of_change()]
    later: list[date] = sorted(day for day in days if day > timezone.localdate())
    return datetime.combine(later[0], clock(), UTC) if later else None
