"""Rows for the pages of large orders, and a session of each merchant, in the hub whose environment this process has.

python -m tests.kill.large_order PHOTOS FILE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from connectors.models import Image, Placement, Product  # noqa: E402
from pixelzhub.accounts.models import Merchant  # noqa: E402
from pixelzhub.retouch.models import Job, Output  # noqa: E402
from tests import builders  # noqa: E402
from tests.kill.delivered import BATCH, delivered_order  # noqa: E402

SMALL = 60
A_PRODUCT = 3


def main(photos: int, file: Path) -> None:
    """A large and a small merchant for each word of review; says in `file` how each is visited."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    visitors = {
        f"{size} {review}": _visitor(f"{size} {review}", number, review)
        for review in ("approved", "waiting")
        for size, number in (("large", photos), ("small", SMALL))
    }
    file.write_text(json.dumps(visitors))


def _visitor(name: str, photos: int, review: str) -> dict[str, Any]:
    merchant = builders.make_merchant(name)
    builders.make_pixelz(merchant)
    jobs = delivered_order(merchant, _placements(merchant, photos))
    Output.objects.bulk_create([_output(job, number, review) for number, job in enumerate(jobs)], BATCH)
    client = Client()
    client.force_login(merchant.memberships.get().user)
    last = jobs[-min(len(jobs), SMALL)].pk
    return {"session": client.cookies["sessionid"].value, "order": jobs[0].order.number, "last": last}


def _placements(merchant: Merchant, photos: int) -> list[Placement]:
    store = builders.make_store(merchant)
    products = Product.objects.bulk_create(
        (
            Product(merchant=merchant, store=store, remote_id=f"p{n}", name=f"Product {n}", sku=f"SKU-{n}")
            for n in range(-(-photos // A_PRODUCT))
        ),
        BATCH,
    )
    images = Image.objects.bulk_create(
        (
            Image(
                merchant=merchant, store=store, remote_id=f"i{n}", url=f"http://127.0.0.1:1/{n}.jpg", sha256=f"{n:064x}",
                measured_at=timezone.now(), width=1600, height=1600,
            )
            for n in range(photos)
        ),
        BATCH,
    )  # fmt: skip
    return Placement.objects.bulk_create(
        (
            Placement(
                merchant=merchant, store=store, product=products[n // A_PRODUCT], image=image, position=n % A_PRODUCT,
                alt="A photo",
            )
            for n, image in enumerate(images)
        ),
        BATCH,
    )  # fmt: skip


def _output(job: Job, number: int, review: str) -> Output:
    digest = f"{number:x}".rjust(64, "f")
    return Output(
        merchant_id=job.merchant_id, job=job, source="f.jpg", file=f"{digest}.jpg", sha256=digest, bytes=200_000,
        meets=number % 10 > 0, review=review, reviewed_at=None if review == "waiting" else timezone.now(),
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
