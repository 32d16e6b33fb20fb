"""Lists of photos: which match a filter, how many there are, pages by key, and the neighbours of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.lookups import GreaterThan, LessThan

from analytics.models import FindingCount, FindingRow, ListedChannel
from analytics.weighed import place_in_order
from connectors.models import Placement
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.filters import VIEWS, PhotoFilter
from pixelzhub.retouch.photo_states import in_state

PAGE = 60
COUNT_TO = 10_000


def rows_for(merchant: Merchant, wanted: PhotoFilter) -> QuerySet[FindingRow]:
    """The narrow rows of the photos that match."""
    lead, *others = wanted.codes
    rows = FindingRow.objects.filter(merchant=merchant, code=lead)
    if wanted.store:
        rows = rows.filter(store=wanted.store_id)
    if wanted.category:
        rows = rows.filter(category=wanted.category_id)
    for code in others:
        rows = rows.filter(_holds(code))
    if wanted.level in {"meets", "listed"} and not wanted.finding:
        rows = _listed(rows, merchant, wanted)
    if wanted.q:
        rows = _found(rows, wanted.q)
    # What was accepted has a code of its own, which stands among the filter's codes.
    return rows.filter(in_state(wanted.state, "placement")) if wanted.state not in {"", "accepted"} else rows


def _holds(code: str) -> Exists:
    return Exists(FindingRow.objects.filter(placement=OuterRef("placement"), code=code))


def _listed(rows: QuerySet[FindingRow], merchant: Merchant, wanted: PhotoFilter) -> QuerySet[FindingRow]:
    """Measured photos of the stores that are listed on the channel; for "meets" those that neither fail nor warn."""
    stores = ListedChannel.objects.filter(merchant=merchant, code=wanted.channel).values("store")
    rows = rows.filter(~_holds("=unmeasured"), store__in=stores)
    if wanted.level == "meets":
        rows = rows.filter(~_holds(f"{wanted.channel}=fail"), ~_holds(f"{wanted.channel}=warn"))
    return rows


def _found(rows: QuerySet[FindingRow], text: str) -> QuerySet[FindingRow]:
    """By a part of the product's name, the beginning of its SKU, or its EAN."""
    product = "placement__product__"
    return rows.filter(
        Q(**{f"{product}name__icontains": text})
        | Q(**{f"{product}sku__istartswith": text})
        | Q(**{f"{product}ean": text})
    )


def ordering(wanted: PhotoFilter) -> tuple[str, ...]:
    """The order of a list; both are the order of an index."""
    return ("-placement_id",) if wanted.sort == "newest" else ("-weight", "-placement_id")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of placements in order, and the keys of the pages around it ("" where there is none)."""

    placements: list[Placement]
    previous: str
    next: str


def page_of(merchant: Merchant, wanted: PhotoFilter, *, after: str = "", before: str = "") -> Page:
    """Sixty photos after (or before) a key "weight-placement"; paging never counts or skips rows."""
    rows, order = rows_for(merchant, wanted), ordering(wanted)
    backwards = bool(_key(before))
    key = _key(before) or _key(after)
    if key:
        rows = rows.filter(beyond(key, wanted.sort, backwards=backwards))
    if backwards:
        order = tuple(name.removeprefix("-") for name in order)
    found = list(rows.order_by(*order).values_list("weight", "placement_id")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if backwards:
        found.reverse()
    first, last = (f"{found[0][0]}-{found[0][1]}", f"{found[-1][0]}-{found[-1][1]}") if found else ("", "")
    return Page(
        placements=placements_in_order([pk for _weight, pk in found]),
        previous=first if (backwards and more) or (not backwards and key) else "",
        next=last if (not backwards and more) or backwards else "",
    )


def _key(text: str) -> tuple[int, int] | None:
    weight, _dash, pk = text.partition("-")
    # Longer numbers than a database's integer are no key of ours.
    return (int(weight), int(pk)) if weight.isdecimal() and pk.isdecimal() and len(text) < 30 else None


def beyond(key: tuple[int, int], sort: str, *, backwards: bool = False) -> Any:
    """The rows of a list that come after (or before) the one with this weight and placement."""
    weight, pk = key
    if sort == "newest":
        return Q(placement_id__gt=pk) if backwards else Q(placement_id__lt=pk)
    columns, values = place_in_order(weight, pk)
    return GreaterThan(columns, values) if backwards else LessThan(columns, values)


def placements_in_order(ids: Sequence[int]) -> list[Placement]:
    """Placements with all that a card shows, in the order of their ids in the list."""
    rows = Placement.objects.filter(pk__in=ids).select_related("image", "product__category", "store")
    by_id = {row.pk: row for row in rows}
    return [by_id[pk] for pk in ids if pk in by_id]


def count_of(merchant: Merchant, wanted: PhotoFilter) -> tuple[int, bool]:
    """How many photos match, and whether that is exact: from the roll-up where one code decides, else counted up."""
    narrowed = wanted.q or wanted.state not in {"", "accepted"} or wanted.level in {"meets", "listed"}
    if len(wanted.codes) == 1 and not narrowed:
        rows = FindingCount.objects.filter(merchant=merchant, code=wanted.codes[0])
        return int(_of_place(rows, wanted).aggregate(total=Sum("n"))["total"] or 0), True
    n = rows_for(merchant, wanted).order_by()[: COUNT_TO + 1].values("pk").count()
    return min(n, COUNT_TO), n <= COUNT_TO


def tab_counts(merchant: Merchant, wanted: PhotoFilter) -> dict[str, int]:
    """The counts on the tabs: of the store and category that are chosen, whatever else is."""
    rows = FindingCount.objects.filter(merchant=merchant, code__in=[code for code, _label in VIEWS.values()])
    found = dict(_of_place(rows, wanted).values_list("code").annotate(total=Sum("n")))
    return {name: found.get(code, 0) for name, (code, _label) in VIEWS.items()}


def _of_place(rows: QuerySet[FindingCount], wanted: PhotoFilter) -> QuerySet[FindingCount]:
    """The roll-up's lines of the chosen store and category."""
    if wanted.store:
        rows = rows.filter(store=wanted.store_id)
    return rows.filter(category_key=wanted.category_id or 0) if wanted.category else rows


def finding_counts(merchant: Merchant, wanted: PhotoFilter) -> dict[str, int]:
    """Photos per code of the roll-up in the chosen store and category."""
    rows: Any = _of_place(FindingCount.objects.filter(merchant=merchant), wanted)
    return dict(rows.values_list("code").annotate(total=Sum("n")).filter(total__gt=0))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The photos before and after one in a filtered list, for paging from photo to photo."""

    previous: int | None
    next: int | None


def neighbours(merchant: Merchant, wanted: PhotoFilter, placement: Placement) -> Neighbours:
    """Image ids beside `placement` in the list that the filter gives; two indexed reads of one row."""
    rows, key, order = rows_for(merchant, wanted), (placement.weight, placement.pk), ordering(wanted)
    before = rows.filter(beyond(key, wanted.sort, backwards=True)).order_by(*(name.removeprefix("-") for name in order))
    after = rows.filter(beyond(key, wanted.sort, backwards=False)).order_by(*order)
    return Neighbours(
        before.values_list("image_id", flat=True).first(), after.values_list("image_id", flat=True).first()
    )
