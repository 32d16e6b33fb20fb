"""Catalogue in: page by page, each page one transaction, taken up again at the cursor after a kill."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from connectors import stores
from connectors.articles import assortment
from connectors.bulk_rows import by_index
from connectors.categories import keep_categories
from connectors.contract import (
    NAMELESS,
    Connector,
    Counts,
    CountsThings,
    Gallery,
    ProductRecord,
    ReadsCategories,
    ReadsImages,
    ReadsProducts,
)
from connectors.errors import ConnectorError, NotFound
from connectors.gathering import gathered, with_images
from connectors.line import let_in, line_up
from connectors.models import Product, Store, SyncRun
from connectors.record_page import (
    Changed,
    count_products,
    keep_galleries,
    keep_products,
    mark_gone,
    mark_seen,
    take_away,
)
from connectors.scope import sort_all

log = structlog.get_logger(__name__)

SYNC_EVERY = timedelta(minutes=15)
FULL_SYNC_EVERY = timedelta(hours=24)
# What is asked for while a run goes on may be a change in a part that it has read already.
ASKED_MEANWHILE = timedelta(seconds=10)
# A change made while the last sync ran may carry an older time than the newest one seen.
OVERLAP = timedelta(minutes=10)
SLICE_S = 60.0
# SQLite's lock is not fair: a bulk writer that locks again at once starves the web (measured).
PAUSE_S = 0.02
KEPT_BROKEN = 100

Placed = Callable[[Sequence[int]], None]
"""Told the ids of the placements that a page created or changed, inside the page's transaction."""
Synced = Callable[[Store, SyncRun], None]
"""Told of a run that read all that it was for, inside the transaction that ends it."""


def nobody(*_: object) -> None:
    """For what nobody wants to hear of."""


def start_due_syncs(store_ids: Iterable[object]) -> None:
    """A run for each store whose sync is due."""
    for store in Store.objects.filter(pk__in=list(store_ids), state__in=[Store.State.ACTIVE, Store.State.ERROR]):
        start_sync(store)


def start_sync(store: Store, *, full: bool = False) -> SyncRun:
    """A new run, or the one that is running already. The first run and one a day read everything."""
    now = timezone.now()
    last_full = SyncRun.objects.filter(store=store, state=SyncRun.State.DONE, since=None).order_by("-id").first()
    everything = full or last_full is None or now - last_full.started_at > FULL_SYNC_EVERY
    since = None if everything or store.changed_since is None else store.changed_since - OVERLAP
    following = SYNC_EVERY
    try:
        with transaction.atomic():
            run = SyncRun.objects.create(merchant_id=store.merchant_id, store=store, since=since, due_at=now)
    except IntegrityError:
        run = SyncRun.objects.get(store=store, state=SyncRun.State.RUNNING)
        following = ASKED_MEANWHILE
    Store.objects.filter(pk=store.pk).update(due_at=now + following)
    return run


def continue_syncs(run_ids: Iterable[int], *, placed: Placed, synced: Synced = nobody) -> None:
    """Carry each run on for a slice of time."""
    for run in SyncRun.objects.filter(pk__in=list(run_ids), state=SyncRun.State.RUNNING).select_related("store"):
        with structlog.contextvars.bound_contextvars(merchant=run.merchant_id, store=str(run.store_id), sync=run.pk):
            _continue(run, placed, synced)


def _continue(run: SyncRun, placed: Placed, synced: Synced) -> None:
    if run.store.scope_changed and not apply_scope(run.store, SLICE_S):
        SyncRun.objects.filter(pk=run.pk).update(due_at=timezone.now())
        return
    try:
        with stores.connector_of(run.store) as connector:
            _read_pages(run, connector, placed, synced)
    except ConnectorError as error:
        _stop_or_retry(run, error)


def _read_pages(run: SyncRun, connector: Connector, placed: Placed, synced: Synced) -> None:
    if not isinstance(connector, ReadsProducts):
        connector.check()
        _finish(run, placed, synced)
        return
    until = time.monotonic() + SLICE_S
    if not run.cursor and run.products_done == 0:
        _begin(run, connector)
    pages = connector.product_pages(since=run.since, cursor=run.cursor or None)
    for page in gathered(with_images(connector, page) for page in pages):
        products = page.products
        with transaction.atomic(), by_index():
            changed = keep_products(run, products)
            line_up(run.store, changed.products)
            mark_seen(run, [record.id for record in page.broken])
            run.products_done += len(page.products) + len(page.broken)
            run.changes += len(changed.products)
            run.broken = _kept_broken([*run.broken, *({"id": b.id, "reason": b.reason} for b in page.broken)])
            run.newest_seen = _newest(run.newest_seen, products)
            run.cursor = page.next_cursor or ""
            run.save()
            # In the same transaction: a crash in between would leave placements that no list knows.
            placed(changed.placements)
            count_products(run.store_id, changed.came)
            _to_be_listed(run.merchant_id, changed.products)
        if page.next_cursor and time.monotonic() > until:
            SyncRun.objects.filter(pk=run.pk).update(due_at=timezone.now())
            return
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_S)
    _finish(run, placed, synced)


def _begin(run: SyncRun, connector: Connector) -> None:
    if isinstance(connector, ReadsCategories):
        keep_categories(run, list(connector.categories()))
    counts = connector.counts() if isinstance(connector, CountsThings) else Counts(None, None, None)
    run.products_total = counts.products if run.since is None else None
    run.images_total = counts.images
    run.save(update_fields=["products_total", "images_total"])


def _newest(seen: datetime | None, products: Sequence[ProductRecord]) -> datetime | None:
    times = [product.updated_at for product in products if product.updated_at]
    return max([*times, *([seen] if seen else [])], default=None)


def _kept_broken(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """As many as a page shows; those without a name first, as `_finish` has to know of them."""
    return sorted(rows, key=lambda row: row["id"] != NAMELESS)[:KEPT_BROKEN]


def _finish(run: SyncRun, placed: Placed, synced: Synced) -> None:
    # A product that lost its id was seen, but nobody knows which it is: none is taken for gone.
    everything = run.since is None and all(row["id"] != NAMELESS for row in run.broken)
    with transaction.atomic():
        gone = mark_gone(run) if everything else Changed([], [])
        run.changes += len(gone.products)
        run.state, run.finished_at, run.due_at, run.last_error = SyncRun.State.DONE, timezone.now(), None, ""
        run.products_total = run.products_done if run.since is None else run.products_total
        run.save()
        Store.objects.filter(pk=run.store_id).update(
            last_sync_at=run.finished_at,
            changed_since=run.newest_seen or F("changed_since"),
        )
        stores.mark_reached(run.store)
        placed(gone.placements)
        synced(run.store, run)
        _to_be_listed(run.merchant_id, gone.products)
    log.info("store.synced", products=run.products_done, changes=run.changes, broken=len(run.broken))


def _stop_or_retry(run: SyncRun, error: ConnectorError) -> None:
    run.attempts += 1
    stores.mark_failed(run.store, error)
    log.warning("store.sync_failed", error=str(error), permanent=error.permanent)
    if not error.permanent and not run.is_spent:
        run.retry_later(error, fields=("attempts",))
        return
    run.state, run.finished_at, run.due_at, run.last_error = SyncRun.State.FAILED, timezone.now(), None, str(error)
    run.save(update_fields=["state", "finished_at", "due_at", "last_error", "attempts"])


def resync_products(store: Store, remote_ids: Sequence[str], *, placed: Placed) -> None:
    """Read a few products again, as a webhook or a publication asks. Unknown ids wait for the next sync.

    A product that the store has no more is gone at once.
    """
    known = {p.remote_id: p for p in Product.objects.filter(store=store, remote_id__in=remote_ids, gone_at=None)}
    if set(remote_ids) - set(known):
        Store.objects.filter(pk=store.pk, state=Store.State.ACTIVE).update(due_at=timezone.now())
    with stores.connector_of(store) as connector:
        found = {remote_id: _gallery(connector, remote_id) for remote_id in known}
    with transaction.atomic():
        placements = keep_galleries(store, [gallery for gallery in found.values() if gallery])
        line_up(store, [known[remote_id].pk for remote_id in known if found[remote_id]])
        gone = [known[remote_id].pk for remote_id in known if found[remote_id] is None]
        placements += take_away(store, gone)
        placed(placements)
        _to_be_listed(store.merchant_id, gone)


def _to_be_listed(merchant_id: int, product_ids: Sequence[int]) -> None:
    """Last in a transaction, as whoever writes an article waits for it."""
    if product_ids:
        assortment.due(merchant_id)


def _gallery(connector: Connector, remote_id: str) -> Gallery | None:
    assert isinstance(connector, ReadsImages)
    try:
        return connector.gallery(remote_id)
    except NotFound:
        return None


def apply_scope(store: Store, seconds: float) -> bool:
    """Sort all photos by the store's scope and let in those that are next; False if that took longer than `seconds`."""
    done = sort_all(store, time.monotonic() + seconds)
    with transaction.atomic():
        let_in(store)
    return done


def photo_progress(store: Store) -> dict[str, int]:
    """How many photos of a store's scope are measured, of how many, how many could not be read, and how many are outside.

    All but the last stand in one index.
    """
    live = store.images.filter(gone_at=None)
    unseen = Q(measured_at=None, outside=True)
    counts = live.aggregate(all=Count("pk"), done=Count("measured_at"), outside=Count("pk", filter=unseen))
    unread = live.filter(measured_at=None, outside=False, turn=None, due_at=None).exclude(last_error="")
    return {
        "total": counts["all"] - counts["outside"],
        "done": counts["done"],
        "failed": unread.count(),
        "outside": counts["outside"],
    }
