"""Lists of photos: the filters of an address, pages by key, and what a photo card shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from analytics.channels import CHANNELS
from analytics.channels.rules import Finding
from analytics.findings import findings_of, listed_channels, measurements_for
from analytics.models import FindingCount, FindingRow
from analytics.pixels import Measurement
from connectors.models import Placement
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.models import JobUse

PAGE = 60
COUNT_TO = 10_000
#: the tabs over the grid: address word -> (code in the narrow rows, label)
VIEWS = {
    "all": ("=all", _("All")),
    "mend": ("=mend", _("Mend")),
    "reshoot": ("=reshoot", _("Reshoot")),
    "fix": ("=fix", _("Fix in the store")),
    "meets": ("=meets", _("Meets every rule")),
    "unmeasured": ("=unmeasured", _("Not measured yet")),
}
#: what has been done about a photo: address word -> (job state lookup, label)
STATES = {
    "none": _("Not in an order"),
    "open": _("At Pixelz"),
    "review": _("To review"),
    "approved": _("Approved"),
    "published": _("Published"),
}
_STATE_ROWS: dict[str, Q] = {
    "open": Q(job__state__in=["intent", "sending", "unsure", "submitted", "finished"]),
    "review": Q(job__state="delivered", job__outputs__review="waiting"),
    "approved": Q(job__outputs__review="approved"),
    "published": Q(placement__publications__state="published"),
}


@dataclass(frozen=True, slots=True)
class PhotoFilter:
    """Every filter is in the address; `query` writes them back."""

    view: str = "all"
    store: str = ""
    category: str = ""
    channel: str = ""
    finding: str = ""
    state: str = ""
    q: str = ""
    sort: str = "heaviest"

    @classmethod
    def read(cls, query: QueryDict | Mapping[str, str]) -> PhotoFilter:
        """Unknown values are passed over: an old link still opens."""
        return cls(
            view=query.get("view", "all") if query.get("view") in VIEWS else "all",
            store=_uuid(query.get("store", "")),
            category=query.get("category", "") if query.get("category", "").isdigit() else "",
            channel=query.get("channel", "") if query.get("channel") in CHANNELS else "",
            finding=query.get("finding", "")[:60],
            state=query.get("state", "") if query.get("state") in STATES else "",
            q=query.get("q", "").strip()[:100],
            sort="newest" if query.get("sort") == "newest" else "heaviest",
        )

    def query(self, **changes: str) -> str:
        """The query string of this filter with some parts changed; defaults are left out."""
        values = replace(self, **changes)
        default = PhotoFilter()
        parts = {
            name: getattr(values, name)
            for name in PhotoFilter.__slots__
            if getattr(values, name) != getattr(default, name)
        }
        return f"?{urlencode(parts)}" if parts else "?"

    @property
    def codes(self) -> list[str]:
        """The codes that all have to hold at a placement, the rarest kind first: it leads the query."""
        codes = []
        if self.finding:
            codes.append(f"{self.channel}/{self.finding}" if self.channel else self.finding)
        elif self.channel:
            codes.append(f"{self.channel}=fail")
        if self.view != "all" or not codes:
            codes.append(VIEWS[self.view][0])
        return codes


def _uuid(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""


def rows_for(merchant: Merchant, wanted: PhotoFilter) -> QuerySet[FindingRow]:
    """The narrow rows of the photos that match."""
    lead, *others = wanted.codes
    rows = FindingRow.objects.filter(merchant=merchant, code=lead)
    if wanted.store:
        rows = rows.filter(store=wanted.store)
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    for code in others:
        rows = rows.filter(Exists(FindingRow.objects.filter(placement=OuterRef("placement"), code=code)))
    if wanted.q:
        product = "placement__product__"
        rows = rows.filter(
            Q(**{f"{product}name__icontains": wanted.q})
            | Q(**{f"{product}sku__istartswith": wanted.q})
            | Q(**{f"{product}ean": wanted.q})
        )
    if wanted.state:
        rows = _in_state(rows, wanted.state)
    return rows


def _in_state(rows: QuerySet[FindingRow], state: str) -> QuerySet[FindingRow]:
    uses = JobUse.objects.filter(placement=OuterRef("placement"))
    if state == "none":
        return rows.filter(~Exists(uses.exclude(job__state="cancelled")))
    return rows.filter(Exists(uses.filter(_STATE_ROWS[state])))


@dataclass(frozen=True, slots=True)
class Page:
    """One page of placements in order, and the keys of the pages around it ("" where there is none)."""

    placements: list[Placement]
    previous: str
    next: str


def page_of(merchant: Merchant, wanted: PhotoFilter, *, after: str = "", before: str = "") -> Page:
    """Sixty photos after (or before) a key "weight-placement"; paging never counts or skips rows."""
    rows = rows_for(merchant, wanted)
    backwards = bool(_key(before))
    key = _key(before) or _key(after)
    ordering = ("-placement_id",) if wanted.sort == "newest" else ("-weight", "-placement_id")
    if key:
        rows = rows.filter(_beyond(key, wanted.sort, backwards=backwards))
    if backwards:
        ordering = tuple(name.removeprefix("-") for name in ordering)
    found = list(rows.order_by(*ordering).values_list("weight", "placement_id")[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE]
    if backwards:
        found.reverse()
    first, last = (f"{found[0][0]}-{found[0][1]}", f"{found[-1][0]}-{found[-1][1]}") if found else ("", "")
    return Page(
        placements=placements_in_order([pk for _weight, pk in found]),
        previous=first if (backwards and more) or (not backwards and key) else "",
        next=last if (not backwards and more) or (backwards and found) else "",
    )


def _key(text: str) -> tuple[int, int] | None:
    weight, _dash, pk = text.partition("-")
    return (int(weight), int(pk)) if weight.isdigit() and pk.isdigit() else None


def _beyond(key: tuple[int, int], sort: str, *, backwards: bool) -> Q:
    weight, pk = key
    way = "gt" if backwards else "lt"
    if sort == "newest":
        return Q(**{f"placement_id__{way}": pk})
    return Q(**{f"weight__{way}": weight}) | Q(weight=weight, **{f"placement_id__{way}": pk})


def placements_in_order(ids: list[int]) -> list[Placement]:
    """Placements with all that a card shows, in the order of their ids in the list."""
    rows = Placement.objects.filter(pk__in=ids).select_related("image", "product__category", "store")
    by_id = {row.pk: row for row in rows}
    return [by_id[pk] for pk in ids if pk in by_id]


@dataclass(frozen=True, slots=True)
class Card:
    """A photo card: the heaviest finding in words, and how many more there are."""

    placement: Placement
    findings: list[Finding]
    measurement: Measurement | None

    @property
    def heaviest(self) -> Finding | None:
        return next((finding for finding in self.findings if finding.severity != "advice"), None)

    @property
    def more(self) -> int:
        return max(0, len({f.code for f in self.findings if f.severity != "advice"}) - 1)

    @property
    def mark(self) -> str:
        """fail, warn, pass or waiting."""
        if self.measurement is None:
            return "waiting"
        return {"blocker": "fail", "warning": "warn"}.get(self.heaviest.severity, "pass") if self.heaviest else "pass"


def cards(merchant: Merchant, placements: list[Placement], *, channel: str = "") -> list[Card]:
    """The cards of a page: findings are computed from the stored measurements, in two queries for all."""
    measured = measurements_for(merchant.pk, [placement.image.sha256 for placement in placements])
    channels = listed_channels(placement.store_id for placement in placements)
    return [
        Card(placement, findings_of(placement, values, [channel] if channel else channels.get(placement.store_id, [])), values)
        if (values := measured.get(placement.image.sha256))
        else Card(placement, [], None)
        for placement in placements
    ]


def count_of(merchant: Merchant, wanted: PhotoFilter) -> tuple[int, bool]:
    """How many photos match, and whether that is exact: from the roll-up where one code decides, else counted up to a cap."""
    if len(wanted.codes) == 1 and not (wanted.q or wanted.state):
        rows = FindingCount.objects.filter(merchant=merchant, code=wanted.codes[0])
        if wanted.store:
            rows = rows.filter(store=wanted.store)
        if wanted.category:
            rows = rows.filter(category_key=wanted.category)
        return int(rows.aggregate(total=Sum("n"))["total"] or 0), True
    n = rows_for(merchant, wanted).order_by()[: COUNT_TO + 1].values("pk").count()
    return min(n, COUNT_TO), n <= COUNT_TO


def tab_counts(merchant: Merchant, wanted: PhotoFilter) -> dict[str, int]:
    """The counts on the tabs: of the store and category that are chosen, whatever else is."""
    rows: Any = FindingCount.objects.filter(merchant=merchant, code__in=[code for code, _label in VIEWS.values()])
    if wanted.store:
        rows = rows.filter(store=wanted.store)
    if wanted.category:
        rows = rows.filter(category_key=wanted.category)
    found = dict(rows.values_list("code").annotate(total=Sum("n")))
    return {name: found.get(code, 0) for name, (code, _label) in VIEWS.items()}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The photos before and after one in a filtered list, for paging from photo to photo."""

    previous: int | None
    next: int | None


def neighbours(merchant: Merchant, wanted: PhotoFilter, placement: Placement) -> Neighbours:
    """Image ids beside `placement` in the list that the filter gives; two indexed reads of one row."""
    rows = rows_for(merchant, wanted)
    key = (placement.weight, placement.pk)
    ordering = ["placement_id"] if wanted.sort == "newest" else ["weight", "placement_id"]
    before = rows.filter(_beyond(key, wanted.sort, backwards=True)).order_by(*ordering)
    after = rows.filter(_beyond(key, wanted.sort, backwards=False)).order_by(*(f"-{name}" for name in ordering))
    return Neighbours(
        before.values_list("image_id", flat=True).first(), after.values_list("image_id", flat=True).first()
    )


@dataclass(frozen=True, slots=True)
class FindingChoice:
    """A finding that lists can be filtered by: its code, its words, how many photos have it, what helps."""

    code: str
    title: str
    n: int
    remedy: str
    severity: str


def finding_choices(merchant: Merchant, wanted: PhotoFilter | None = None) -> list[FindingChoice]:
    """Every finding that some photo has, most frequent first; of the chosen channel if there is one."""
    wanted = wanted or PhotoFilter()
    rows = FindingCount.objects.filter(merchant=merchant, code__contains="/", n__gt=0)
    if wanted.store:
        rows = rows.filter(store=wanted.store)
    if wanted.channel:
        rows = rows.filter(code__startswith=f"{wanted.channel}/")
    totals = dict(rows.values_list("code").annotate(total=Sum("n")))
    found: dict[str, FindingChoice] = {}
    for channel in CHANNELS.values():
        for rule in channel.rules:
            n = totals.get(f"{channel.code}/{rule.code}", 0)
            known = found.get(rule.code)
            if n and (known is None or n > known.n):
                found[rule.code] = FindingChoice(rule.code, rule.title, n, rule.remedy, rule.severity)
    return sorted(found.values(), key=lambda choice: -choice.n)
