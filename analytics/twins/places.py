"""Where the contents of a group hang, and what that makes of the group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from analytics.twin_models import Fingerprint, TwinGroup
from connectors.models import Placement

SHOWN = 6
# A size chart hangs on ten products by intent, a placeholder because it was forgotten: either is seen at once.
MANY_PRODUCTS = 10
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Place:
    """One live placement; `turn` counts the places of its file (of colour variants: of its colour) from nought."""

    placement: int
    product: int
    turn: int


def live_placements(merchant_id: int, digests: Collection[str]) -> QuerySet[Placement]:
    """Where these contents (SHA-256) hang now."""
    # By the image alone: with the placement's own merchant a planner may walk through all of the merchant's placements.
    return Placement.objects.filter(
        image__merchant=merchant_id, image__sha256__in=digests, image__gone_at=None, gone_at=None
    )


def hanging(merchant_id: int, digests: Iterable[str]) -> set[str]:
    """Those of the contents that hang anywhere."""
    rows = live_placements(merchant_id, list(digests)).order_by().values_list("image__sha256", flat=True)
    return set(rows.distinct())


def hanging_twice(merchant_id: int, digests: Iterable[str]) -> set[str]:
    """Those of the contents that hang in more than one place."""
    rows = live_placements(merchant_id, list(digests)).order_by().values_list("image__sha256")
    return {sha256 for sha256, n in rows.annotate(n=Count("pk")) if n > 1}


def count_groups(merchant_id: int, groups: Collection[int]) -> None:
    """Bring these groups up to date; one that holds nothing together any more goes."""
    over: list[int] = []
    for group in TwinGroup.objects.filter(merchant_id=merchant_id, pk__in=groups):
        members = _members(group)
        places = list(_places(merchant_id, members))
        if len(members) < 2 and (len(places) < 2 or group.kind == TwinGroup.Kind.COLOURS):
            over.append(group.pk)
            continue
        _describe(group, places, units=len(set(members.values())))
        group.save()
    Fingerprint.objects.filter(same__in=over).update(same=None)
    Fingerprint.objects.filter(shot__in=over).update(shot=None)
    TwinGroup.objects.filter(pk__in=over).delete()


def _members(group: TwinGroup) -> dict[str, int]:
    """The group's contents, each with the number of its file; of colour variants, with the number of its colour."""
    if group.kind != TwinGroup.Kind.COLOURS:
        return dict(group.contents.values_list("sha256", "pk"))
    # Copies of one photo are one colour. A group's id below zero cannot be taken for a content's.
    return {sha256: -same if same else pk for sha256, pk, same in group.coloured.values_list("sha256", "pk", "same")}


def _places(merchant_id: int, members: dict[str, int]) -> Iterator[Place]:
    turns: Counter[int] = Counter()
    digests = sorted(members)
    for start in range(0, len(digests), CHUNK):
        rows = live_placements(merchant_id, digests[start : start + CHUNK]).order_by("pk")
        for placement, product, sha256 in rows.values_list("pk", "product", "image__sha256").iterator():
            yield Place(placement, product, turns[members[sha256]])
            turns[members[sha256]] += 1


def _describe(group: TwinGroup, places: list[Place], *, units: int) -> None:
    per_product = Counter(place.product for place in places)
    group.files, group.places, group.products = units, len(places), len(per_product)
    if group.kind != TwinGroup.Kind.COLOURS:
        group.kind = _kind(per_product, units)
    elif units < 2:
        # Its colours turned out to be copies of one photo: not shown, but kept, as that may change again.
        group.places = 0
    in_order = sorted(places, key=lambda place: (place.turn, place.placement))
    if group.kind == TwinGroup.Kind.GALLERY:
        in_order.sort(key=lambda place: (per_product[place.product] == 1, place.product))
    group.shown = [place.placement for place in in_order[:SHOWN]]


def _kind(per_product: Counter[int], files: int) -> str:
    """What there is to do first."""
    if len(per_product) >= MANY_PRODUCTS:
        return TwinGroup.Kind.MANY
    if max(per_product.values(), default=0) > 1:
        return TwinGroup.Kind.GALLERY
    return TwinGroup.Kind.FILES if files > 1 else TwinGroup.Kind.PRODUCTS
