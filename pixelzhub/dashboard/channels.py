"""Which channels a store's photos are judged by."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from analytics.judging import judge_soon, keep_judging
from analytics.models import ListedChannel
from connectors.models import Store


def list_default_channels(store: Store) -> None:
    """The channels that a merchant of this platform most likely sells on, chosen beforehand."""
    _list(store, store.connector.default_channels)
    keep_judging(store)


def choose_channels(store: Store, codes: Iterable[str]) -> bool:
    """Exactly these channels; findings are derived anew from what was measured, of many photos in the background.

    False if nothing changed.
    """
    wanted = set(codes)
    present = set(ListedChannel.objects.filter(store=store).values_list("code", flat=True))
    if wanted == present:
        return False
    with transaction.atomic():
        ListedChannel.objects.filter(store=store).exclude(code__in=wanted).delete()
        _list(store, wanted - present)
    judge_soon(store)
    return True


def _list(store: Store, codes: Iterable[str]) -> None:
    rows = [ListedChannel(merchant_id=store.merchant_id, store=store, code=code) for code in codes]
    ListedChannel.objects.bulk_create(rows, ignore_conflicts=True)
