"""Groups of photos with identical bytes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from connectors.models import Image, Placement
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.cards import thumbnail_url

SHOWN = 100


@dataclass(frozen=True, slots=True)
class TwinGroup:
    sha256: str
    placements: list[Placement]

    @property
    def name(self) -> str:
        return self.placements[0].product.name

    @property
    def broken(self) -> bool:
        """A file that could not be read can be there twice as well."""
        return bool(self.placements[0].image.last_error)

    @property
    def src(self) -> str:
        return thumbnail_url(self.placements[0].image)


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
