"""A store's photos judged anew after a rule changed: by its channels, the merchant's limits, the day, or a release."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from datetime import time as clock
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from analytics.channels.shapes import Channel
from analytics.derive import BATCH, derive
from analytics.listed import listed_channels
from analytics.models import Acceptance, ListedChannel, StoreJudging
from analytics.rejudge.digests import digest, mixed
from analytics.rejudge.parts import parts_of
from analytics.rejudge.run import rejudge
from connectors.models import Placement, Store

# One task's share of a large store: the next one goes on where it ended.
SECONDS = 60.0


def judge_soon(store: Store) -> None:
    """Have all photos of the store judged by the rules that changed; those of a small store at once."""
    now = timezone.now()
    row, _new = StoreJudging.objects.update_or_create(
        store=store, defaults={"merchant_id": store.merchant_id, "due_at": now}
    )
    # From now on photos are judged by these rules as they come, even if they change back before the run takes them up.
    _begin(row, digests(store))
    if Placement.objects.filter(store=store).count() <= BATCH:
        judge_stores([row.pk])


def list_default_channels(store: Store) -> None:
    """The channels that a merchant of this platform most likely sells on, chosen when the store is made."""
    list_channels(store, store.connector.default_channels)
    keep_judging(store)


def list_channels(store: Store, codes: Iterable[str]) -> None:
    """Judge the store by these channels too."""
    rows = [ListedChannel(merchant_id=store.merchant_id, store=store, code=code) for code in codes]
    ListedChannel.objects.bulk_create(rows, ignore_conflicts=True)


def keep_judging(store: Store) -> None:
    """See to it that a store whose photos are judged as they come is judged again when a rule changes."""
    StoreJudging.objects.get_or_create(
        store=store,
        defaults={
            "merchant_id": store.merchant_id,
            "judged": digests(store),
            "due_at": _next_change(_channels(store)),
        },
    )


def judge_changed(store_ids: Iterable[Any] | None = None) -> None:
    """Find the stores whose rules are others than those that they were judged by, as after a release."""
    rows = StoreJudging.objects.select_related("store")
    for row in rows if store_ids is None else rows.filter(store__in=list(store_ids)):
        wanted = digests(row.store)
        # A run towards these rules comes due by itself; to call it again would put two workers to one part.
        under_way = row.total > 0 and row.wanted == wanted
        if row.judged != wanted and not under_way:
            StoreJudging.objects.filter(Q(due_at=None) | Q(due_at__gt=timezone.now()), pk=row.pk).update(
                due_at=timezone.now()
            )


def judge_stores(row_ids: Iterable[int]) -> None:
    """Go on with each store for a while; killed, it goes on behind the last finished part."""
    for row in StoreJudging.objects.filter(pk__in=list(row_ids)).select_related("store"):
        _judge(row)


def digests(store: Store) -> dict[str, str]:
    """A digest of each channel's rules as they hold today."""
    wide = Acceptance.objects.filter(merchant_id=store.merchant_id, image=None)
    accepted: dict[str, list[Any]] = {}
    for channel, code, category in wide.order_by("pk").values_list("channel", "code", "category"):
        accepted.setdefault(channel, []).append([code, category])
    today = timezone.localdate()
    return {channel.code: digest(channel, accepted.get(channel.code, []), today) for channel in _channels(store)}


def _judge(row: StoreJudging) -> None:
    channels = _channels(row.store)
    wanted = digests(row.store)
    if not _begin(row, wanted):
        return
    ends = time.monotonic() + SECONDS
    for last, size in () if row.judged == wanted else _judged_parts(row, channels):
        if not _move(row, cursor=last, done=row.done + size):
            return
        if time.monotonic() >= ends:
            _move(row, cursor=last, due_at=timezone.now())
            return
    _move(row, cursor=0, done=0, total=0, judged=wanted, wanted={}, due_at=_next_change(channels))


def _begin(row: StoreJudging, wanted: dict[str, str]) -> bool:
    """Begin a run towards these rules, or go on with it; of one towards others that is left nobody knows how far it came."""
    if row.wanted == wanted:
        return True
    judged = mixed(row.judged, row.wanted) if row.wanted and row.judged is not None else row.judged
    total = Placement.objects.filter(store=row.store_id).count()
    return _move(row, cursor=0, done=0, total=total, judged=judged, wanted=wanted)


def _judged_parts(row: StoreJudging, channels: list[Channel]) -> Iterator[tuple[int, int]]:
    """Judge what is behind the cursor, part by part; gives the last id of each and how many placements it had."""
    if connection.vendor != "postgresql":
        while ids := _next_ids(row):
            derive(ids)
            yield ids[-1], len(ids)
        return
    for part in parts_of(row.store_id, row.cursor):
        rejudge(row.store, channels, row.judged, row.wanted, part.first, part.last)
        yield part.last, part.size


def _next_ids(row: StoreJudging) -> list[int]:
    rows = Placement.objects.filter(store=row.store_id, pk__gt=row.cursor).order_by("pk").values_list("pk", flat=True)
    return list(rows[:BATCH])


def _move(row: StoreJudging, **changes: Any) -> bool:
    """By compare-and-set: whoever goes on with the store at the same time goes alone."""
    moved = StoreJudging.objects.filter(pk=row.pk, cursor=row.cursor, wanted=row.wanted).update(**changes)
    for name, value in changes.items():
        setattr(row, name, value)
    return moved == 1


def _channels(store: Store) -> list[Channel]:
    return listed_channels([store.pk]).get(store.pk, [])


def _next_change(channels: list[Channel]) -> datetime | None:
    """The beginning (UTC) of the next day on which these channels apply other rules than today."""
    days = [day for channel in channels for day in channel.days_of_change()]
    later: list[date] = sorted(day for day in days if day > timezone.localdate())
    return datetime.combine(later[0], clock(), UTC) if later else None
