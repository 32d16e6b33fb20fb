"""A merchant whose store and Pixelz account are the sandbox's, driven step by step as the pipeline would."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from analytics.derive import derive
from analytics.measure import measure_images
from connectors.models import Image, Placement, Store, SyncRun
from connectors.sync import continue_syncs, start_sync
from pixelzhub.accounts.models import Merchant
from pixelzhub.demo.merchant import connect_sandbox
from pixelzhub.retouch.cart import build_cart
from pixelzhub.retouch.collect import collect_outputs
from pixelzhub.retouch.follow import follow_jobs
from pixelzhub.retouch.models import Job, Order
from pixelzhub.retouch.orders import place_order
from pixelzhub.retouch.prices import open_orders
from pixelzhub.retouch.submit import submit_jobs
from tests.sandbox_process import Sandbox


@pytest.fixture
def store(merchant: Merchant, sandbox: Sandbox, file_server: str) -> Store:
    """A synced and measured sandbox shop."""
    connected = connect_sandbox(merchant, {"pixelz": sandbox.pixelz, "shop": sandbox.shop})
    run = start_sync(connected)
    continue_syncs([run.pk], placed=derive)
    assert SyncRun.objects.get(pk=run.pk).state == "done"
    _measure_until_some_can_be_mended(connected)
    return connected


def _measure_until_some_can_be_mended(store: Store) -> None:
    """The shop is shared by the tests of a process and they mend it bit by bit: read on until four photos need it."""
    ids = list(Image.objects.filter(store=store).order_by("?").values_list("pk", flat=True))
    while ids and len(mendable(store)) < 4:
        measure_images(ids[:12])
        ids = ids[12:]


@pytest.fixture
def file_server(live_server, settings) -> str:
    """The hub's own web server: Pixelz and the shop fetch files from it."""
    settings.PUBLIC_URL = live_server.url
    return str(live_server.url)


def mendable(store: Store) -> list[int]:
    found = Placement.objects.filter(store=store, verdict="mend", gone_at=None).order_by("-weight", "pk")
    return list(found.values_list("pk", flat=True))


def order_some(store: Store, n: int = 1) -> Order:
    cart = build_cart(merchant=store.merchant, placement_ids=mendable(store), limit=n)
    order = place_order(merchant=store.merchant, by="test", cart=cart, token=uuid.uuid4())
    open_orders([order.pk])
    return order


def due(job: Job) -> bool:
    job.refresh_from_db()
    return job.due_at is not None and job.due_at <= timezone.now()


def step_until(job: Job, step: Callable[[list[int]], None], done: Callable[[Job], bool], *, seconds: float = 30) -> Job:
    """Run one pipeline step whenever the job is due, as the sweep would, until `done`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        job.refresh_from_db()
        if done(job):
            return job
        if due(job):
            step([job.pk])
        else:
            time.sleep(0.02)
    raise AssertionError(f"still {job.state}: {job.last_error}")


def deliver(job: Job) -> Job:
    """Send a job and wait until its finished file is here."""
    step_until(job, submit_jobs, lambda job: job.state == Job.State.SUBMITTED)
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now())

    def ask_often(ids: list[int]) -> None:
        follow_jobs(ids)
        Job.objects.filter(pk__in=ids, state=Job.State.SUBMITTED).update(due_at=timezone.now())
        time.sleep(0.1)

    step_until(job, ask_often, lambda job: job.state == Job.State.FINISHED)
    return step_until(job, collect_outputs, lambda job: job.state == Job.State.DELIVERED)


def stored(path: str) -> bytes:
    with default_storage.open(path) as file:
        return bytes(file.read())
