"""By which channels a store's photos are judged, with the merchant's own limits, and which findings are fine for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from analytics.channels import CHANNELS, OWN, own_channel
from analytics.channels.shapes import Channel
from analytics.models import Acceptance, ListedChannel, OwnLimits
from connectors.models import Placement


def listed_channels(store_ids: Iterable[UUID]) -> dict[UUID, list[Channel]]:
    """The channels that each store is judged by; a store that is listed nowhere is left out."""
    rows = list(ListedChannel.objects.filter(store_id__in=set(store_ids)))
    own = _own_channels({row.merchant_id for row in rows if row.code == OWN})
    found: dict[UUID, list[Channel]] = defaultdict(list)
    for row in rows:
        if row.code in CHANNELS:
            found[row.store_id].append(
                own.get(row.merchant_id, CHANNELS[OWN]) if row.code == OWN else CHANNELS[row.code]
            )
    return dict(found)


def channel_for(merchant_id: int, code: str) -> Channel:
    """A channel as it holds for this merchant. Raises KeyError for a code that is no channel."""
    if code != OWN:
        return CHANNELS[code]
    return _own_channels({merchant_id}).get(merchant_id, CHANNELS[OWN])


def _own_channels(merchant_ids: set[int]) -> dict[int, Channel]:
    if not merchant_ids:
        return {}
    return {row.merchant_id: own_channel(row.values) for row in OwnLimits.objects.filter(merchant__in=merchant_ids)}


@dataclass(slots=True)
class Accepted:
    """The findings that a merchant said are fine, as (channel, code): everywhere, in a category, of one image."""

    everywhere: set[tuple[str, str]] = field(default_factory=set)
    in_category: dict[int, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    of_image: dict[int, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))

    def covers(self, channel: str, code: str, placement: Placement) -> bool:
        """Whether this finding is fine at this placement; its product must be loaded."""
        found = (channel, code)
        return (
            found in self.everywhere
            or found in self.of_image.get(placement.image_id, ())
            or found in self.in_category.get(placement.product.category_id or 0, ())
        )


def accepted_by(merchant_id: int, image_ids: Iterable[int] | None = None) -> Accepted:
    """What the merchant accepted; of single images only these, or all."""
    accepted = Accepted()
    rows = Acceptance.objects.filter(merchant_id=merchant_id)
    wide = rows.filter(image=None)
    narrow = rows.exclude(image=None) if image_ids is None else rows.filter(image__in=list(image_ids))
    for row in [*wide, *narrow]:
        found = (row.channel, row.code)
        if row.image_id:
            accepted.of_image[row.image_id].add(found)
        elif row.category_id:
            accepted.in_category[row.category_id].add(found)
        else:
            accepted.everywhere.add(found)
    return accepted
