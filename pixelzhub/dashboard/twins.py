"""Groups of photos with identical bytes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Window
from django.db.models.functions import RowNumber

from connectors.models import Image, Placement
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.cards import thumbnail_url

SHOWN = 20
PLACES = 4


@dataclass(frozen=True, slots=True)
class TwinGroup:
    """`n` is how many photos have this content; `placements` are the first places where it hangs."""

    sha256: str
    placements: list[Placement]
    n: int

    @property
    def more(self) -> int:
        """Places that are not listed."""
        return max(0, self.n - len(self.placements))

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
    """Contents that hang in more than one place, most frequent first; of each the first few places."""
    repeated = (
        Image.objects.filter(merchant=merchant, gone_at=None)
        .exclude(sha256="")
        .values("sha256")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .order_by("-n", "sha256")[:SHOWN]
    )
    totals = {row["sha256"]: row["n"] for row in repeated}
    groups: dict[str, list[Placement]] = {digest: [] for digest in totals}
    rows = Placement.objects.filter(image__in=_first_images(merchant, list(totals)), gone_at=None)
    for placement in rows.select_related("image", "product", "store").order_by("pk"):
        groups[placement.image.sha256].append(placement)
    return [TwinGroup(digest, places, totals[digest]) for digest, places in groups.items() if places]


def _first_images(merchant: Merchant, digests: list[str]) -> list[int]:
    """A logo or a placeholder can hang ten thousand times: a few ids of each content are enough."""
    numbered = Image.objects.filter(merchant=merchant, sha256__in=digests, gone_at=None).annotate(
        turn=Window(RowNumber(), partition_by="sha256", order_by="pk")
    )
    return list(numbered.filter(turn__lte=PLACES).values_list("pk", flat=True))
