"""Keys that end: the next one is asked for in time, by one worker, and kept before anybody uses it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from connectors.contract import Connector, RenewsKey
from connectors.errors import Temporary
from connectors.http import Http
from connectors.models import Store

# Longer than any answer takes.
LEASE = timedelta(minutes=2)
PATIENCE_S = 15.0
WAIT_S = 0.2


def is_due(kind: type[Connector], values: Mapping[str, str], now: datetime) -> bool:
    """Whether the key in these settings is to be renewed before the next call."""
    at = kind.renew_at(values) if issubclass(kind, RenewsKey) else None
    return at is not None and at <= now


def with_fresh_key(kind: type[Connector], values: Mapping[str, str]) -> dict[str, str]:
    """Settings that are not a store's yet, with a key that lasts. Raises `ConnectorError`."""
    if not issubclass(kind, RenewsKey) or not is_due(kind, values, timezone.now()):
        return dict(values)
    with Http(kind.base_url(values), allowed_private=settings.ALLOWED_PRIVATE_HOSTS) as http:
        return kind.renewed(values, http)


def renew(store: Store) -> None:
    """Give the store's row, and `store`, a fresh key if the present one is about to end. Raises `ConnectorError`.

    One worker asks, under a lease in the row, and the others wait for it. No transaction is held meanwhile: SQLite has
    but one writer. A worker that is killed leaves the lease to run out.
    """
    until = time.monotonic() + PATIENCE_S
    while is_due(store.connector, store.settings, timezone.now()):
        if _renewed_by_us(store):
            return
        if time.monotonic() > until:
            raise Temporary("The store's key is being renewed.")
        time.sleep(WAIT_S)
        store.refresh_from_db(fields=["settings"])


def _renewed_by_us(store: Store) -> bool:
    now = timezone.now()
    row, lease = Store.objects.filter(pk=store.pk), now + LEASE
    if not row.filter(Q(renewing_until=None) | Q(renewing_until__lt=now)).update(renewing_until=lease):
        return False
    mine = row.filter(renewing_until=lease)
    try:
        # Another worker may have renewed it between our reading the row and our lease.
        store.settings = with_fresh_key(store.connector, row.values_list("settings", flat=True).get())
        mine.update(settings=store.settings)
    finally:
        mine.update(renewing_until=None)
    return True
