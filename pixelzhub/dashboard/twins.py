"""Groups of photos with identical bytes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from connectors.models import Image, Placement
from pixelzhub.accounts.models import Merchant

SHOWN = 100


@dataclass(frozen=True, slots=True)
class TwinGroup:
    sha256: str
    placements: list[Placement]


def twin_groups(merchant: Merchant) -> list[TwinGroup]:
    """Contents that hang in more than one place, most frequent first, up to a hundred."""
    repeated = (
        Image.objects.filter(merchant=merchant, gone_at=None)
        .exclude(sha256="")
        .values("sha256")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .order_by("-n", "sha256")[:SHOWN]
    )
    digests = [row["sha256"] for row in repeated]
    rows = Placement.objects.filter(merchant=merchant, image__sha256__in=digests, gone_at=None)
    groups: dict[str, list[Placement]] = {digest: [] for digest in digests}
    for placement in rows.select_related("image", "product", "store").order_by("pk"):
        groups[placement.image.sha256].append(placement)
    return [TwinGroup(digest, placements) for digest, placements in groups.items() if placements]
