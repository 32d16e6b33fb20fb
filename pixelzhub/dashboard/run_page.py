"""Publication runs: how far each is, what can be done about it, and what taking many publications back would do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.templatetags.hub import duration
from pixelzhub.retouch.models import Publication, PublicationRun
from pixelzhub.retouch.publish import OUT_OF_REACH, covering, undoable

RATE_OVER = timedelta(seconds=60)
NAMED = 5
RUNS = 3

State = Publication.State
RunState = PublicationRun.State


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is. `rate` is photos a second over the last minute; `error` what went wrong last, if anything."""

    run: PublicationRun
    counts: dict[str, int]
    rate: float
    error: Publication | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        return self.counts.get(State.INTENT, 0)

    @property
    def writing(self) -> int:
        return self.counts.get(State.WRITING, 0)

    @property
    def in_store(self) -> int:
        return self.counts.get(State.PUBLISHED, 0)

    @property
    def undoing(self) -> int:
        return self.counts.get(State.UNDO_INTENT, 0) + self.counts.get(State.UNDOING, 0)

    @property
    def undone(self) -> int:
        return self.counts.get(State.UNDONE, 0)

    @property
    def trouble(self) -> int:
        return self.counts.get(State.HELD_BACK, 0) + self.counts.get(State.FAILED, 0)

    @property
    def open(self) -> int:
        return self.waiting + self.writing

    @property
    def done(self) -> int:
        return self.total - self.open

    @property
    def is_live(self) -> bool:
        """Whether the page changes by itself."""
        return bool(self.writing or self.undoing or (self.waiting and self.run.state == RunState.RUNNING))

    @property
    def is_paused(self) -> bool:
        return self.run.state == RunState.PAUSED and self.waiting > 0

    @property
    def can_pause(self) -> bool:
        return self.run.state == RunState.RUNNING and self.waiting > 0

    @property
    def pace(self) -> str:
        """How fast, and how long still: "40 a minute · about 3 min left"."""
        left = self.undoing or self.open
        if not self.rate or not left or self.is_paused:
            return ""
        words = {"rate": round(self.rate * 60) or 1, "left": duration(left / self.rate)}
        return _("%(rate)s a minute · about %(left)s left") % words


def progress_of(run: PublicationRun) -> RunProgress:
    """Where a run is, in three queries."""
    rows = Publication.objects.filter(run=run)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    undoing = counts.get(State.UNDO_INTENT) or counts.get(State.UNDOING)
    rate = _rate(run, "undone_at" if undoing else "published_at")
    wrong = rows.exclude(last_error="").select_related("product").defer("snapshot")
    return RunProgress(run, counts, rate, wrong.order_by("-pk").first())


def open_runs(merchant: Merchant) -> list[RunProgress]:
    """The newest runs that are at work or paused."""
    runs = PublicationRun.objects.filter(merchant=merchant, state__in=[RunState.RUNNING, RunState.PAUSED])
    unfinished = Publication.objects.filter(merchant=merchant, state__in=[State.INTENT, State.WRITING])
    return [progress_of(run) for run in runs.filter(pk__in=unfinished.values("run")).order_by("-pk")[:RUNS]]


def _rate(run: PublicationRun, field: str) -> float:
    now = timezone.now()
    moved = Publication.objects.filter(run=run, **{f"{field}__gte": now - RATE_OVER}).count()
    return moved / max(1.0, min(RATE_OVER, now - run.created_at).total_seconds())


def day_rows(merchant: Merchant, day: date) -> QuerySet[Publication]:
    """What was asked for on a day of the merchant's time zone."""
    first = timezone.make_aware(datetime.combine(day, time.min))
    last = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return Publication.objects.filter(merchant=merchant, created_at__gte=first, created_at__lt=last)


@dataclass(frozen=True, slots=True)
class Cannot:
    """Publications that are not taken back for one reason, and the first few of them."""

    reason: str
    photos: int
    first: list[Publication]

    @property
    def more(self) -> int:
        return self.photos - len(self.first)


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What taking many publications back does: photos by store, and which cannot be."""

    stores: list[tuple[str, int]]
    cannot: list[Cannot]

    @property
    def photos(self) -> int:
        return sum(n for _store, n in self.stores)


def undo_plan(rows: QuerySet[Publication]) -> UndoPlan:
    """What would be taken back of `rows` now, in a number of queries that does not depend on theirs."""
    stores = undoable(rows).order_by("store__name").values_list("store__name").annotate(n=Count("pk"))
    return UndoPlan(list(stores), list(_cannot(rows.order_by("-pk"))))


def _cannot(rows: QuerySet[Publication]) -> Iterator[Cannot]:
    there = rows.filter(state=State.PUBLISHED)
    reached = there.filter(placement__gone_at=None).exclude(store__state__in=OUT_OF_REACH)
    undo_held = rows.filter(state=State.HELD_BACK, published_at__isnull=False)
    reasons = [
        (_("The photo is no longer in the store."), there.filter(placement__gone_at__isnull=False)),
        (_("The store needs a new key first."), there.filter(placement__gone_at=None, store__state__in=OUT_OF_REACH)),
        (_("Another photo was published over it since. Undo that one first."), reached.filter(Exists(covering()))),
        (_("The store changed it since; it waits for your decision."), undo_held),
        (_("It is being written now. Undo it when it is in the store."), rows.filter(state=State.WRITING)),
        (_("It has not begun. Stop its run to take it back."), rows.filter(state=State.INTENT)),
    ]  # fmt: skip
    for reason, found in reasons:
        n = found.count()
        if n:
            yield Cannot(reason, n, list(found.select_related("product").defer("snapshot")[:NAMED]))
