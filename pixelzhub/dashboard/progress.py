"""How far syncs and measuring are: done, total, rate, time left, last error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from connectors.models import Image, Store, SyncRun
from connectors.sync import photo_progress
from pixelzhub.accounts.models import Merchant

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

    @property
    def seconds_left(self) -> int | None:
        left = self.photos_total - self.photos_done - self.photos_failed
        return round(left / self.rate) if self.rate > 0 and left > 0 else None


def progress_of(store: Store, run: SyncRun | None) -> SyncProgress:
    """Where this store's last run and the measuring of its photos are."""
    photos = photo_progress(store)
    expected = run.images_total if run and run.state == SyncRun.State.RUNNING and run.since is None else None
    total = max(photos["total"], expected or 0)
    return SyncProgress(
        store=store,
        run=run,
        photos_done=photos["done"],
        photos_total=total,
        photos_failed=photos["failed"],
        rate=_rate(store),
        state=_state(run, photos),
    )


def _rate(store: Store) -> float:
    since = timezone.now() - RATE_OVER
    return Image.objects.filter(store=store, measured_at__gte=since).count() / RATE_OVER.total_seconds()


def _state(run: SyncRun | None, photos: dict[str, int]) -> str:
    if run is not None and run.state == SyncRun.State.RUNNING:
        return "running"
    if run is not None and run.state == SyncRun.State.FAILED:
        return "failed"
    return "measuring" if photos["done"] + photos["failed"] < photos["total"] else "done"


def syncs_in_progress(merchant: Merchant) -> list[SyncProgress]:
    """The stores that are at work now, and those that were done within the last seconds."""
    stores = list(Store.objects.filter(merchant=merchant))
    just_now = timezone.now() - SHOW_DONE_FOR
    found = []
    for store in stores:
        run = SyncRun.objects.filter(store=store).order_by("-id").first()
        unmeasured = Image.objects.filter(store=store, gone_at=None, measured_at=None, due_at__isnull=False).exists()
        running = run is not None and run.state == SyncRun.State.RUNNING
        fresh = run is not None and run.changes and run.finished_at is not None and run.finished_at > just_now
        if running or unmeasured or fresh:
            found.append(progress_of(store, run))
    return found
