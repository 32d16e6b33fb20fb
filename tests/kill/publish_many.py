"""Starts, or takes back, one run of everything that the sandbox shop shows, in the hub whose environment this process has.

python -m tests.kill.publish_many start|undo SANDBOX.json CATALOGUE
"""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from analytics.measure import keep_file, original_path  # noqa: E402
from analytics.twins.check import settle  # noqa: E402
from connectors.gallery import sha256_of  # noqa: E402
from connectors.models import Image, Placement  # noqa: E402
from connectors.sync import continue_syncs, start_sync  # noqa: E402
from pixelzhub.accounts.models import Merchant  # noqa: E402
from pixelzhub.demo.merchant import connect_sandbox, demo_merchant  # noqa: E402
from pixelzhub.pipeline import ask_for_sweep  # noqa: E402
from pixelzhub.retouch.models import Job, Output, PublicationRun  # noqa: E402
from pixelzhub.retouch.publish import undo_many  # noqa: E402
from pixelzhub.retouch.runs import start_run  # noqa: E402
from tests.kill.delivered import BATCH, delivered_order  # noqa: E402
from tests.kill.photos import drawn  # noqa: E402


def start(card: Path, catalogue: Path) -> PublicationRun:
    """A demo merchant with the shop's catalogue, an approved photo for each placement, and a run of all of them."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    merchant = demo_merchant()
    store = connect_sandbox(merchant, json.loads(card.read_text()))
    continue_syncs([start_sync(store, full=True).pk], placed=settle)
    placements = list(Placement.objects.filter(store=store).select_related("image", "product").order_by("pk"))
    _keep_originals(placements, {path.name: path for path in catalogue.iterdir()})
    approve(merchant, placements)
    outputs = Output.objects.filter(merchant=merchant)
    run = start_run(merchant=merchant, outputs=outputs, by="many", token=uuid.uuid4())
    ask_for_sweep()
    return run


def undo() -> int:
    """Ask for everything of the last run back; gives the number of photos."""
    run = PublicationRun.objects.select_related("merchant").get()
    n = undo_many(merchant=run.merchant, publications=run.publications.all(), by="many", what=f"run {run}")
    ask_for_sweep()
    return n


def _keep_originals(placements: list[Placement], files: dict[str, Path]) -> None:
    """The images as if they had been measured and sent: their digests known, their bytes kept."""
    for placement in placements:
        image = placement.image
        data = files[PurePosixPath(urlsplit(image.url).path).name].read_bytes()
        image.sha256, image.measured_at, image.due_at = sha256_of(data), timezone.now(), None
        keep_file(original_path(image.merchant_id, image.sha256, image.url), data)
    images = [placement.image for placement in placements]
    Image.objects.bulk_update(images, ["sha256", "measured_at", "due_at"], batch_size=BATCH)


def approve(merchant: Merchant, placements: list[Placement]) -> None:
    """One order of these photos, each with a finished file of bytes of its own that was approved."""
    jobs = delivered_order(merchant, placements)
    Output.objects.bulk_create([_output(job, n) for n, job in enumerate(jobs)], BATCH)


def _output(job: Job, n: int) -> Output:
    data = drawn(n, ground=(255, 255, 255))
    digest = sha256_of(data)
    file = f"{job.merchant_id}/outputs/{digest[:2]}/{digest}.jpg"
    keep_file(file, data)
    return Output(
        merchant_id=job.merchant_id, job=job, source=f"{n}.jpg", file=file, sha256=digest, bytes=len(data), meets=True,
        review=Output.Review.APPROVED, reviewed_by="many", reviewed_at=timezone.now(),
    )  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "start":
        start(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        undo()
