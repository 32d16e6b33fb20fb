"""Every background step, a line each, in the order of need. The only file that imports django_q.

The database row is the truth, a queued task is only a nudge. The sweep finds rows that are due, leases them by moving
`due_at` on, and enqueues their ids. The rows of a lost task come due again when the lease is over; a task that runs
twice finds its rows moved on. After each task the sweep runs again, so that work flows without waiting for the next beat.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.brokers import get_broker
from django_q.models import Schedule
from django_q.tasks import async_task

from analytics.analysis_models import Analysis
from analytics.analyze import run_analyses
from analytics.judging import judge_stores
from analytics.measure import measure_images
from analytics.models import StoreJudging
from analytics.twin_models import TwinCheck
from analytics.twins.check import check_twins, settle
from connectors.articles.listing import list_articles
from connectors.imports import run_imports
from connectors.models import Assortment, Image, Import, Store, SyncRun
from connectors.sync import continue_syncs, resync_products, start_due_syncs
from pixelzhub import heartbeat
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.deliveries.accept import accept_deliveries
from pixelzhub.deliveries.endpoints import Endpoint
from pixelzhub.deliveries.from_catalogue import images_measured, import_finished, store_synced
from pixelzhub.deliveries.models import Delivery
from pixelzhub.deliveries.sending import send_messages
from pixelzhub.retouch.account import refresh_accounts
from pixelzhub.retouch.collect import collect_outputs
from pixelzhub.retouch.follow import follow_jobs, look_now
from pixelzhub.retouch.forwarding import forward_photos
from pixelzhub.retouch.models import Forwarding, Job, Order, Publication, Rejection
from pixelzhub.retouch.prices import open_orders
from pixelzhub.retouch.reject import send_rejections
from pixelzhub.retouch.submit import submit_jobs
from pixelzhub.retouch.writing import write_publications

log = structlog.get_logger(__name__)

FAST, SLOW = "fast", "slow"
HINT_EVERY_S = 1.0
_hinted: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Step:
    """Which rows of `model` are due, what is done with them, how many in one task, how many tasks at once, seconds."""

    name: str
    model: type[Any]
    rows: dict[str, Any]
    run: Callable[[Sequence[Any]], None]
    batch: int
    at_once: int
    limit_s: int
    queue: str


_resync = partial(resync_products, placed=settle)

# fmt: off
STEPS: tuple[Step, ...] = (
    Step("accept_deliveries", Delivery, {"state": "received"},
         partial(accept_deliveries, on_pixelz=look_now, on_store=_resync), 50, 2, 120, FAST),
    Step("undo", Publication, {"state__in": ["undo_intent", "undoing"]}, write_publications, 5, 2, 240, FAST),
    Step("publish", Publication, {"state__in": ["intent", "writing"]}, write_publications, 5, 2, 240, FAST),
    Step("forward", Forwarding, {"state__in": ["waiting", "sent"]}, forward_photos, 20, 1, 240, FAST),
    Step("reject", Rejection, {"state": "waiting"}, send_rejections, 10, 2, 240, FAST),
    Step("open_orders", Order, {"state": "checking"}, open_orders, 5, 1, 120, FAST),
    Step("collect", Job, {"state": "finished"}, collect_outputs, 10, 2, 240, FAST),
    Step("submit", Job, {"state__in": ["intent", "sending", "unsure", "resending", "cancelling"]},
         submit_jobs, 10, 2, 240, FAST),
    # One list of Pixelz's names a hundred: the more jobs in one round, the fewer requests.
    Step("follow", Job, {"state__in": ["submitted", "needs_you"]}, follow_jobs, 10_000, 1, 240, FAST),
    # Slow: a receiver that does not answer must not hold up publishing.
    Step("send_messages", Endpoint, {"disabled_at": None}, send_messages, 4, 2, 120, SLOW),
    Step("analyze", Analysis, {"state": "waiting"}, run_analyses, 8, 2, 240, SLOW),
    Step("refresh_accounts", PixelzAccount, {}, refresh_accounts, 5, 1, 120, SLOW),
    Step("imports", Import, {"state__in": Import.UNFINISHED},
         partial(run_imports, placed=settle, synced=store_synced, finished=import_finished), 1, 1, 600, SLOW),
    Step("start_syncs", Store, {"state__in": ["active", "error"]}, start_due_syncs, 20, 1, 60, FAST),
    Step("continue_syncs", SyncRun, {"state": "running"},
         partial(continue_syncs, placed=settle, synced=store_synced), 1, 2, 240, SLOW),
    Step("list_articles", Assortment, {}, list_articles, 5, 1, 120, SLOW),
    Step("judge", StoreJudging, {}, judge_stores, 1, 1, 240, SLOW),
    Step("check_twins", TwinCheck, {}, check_twins, 64, 1, 240, SLOW),
    Step("measure", Image, {"gone_at": None}, partial(measure_images, measured=images_measured), 32, 4, 300, SLOW),
)
SCHEDULES = (  # function, every so many minutes
    ("analytics.analyze.forget_analyses", 60),
    ("oauth2_provider.models.clear_expired", 1440),
    ("analytics.health.keep_health_days", 10),
    ("analytics.judging.judge_changed", 10),
    ("analytics.remeasure.remeasure", 1),
    ("pixelzhub.deliveries.announcing.wake_waiting", 5),
    ("pixelzhub.deliveries.upkeep.delete_old_messages", 60),
    ("pixelzhub.retouch.reconcile.reconcile_accounts", 60),
    ("pixelzhub.retouch.rules.order_by_rules", 15),
)
# fmt: on
BY_NAME = {step.name: step for step in STEPS}


def sweep() -> int:
    """Lease and enqueue what is due, most urgent step first, merchants in turn; gives the number of tasks."""
    room = {queue: _room(queue) for queue in (FAST, SLOW)}
    tasks = 0
    for step in STEPS:
        for ids in _due_batches(step, min(step.at_once, room[step.queue])):
            async_task("pixelzhub.pipeline.run", step.name, ids, cluster=step.queue, timeout=step.limit_s)
            room[step.queue] -= 1
            tasks += 1
    return tasks


def run(name: str, ids: Sequence[Any]) -> None:
    """One task: do the step for these rows, then look what became due."""
    step = BY_NAME[name]
    heartbeat.fine_for(step.queue, step.limit_s + heartbeat.SILENCE_S)
    with structlog.contextvars.bound_contextvars(step=name):
        _probe(name, "before")
        step.run(ids)
        _probe(name, "after")
    heartbeat.beat(step.queue)
    sweep()


def nudge() -> None:
    """Ask for a sweep once the rows that a page wrote are committed."""
    transaction.on_commit(ask_for_sweep)


def hint() -> None:
    """As `nudge`, for calls that come by the thousand: one a second from each process; the next beat finds the rest."""
    now = time.monotonic()
    if now - _hinted.get("at", -HINT_EVERY_S) >= HINT_EVERY_S:
        _hinted["at"] = now
        nudge()


def ask_for_sweep() -> None:
    async_task("pixelzhub.pipeline.sweep", cluster=FAST)


def ask_for_beat(queue: str) -> None:
    """A task that proves that this queue's workers work; not piled up behind one that waits already."""
    if get_broker(queue).queue_size() <= settings.QUEUE_DEPTH:
        async_task("pixelzhub.heartbeat.beat", queue, cluster=queue)


def keep_schedules() -> None:
    """The schedules as rows, which is how django-q wants them."""
    for function, minutes in SCHEDULES:
        Schedule.objects.update_or_create(
            name=function, defaults={"func": function, "schedule_type": Schedule.MINUTES, "minutes": minutes}
        )


def _room(queue: str) -> int:
    """Tasks that may still wait in a queue: enough to keep its workers busy, few enough to keep the leases honest."""
    waiting = get_broker(queue).queue_size()
    return max(0, settings.QUEUE_DEPTH - int(waiting))


def _due_batches(step: Step, at_once: int) -> list[list[Any]]:
    """Up to `at_once` lists of leased ids; each merchant gets its turn before anyone gets a second one."""
    if at_once <= 0:
        return []
    now = timezone.now()
    due = step.model._default_manager.filter(**step.rows, due_at__lte=now)
    merchants = list(due.order_by().values_list("merchant_id", flat=True).distinct()[: at_once * step.batch])
    if not merchants:
        return []
    most = at_once * step.batch
    share = -(-most // len(merchants))
    ids: list[Any] = []
    with transaction.atomic():
        for merchant in merchants:
            # Never more than is enqueued: a row that is leased and left would wait for the lease to end.
            ids += _lease(step, due.filter(merchant_id=merchant), min(share, most - len(ids)))
    return [ids[start : start + step.batch] for start in range(0, len(ids), step.batch)]


def _lease(step: Step, due: models.QuerySet[Any], share: int) -> list[Any]:
    ids = list(due.select_for_update(skip_locked=True).order_by("due_at").values_list("pk", flat=True)[:share])
    lease = timedelta(seconds=min(step.limit_s * 1.5, settings.LEASE_S))
    step.model._default_manager.filter(pk__in=ids).update(due_at=timezone.now() + lease)
    return ids


def _probe(name: str, moment: str) -> None:
    """Lets a test look in, or pull the plug, at the edges of a step."""
    if settings.PIPELINE_PROBE:
        import_string(settings.PIPELINE_PROBE)(name, moment)
