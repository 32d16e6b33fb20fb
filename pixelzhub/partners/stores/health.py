"""/ext/health: how healthy the shop's photos are, from the same roll-up as the page of that name."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.channels import CHANNELS
from analytics.health import Health, counts, health_from, trend
from analytics.models import FindingCount, ListedChannel
from connectors.models import Store
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.asking import store_asked
from pixelzhub.partners.frame.envelope import envelope
from pixelzhub.partners.frame.keys import merchant_of
from pixelzhub.partners.frame.route import Route


class ImageHealth(Route):
    scopes: ClassVar = {"GET": Scope.IMAGES_READ}

    def get(self, request: Request) -> Response:
        merchant, store_id = merchant_of(request), store_asked(request)
        if store_id and not Store.objects.filter(merchant=merchant, pk=store_id).exists():
            raise Http404
        found = counts(merchant.pk, store_id=store_id)
        days = [{"day": day.day, "score": round(day.score, 1)} for day in trend(merchant.pk, store_id=store_id)]
        data = {
            "store_id": str(store_id) if store_id else None,
            **_told(health_from(found)),
            "channels": _channels(merchant.pk, store_id, found),
            "trend": days,
        }
        return Response(envelope(data))


def _told(health: Health) -> dict[str, Any]:
    """The score is the share of measured photos that meet every required rule, 0 to 100; None while too few are measured."""
    return {
        "score": health.score if health.told else None,
        "score_when_mended": health.score_when_mended if health.told else None,
        "main_photo_score": health.main_score if health.told else None,
        "photos": health.photos,
        "measured": health.judged,
        "unmeasured": health.unmeasured,
        "meeting": health.meets,
        "failing": health.failing,
        "to_do": {"mend": health.mend, "reshoot": health.reshoot, "fix": health.fix},
    }


def _channels(merchant_id: int, store_id: UUID | None, found: dict[str, int]) -> list[dict[str, Any]]:
    """Measured photos of the stores that are listed on each channel, and how many of them fail or are warned of."""
    listed = ListedChannel.objects.filter(merchant=merchant_id)
    photos = FindingCount.objects.filter(merchant=merchant_id, code__in=["=all", "=unmeasured"])
    if store_id:
        listed, photos = listed.filter(store=store_id), photos.filter(store=store_id)
    measured: Counter[UUID] = Counter()
    for store, code, n in photos.values_list("store_id", "code", "n"):
        measured[store] += n if code == "=all" else -n
    of_channel: Counter[str] = Counter()
    for code, store in listed.values_list("code", "store_id"):
        of_channel[code] += measured[store]
    return [
        {
            "channel": code,
            "name": CHANNELS[code].name,
            "measured": n,
            "failing": found.get(f"{code}=fail", 0),
            "warned": found.get(f"{code}=warn", 0),
        }
        for code, n in sorted(of_channel.items())
        if code in CHANNELS
    ]
