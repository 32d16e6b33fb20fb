"""How many photos a store is asked for, a second and a day: counted in its row, so that all workers share the limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from connectors.errors import ConnectorError
from connectors.models import Store
from connectors.web_address import host_of

# What one visitor's browser asks a shop for at once. A server on the operator's own network needs no sparing.
USUAL_PER_SECOND = 8
# A worker that waits longer for its turn does something else meanwhile.
PATIENCE = timedelta(seconds=10)
NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave to fetch `count` photos, one every `step` from `start` on; the others may ask anew at `again`."""

    count: int
    start: datetime
    step: timedelta = NO_TIME
    again: datetime | None = None

    def at(self, number: int) -> datetime:
        """When the photo with this number, counted from 0, may be fetched."""
        return self.start + number * self.step


def reserve(store: Store, wanted: int, now: datetime) -> Grant:
    """Take up to `wanted` downloads off the store's limits; a store without limits is not written to."""
    if not _is_limited(store):
        return Grant(wanted, now)
    with transaction.atomic():
        row = Store.objects.select_for_update(of=("self",)).get(pk=store.pk)
        grant = _taken(row, wanted, now)
        row.save(update_fields=["next_download_at", "counted_on", "downloads"])
    return grant


def per_second_of(store: Store) -> int:
    """Downloads a second, 0 for no limit: the merchant's choice or the usual number."""
    if store.per_second is not None:
        return store.per_second
    return 0 if _host(store) in settings.ALLOWED_PRIVATE_HOSTS else USUAL_PER_SECOND


def _host(store: Store) -> str:
    try:
        return host_of(store.connector.base_url(store.settings))
    except ConnectorError:  # a description that no longer holds, which the sync tells
        return ""


def goes_on_at(store: Store, now: datetime) -> datetime | None:
    """The midnight of the merchant's time zone after which a store at its limit goes on; None below the limit."""
    if store.per_day is None or store.counted_on != _today(store, now) or store.downloads < store.per_day:
        return None
    return _midnight(store, now)


def _is_limited(store: Store) -> bool:
    return store.per_day is not None or per_second_of(store) > 0


def _taken(row: Store, wanted: int, now: datetime) -> Grant:
    start = max(now, row.next_download_at or now)
    if start - now > PATIENCE:
        return Grant(0, now, again=start)
    today, left = _today(row, now), wanted
    if row.counted_on != today:
        row.counted_on, row.downloads = today, 0
    if row.per_day is not None:
        left = min(wanted, max(0, row.per_day - row.downloads))
    row.downloads += left
    rate = per_second_of(row)
    step = timedelta(seconds=1 / rate) if rate else NO_TIME
    row.next_download_at = start + left * step
    return Grant(left, start, step, again=None if left == wanted else _midnight(row, now))


def _zone(store: Store) -> ZoneInfo:
    try:
        return ZoneInfo(store.merchant.time_zone)
    except (ValueError, OSError):  # a zone that this machine does not know
        return ZoneInfo("UTC")


def _today(store: Store, now: datetime) -> date:
    return now.astimezone(_zone(store)).date()


def _midnight(store: Store, now: datetime) -> datetime:
    return datetime.combine(_today(store, now) + timedelta(days=1), time(), tzinfo=_zone(store))
