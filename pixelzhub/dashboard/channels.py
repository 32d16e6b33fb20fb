"""Which channels a store's photos are judged by, and the merchant's own limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from analytics.channels import OWN
from analytics.channels.own import USUAL
from analytics.judging import judge_soon, list_channels
from analytics.models import ListedChannel, OwnLimits, StoreJudging
from connectors.models import Store
from pixelzhub.accounts.models import Merchant


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
        list_channels(store, wanted - present)
    judge_soon(store)
    return True


def listed_stores(merchant: Merchant, code: str) -> list[Store]:
    """The merchant's stores that are judged by this channel."""
    return list(Store.objects.filter(merchant=merchant, listed_channels__code=code))


def own_limits(merchant: Merchant) -> dict[str, Any]:
    """Every limit of "my shop" by its name as it holds now; None is not asked."""
    row = OwnLimits.objects.filter(merchant=merchant).first()
    return _plain({**USUAL, **(row.values if row else {})})


def set_own_limits(merchant: Merchant, values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep these limits and have the photos of the stores that ask them judged anew; gives what changed, by its name."""
    wanted = _plain({**USUAL, **values})
    before = own_limits(merchant)
    changes = {name: value for name, value in wanted.items() if value != before[name]}
    if not changes:
        return {}
    if wanted == _plain(USUAL):
        OwnLimits.objects.filter(merchant=merchant).delete()
    else:
        OwnLimits.objects.update_or_create(merchant=merchant, defaults={"values": wanted})
    for store in listed_stores(merchant, OWN):
        judge_soon(store)
    return changes


def judged_now(merchant: Merchant) -> list[StoreJudging]:
    """The stores whose photos are being judged anew, or wait for it."""
    rows = StoreJudging.objects.filter(merchant=merchant, due_at__lte=timezone.now())
    return list(rows.select_related("store").order_by("store__name"))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The limits that there are, with one way to say that a limit is not asked."""
    return {name: values[name] or None for name in USUAL}
