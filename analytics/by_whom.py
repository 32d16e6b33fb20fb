"""Who made photos good: those that failed before a day and meet every required rule since, by who changed them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from analytics.channels.rules import failing_rules
from analytics.channels.shapes import Channel
from analytics.findings import facts_at, measurements_for
from analytics.listed import Accepted, accepted_by, listed_channels
from analytics.pixels import Measurement
from connectors.models import ImageVersion, Placement, Store

BATCH = 500


@dataclass(slots=True)
class ByWhom:
    """Of one day: images that the hub wrote, and photos that became good through the hub and through the store."""

    published: int = 0
    mended: int = 0
    changed: int = 0


def by_whom(store: Store, day: date) -> ByWhom:
    """What changed since that day began, against the bytes that stood there before, by the rules of today.

    A photo that came new that day became nothing: only those with earlier bytes count.
    """
    start = timezone.make_aware(datetime.combine(day, time.min))
    since = ImageVersion.objects.filter(image__store=store, until=None, since__gte=start)
    changed = dict(since.values_list("image_id", "changed_by"))
    found = ByWhom(published=sum(by == ImageVersion.By.HUB for by in changed.values()))
    for placement in _became_good(store, list(changed), start):
        if changed[placement.image_id] == ImageVersion.By.HUB:
            found.mended += 1
        else:
            found.changed += 1
    return found


def _became_good(store: Store, images: Sequence[int], start: datetime) -> Iterator[Placement]:
    channels = listed_channels([store.pk]).get(store.pk, [])
    for first in range(0, len(images), BATCH):
        ids = images[first : first + BATCH]
        earlier = ImageVersion.objects.filter(image__in=ids, since__lt=start, until__gte=start).order_by("since", "id")
        before = dict(earlier.values_list("image_id", "sha256"))
        measured = measurements_for(store.merchant_id, before.values())
        accepted = accepted_by(store.merchant_id, ids)
        good = Placement.objects.filter(image__in=list(before), gone_at=None, verdict="meets")
        for placement in good.select_related("image", "product__category"):
            was = measured.get(before[placement.image_id])
            if was is not None and _failed(placement, was, channels, accepted):
                yield placement


def _failed(placement: Placement, was: Measurement, channels: Sequence[Channel], accepted: Accepted) -> bool:
    """Whether these bytes would fail a required rule at this place."""
    facts, today = facts_at(placement), timezone.localdate()
    return any(
        rule.severity == "blocker" and not accepted.covers(channel.code, rule.code, placement)
        for channel in channels
        for rule in failing_rules(was, facts, channel, today)
    )
