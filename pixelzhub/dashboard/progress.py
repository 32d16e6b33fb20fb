"""How far syncs and measuring are: done, total, rate, time left, last error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.models import StoreJudging
from connectors.limits import goes_on_at
from connectors.line import is_waiting
from connectors.models import Image, Store, SyncRun
from connectors.sync import photo_progress
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.templatetags.hub import count, duration

RATE_OVER = timedelta(seconds=20)
SHOW_DONE_FOR = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """One store at work. `rate` is photos a second over the last 20 s, `seconds_left` an estimate or None."""

    store: Store
    run: SyncRun | None
    photos_done: int
    photos_total: int
    photos_failed: int
    rate: float
    state: str  # "running", "measuring", "done" or "failed"
    outside: int = 0  # photos that the store's scope leaves out
    held: str = ""  # "paused" or "limit": why nothing is fetched now
    goes_on_at: datetime | None = None

    @property
    def seconds_left(self) -> int | None:
        left = self.photos_total - self.photos_done - self.photos_failed
        return round(left / self.rate) if self.rate > 0 and left > 0 else None

    @property
    def title(self) -> str:
        """What is being done, or was."""
        name, changes = {"store": self.store.name}, self.run.changes if self.run else 0
        if self.state == "done" and changes:
            text = ngettext("Synced %(store)s, %(n)s change", "Synced %(store)s, %(n)s changes", changes)
            return text % {**name, "n": count(changes)}
        if self.state == "measuring" and self.held == "paused":
            return _("Measuring %(store)s is paused") % name
        texts = {
            "running": _("Syncing %(store)s"),
            "measuring": _("Measuring %(store)s"),
            "done": _("All photos of %(store)s are measured"),
            "failed": _("The sync of %(store)s stopped"),
        }
        return texts[self.state] % name

    @property
    def pace(self) -> str:
        """How fast, and how long still: "12 a second · about 30 s left"; or when it goes on."""
        if self.held == "limit" and self.goes_on_at:
            at = date_format(timezone.localtime(self.goes_on_at), "H:i")
            limit = count(self.store.per_day)
            return _("Today's limit of %(limit)s downloads is reached · goes on at %(at)s") % {"limit": limit, "at": at}
        if self.seconds_left is None:
            return ""
        rate = f"{self.rate:.0f}" if self.rate >= 1 else f"{self.rate:.1f}"
        return _("%(rate)s a second · about %(left)s left") % {"rate": rate, "left": duration(self.seconds_left)}

    @property
    def left_out(self) -> str:
        """How many photos nobody looks at, and why."""
        n = self.outside
        words = ngettext("%(n)s photo is outside the scope", "%(n)s photos are outside the scope", n)
        return words % {"n": count(n)} if n else ""

    @property
    def trouble(self) -> str:
        n = self.photos_failed
        return ngettext("%(n)s could not be opened", "%(n)s could not be opened", n) % {"n": count(n)} if n else ""

    @property
    def trouble_href(self) -> str:
        """The photos behind `trouble`."""
        return PhotoFilter(view="unmeasured", store=str(self.store.pk)).address()


def progress_of(store: Store, run: SyncRun | None) -> SyncProgress:
    """Where this store's last run and the measuring of its photos are."""
    photos = photo_progress(store)
    expected = run.images_total if run and run.state == SyncRun.State.RUNNING and run.since is None else None
    held, at = _held(store) if photos["done"] + photos["failed"] < photos["total"] else ("", None)
    return SyncProgress(
        store=store,
        run=run,
        photos_done=photos["done"],
        photos_total=max(photos["total"], (expected or 0) - photos["outside"]),
        photos_failed=photos["failed"],
        rate=0.0 if held else _rate(store),
        state=_state(run, photos),
        outside=photos["outside"],
        held=held,
        goes_on_at=at,
    )


def _held(store: Store) -> tuple[str, datetime | None]:
    """Why nothing of a store is fetched now, and when it goes on by itself."""
    if store.measuring_paused_at or store.state == Store.State.PAUSED:
        return "paused", None
    at = goes_on_at(store, timezone.now())
    return ("limit", at) if at else ("", None)


def _rate(store: Store) -> float:
    since = timezone.now() - RATE_OVER
    return Image.objects.filter(store=store, gone_at=None, measured_at__gte=since).count() / RATE_OVER.total_seconds()


def _state(run: SyncRun | None, photos: dict[str, int]) -> str:
    if run is not None and run.state == SyncRun.State.RUNNING:
        return "running"
    if run is not None and run.state == SyncRun.State.FAILED:
        return "failed"
    return "measuring" if photos["done"] + photos["failed"] < photos["total"] else "done"


def syncs_in_progress(merchant: Merchant) -> list[SyncProgress]:
    """The stores that are at work now, and those that were done within the last seconds."""
    stores = list(Store.objects.filter(merchant=merchant))
    runs, busy = _last_runs(stores), _measuring(stores)
    return [
        progress_of(store, runs.get(store.pk)) for store in stores if store.pk in busy or _at_work(runs.get(store.pk))
    ]


@dataclass(frozen=True, slots=True)
class Judging:
    """A store whose rules changed: how many of its photos are judged by the new ones."""

    store: Store
    done: int
    total: int

    @property
    def title(self) -> str:
        """Until the end some photos still show what the old rules said."""
        share = 100 * self.done // self.total if self.total else 0
        words = {"store": self.store.name, "share": share}
        return _("Rules changed for %(store)s, %(share)s %% judged again") % words


def judgings(merchant: Merchant) -> list[Judging]:
    """The stores that are being judged anew now."""
    rows = StoreJudging.objects.filter(merchant=merchant, due_at__isnull=False, total__gt=0).select_related("store")
    return [Judging(row.store, row.done, row.total) for row in rows if row.wanted]


def _last_runs(stores: Sequence[Store]) -> dict[UUID, SyncRun]:
    newest = SyncRun.objects.filter(store__in=stores).order_by().values("store").annotate(last=Max("pk"))
    return {run.store_id: run for run in SyncRun.objects.filter(pk__in=[row["last"] for row in newest])}


def _measuring(stores: Sequence[Store]) -> set[UUID]:
    """Stores with photos that are still to be measured, or that were just now."""
    live = Image.objects.filter(store__in=stores, gone_at=None).order_by()
    due = live.filter(turn__isnull=False, due_at__isnull=False)
    asked = live.filter(measured_at=None, outside=False, turn=None, due_at__isnull=False)
    fresh = live.filter(measured_at__gt=timezone.now() - SHOW_DONE_FOR)
    moving = {pk for rows in (due, asked, fresh) for pk in rows.values_list("store", flat=True).distinct()}
    # Of a store that is held nothing is due, however many wait.
    return moving | {store.pk for store in stores if store.pk not in moving and _held(store)[0] and is_waiting(store)}


def _at_work(run: SyncRun | None) -> bool:
    if run is None or run.state == SyncRun.State.RUNNING:
        return run is not None
    just_now = timezone.now() - SHOW_DONE_FOR
    return bool(run.changes) and run.finished_at is not None and run.finished_at > just_now
