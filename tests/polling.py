"""How many requests one round over very many open jobs costs. Used by the bench; a small one is in the tests."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.utils import timezone

from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.pixelz import Pixelz
from pixelzhub.retouch.account import open_pixelz
from pixelzhub.retouch.follow import follow_jobs
from pixelzhub.retouch.models import Job
from tests import builders
from tests.sandbox_process import Sandbox

TEMPLATE = "2066301"


def requests_of_a_round(account: PixelzAccount, sandbox: Sandbox, jobs: int) -> int:
    """Send so many photos to the sandbox, then ask for all of them once; gives the requests that the round took."""
    sandbox.control(render=False, turnaround_s=3600)
    own_ids = [uuid.uuid4().hex for _ in range(jobs)]
    with open_pixelz(account) as client, ThreadPoolExecutor(4) as pool:
        tickets = list(pool.map(lambda own_id: _send(client, own_id), own_ids))
    ids = _write_jobs(account, own_ids, tickets)
    before = sum(sandbox.control()["counts"]["calls"].values())
    follow_jobs(ids)
    assert not Job.objects.filter(pk__in=ids, asked_at=None).exists()
    return int(sum(sandbox.control()["counts"]["calls"].values()) - before)


def _send(client: Pixelz, own_id: str) -> str:
    address = f"http://127.0.0.1:1/{own_id}.jpg"
    return client.post_image(template_id=TEMPLATE, image_url=address, customer_image_id=own_id).ticket


def _write_jobs(account: PixelzAccount, own_ids: list[str], tickets: list[str]) -> list[int]:
    merchant, now = account.merchant, timezone.now()
    photo = builders.make_photo(builders.make_product(builders.make_store(merchant)), builders.grey_ground())
    order, template = builders.make_order(merchant), builders.make_template(merchant)
    jobs = Job.objects.bulk_create(
        Job(
            merchant=merchant, order=order, template=template, image=photo.image, product=photo.product,
            sha256=own_id, content=own_id, filename="a.jpg", customer_image_id=own_id, state="submitted", ticket=ticket,
            submitted_at=now, expected_at=now + timedelta(hours=24), price="1.15", currency="USD", due_at=now,
        )
        for own_id, ticket in zip(own_ids, tickets, strict=True)
    )  # fmt: skip
    return [job.pk for job in jobs]
