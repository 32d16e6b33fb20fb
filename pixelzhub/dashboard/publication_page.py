"""Publications as what the merchant can do next: the list with its tabs, a batch under way, and one write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.models import Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.templatetags.hub import duration, when
from pixelzhub.retouch.models import Publication

PAGE = 50
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
class Batch:
    """What was published in one go: the ids that an address names, and how far they are."""

    done: int
    total: int
    in_store: int
    trouble: int

    @property
    def is_open(self) -> bool:
        return self.done < self.total


@dataclass(frozen=True, slots=True)
class PublicationsPage:
    rows: list[tuple[Publication, PublicationStep]]
    tabs: list[dict[str, Any]]
    next: str
    paged: bool
    live: bool
    total: int
    batch: Batch | None
    store: Store | None
    q: str


def publications_page(merchant: Merchant, query: QueryDict) -> PublicationsPage:
    """Fifty writes, newest first, of a tab, a store and a search."""
    store = Store.objects.filter(merchant=merchant, slug=query.get("store", "")).first()
    q = query.get("q", "").strip()[:100]
    everything = _matching(Publication.objects.filter(merchant=merchant), store, q)
    counts = dict(everything.order_by().values_list("state").annotate(n=Count("pk")))
    show = query.get("state", "") if query.get("state") in TABS else ""
    rows = everything.filter(state__in=TABS[show][0])
    after = query.get("after", "")
    found = list(_with_photos(rows.filter(pk__lt=after) if after.isdigit() else rows)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return PublicationsPage(
        rows=[(row, step_of(row)) for row in found],
        tabs=_tabs(counts, show, query),
        next=_address(query, after=str(found[-1].pk)) if more else "",
        paged=after.isdigit(),
        live=any(counts.get(state) for state in Publication.OPEN),
        total=sum(counts.values()),
        batch=_batch(merchant, query.get("batch", "")),
        store=store,
        q=q,
    )


def _matching(rows: QuerySet[Publication], store: Store | None, q: str) -> QuerySet[Publication]:
    rows = rows.filter(store=store) if store else rows
    return rows.filter(Q(product__name__icontains=q) | Q(product__sku__istartswith=q)) if q else rows


def _with_photos(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    return rows.select_related("store", "product", "placement", "output__job").order_by("-pk")


def _tabs(counts: dict[str, int], show: str, query: QueryDict) -> list[dict[str, Any]]:
    found = [(name, label, sum(counts.get(state, 0) for state in states)) for name, (states, label) in TABS.items()]
    return [
        {"href": _address(query, state=name, after=""), "label": label, "count": n, "here": name == show}
        for name, label, n in found
        if n or name in {"", show}
    ]


def _address(query: QueryDict, **changes: str) -> str:
    """This address with some parts changed; empty ones are left out."""
    parts = query.copy()
    parts.pop("batch", None)
    for name, value in changes.items():
        parts[name] = value
        if not value:
            del parts[name]
    return f"{reverse('dashboard:publications')}?{parts.urlencode()}"


def _batch(merchant: Merchant, ids: str) -> Batch | None:
    first, _dash, last = ids.partition("-")
    if not (first.isdigit() and last.isdigit()):
        return None
    rows = Publication.objects.filter(merchant=merchant, pk__gte=first, pk__lte=last)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    total = sum(counts.values())
    still = sum(counts.get(state, 0) for state in Publication.OPEN)
    trouble = counts.get(State.HELD_BACK, 0) + counts.get(State.FAILED, 0)
    return Batch(total - still, total, counts.get(State.PUBLISHED, 0), trouble) if total else None


def step_of(publication: Publication) -> PublicationStep:
    """A write's state in words, and what can be done next."""
    match publication.state:
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
