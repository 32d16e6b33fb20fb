"""Publications as what the merchant can do next: a list of them by day with its tabs, as CSV, and one write in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.models import Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.templatetags.hub import duration, when
from pixelzhub.retouch.models import Publication

PAGE, PIECE = 50, 500
CSV_FIELDS = (
    "state", "created_at", "published_at", "undone_at", "published_by", "undone_by", "last_error", "before_sha256",
    "after_sha256", "due_at",
)  # fmt: skip
State = Publication.State
#: the tabs: address word -> (states, label)
TABS: dict[str, tuple[tuple[str, ...], Any]] = {
    "": (tuple(State), gettext_lazy("All")),
    "published": ((State.PUBLISHED,), gettext_lazy("In the store")),
    "undone": ((State.UNDONE,), gettext_lazy("Undone")),
    "held_back": ((State.HELD_BACK,), gettext_lazy("Held back")),
    "failed": ((State.FAILED,), gettext_lazy("Not published")),
    "open": (Publication.OPEN, gettext_lazy("Under way")),
}


@dataclass(frozen=True, slots=True)
class PublicationStep:
    """A state in words; `can_undo`, `can_repeat`: the button beside it."""

    kind: str
    text: str
    second: str = ""
    can_undo: bool = False
    can_repeat: bool = False
    can_compare: bool = False

    @property
    def is_open(self) -> bool:
        return self.kind in {"working", "waiting"}


@dataclass(frozen=True, slots=True)
class Day:
    """The rows of one local day; `moment` lies in it, `can_undo` if one of them can be taken back."""

    date: date
    moment: datetime
    rows: list[tuple[Publication, PublicationStep]]

    @property
    def can_undo(self) -> bool:
        return any(step.can_undo for _publication, step in self.rows)


@dataclass(frozen=True, slots=True)
class Listing:
    """Fifty writes, newest first, of one tab; `next` is the address of the older ones."""

    days: list[Day]
    counts: dict[str, int]
    tabs: list[dict[str, Any]]
    next: str
    paged: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def live(self) -> bool:
        return any(self.counts.get(state) for state in Publication.OPEN)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The publications of a store and a search."""

    rows: QuerySet[Publication]
    store: Store | None
    q: str


def wanted_of(merchant: Merchant, query: QueryDict) -> Wanted:
    """What an address asks for, of every state."""
    store = Store.objects.filter(merchant=merchant, slug=query.get("store", "")).first()
    q = query.get("q", "").strip()[:100]
    rows = Publication.objects.filter(merchant=merchant)
    rows = rows.filter(store=store) if store else rows
    rows = rows.filter(Q(product__name__icontains=q) | Q(product__sku__istartswith=q)) if q else rows
    return Wanted(rows, store, q)


def listing(everything: QuerySet[Publication], query: QueryDict, here: str) -> Listing:
    """The page of these rows that the address `here` with its `query` names."""
    counts = dict(everything.order_by().values_list("state").annotate(n=Count("pk")))
    show = tab_of(query)
    rows = everything.filter(state__in=TABS[show][0]).select_related("store", "product", "placement", "output", "run")
    after = number(query.get("after", ""))
    rows = rows.defer("store__settings", "store__webhook_secret", "output__checks", "snapshot").order_by("-pk")
    found = list((rows.filter(pk__lt=after) if after else rows)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return Listing(
        days=_days(found),
        counts=counts,
        tabs=_tabs(counts, show, query, here),
        next=_address(here, query, after=str(found[-1].pk)) if more else "",
        paged=bool(after),
    )


def tab_of(query: QueryDict) -> str:
    """The address word of the tab that is open."""
    show = query.get("state", "")
    return show if show in TABS else ""


def number(text: str) -> int:
    """A key from an address; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def _days(found: list[Publication]) -> list[Day]:
    by_day = groupby(found, key=lambda row: timezone.localtime(row.created_at).date())
    return [
        Day(day, rows[0].created_at, [(row, step_of(row)) for row in rows])
        for day, rows in ((day, list(rows)) for day, rows in by_day)
    ]


def _tabs(counts: dict[str, int], show: str, query: QueryDict, here: str) -> list[dict[str, Any]]:
    found = [(name, label, sum(counts.get(state, 0) for state in states)) for name, (states, label) in TABS.items()]
    return [
        {"href": _address(here, query, state=name, after=""), "label": label, "count": n, "here": name == show}
        for name, label, n in found
        if n or name in {"", show}
    ]


def _address(here: str, query: QueryDict, **changes: str) -> str:
    """This address with some parts changed; empty ones are left out."""
    parts = query.copy()
    for name, value in changes.items():
        parts[name] = value
        if not value:
            del parts[name]
    return f"{here}?{parts.urlencode()}"


def csv_rows(rows: QuerySet[Publication], zone: tzinfo) -> Iterator[list[str]]:
    """These publications as lines of a file, newest first, read in pieces; times are of `zone`."""
    fields = ("store__name", "product__name", "product__sku", "placement__position", "run__number", *CSV_FIELDS)
    rows = rows.select_related("store", "product", "placement", "run").only(*fields).order_by("-pk")
    piece = list(rows[:PIECE])
    while piece:
        for row in piece:
            yield _cells(row, zone)
        piece = list(rows.filter(pk__lt=piece[-1].pk)[:PIECE])


def csv_heads() -> list[str]:
    """What stands over the columns of `csv_rows`."""
    return [
        _("Date"), _("Store"), _("Product"), _("SKU"), _("Photo"), _("State"), _("Published by"), _("Undone by"),
        _("Run"), _("SHA-256 before"), _("SHA-256 after"),
    ]  # fmt: skip


def _cells(row: Publication, zone: tzinfo) -> list[str]:
    return [
        row.created_at.astimezone(zone).isoformat(timespec="seconds"), row.store.name, row.product.name,
        row.product.sku, str(row.placement.position + 1), step_of(row).text, row.published_by, row.undone_by,
        str(row.run or ""), row.before_sha256, row.after_sha256,
    ]  # fmt: skip


def step_of(publication: Publication) -> PublicationStep:
    """A write's state in words, and what can be done next."""
    match publication.state:
        case State.INTENT if publication.due_at is None:
            return PublicationStep("waiting", _("Paused before it began"), publication.last_error)
        case State.INTENT:
            return PublicationStep("waiting", _("Waits for its turn"), publication.last_error)
        case State.WRITING:
            return PublicationStep("working", _("Writing, then reading the store back"), publication.last_error)
        case State.UNDO_INTENT:
            return PublicationStep("waiting", _("Waits for undo"), publication.last_error)
        case State.UNDOING:
            return PublicationStep("working", _("Putting the old photo back"), publication.last_error)
        case State.PUBLISHED:
            return _published(publication)
        case State.HELD_BACK:
            text = (
                _("Undo held back: the store changed it")
                if publication.published_at
                else _("Held back: the store changed it first")
            )
            return PublicationStep("warn", text, _("Nothing was written"), can_compare=True)
        case State.FAILED:
            return PublicationStep("fail", _("Not published"), publication.last_error, can_repeat=True)
    return _undone(publication)


def _published(publication: Publication) -> PublicationStep:
    if publication.last_error:
        return PublicationStep("warn", _("Undo did not work"), publication.last_error, can_undo=True)
    if publication.published_at is None:
        return PublicationStep("pass", _("Seen in the store"), can_undo=True)
    taken = (publication.published_at - publication.created_at).total_seconds()
    second = _("%(when)s, %(taken)s after publishing") % {
        "when": when(publication.published_at),
        "taken": duration(taken),
    }
    return PublicationStep("pass", _("Seen in the store"), second, can_undo=True)


def _undone(publication: Publication) -> PublicationStep:
    if publication.undone_at is None:
        return PublicationStep("no", _("Left as the store shows it"), _("Nothing was written"), can_repeat=True)
    seen = _("Seen in the store %(when)s") % {"when": when(publication.undone_at)}
    return PublicationStep("undone", _("Undone, the old photo is back"), seen, can_repeat=True)
