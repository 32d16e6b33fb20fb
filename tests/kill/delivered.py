"""One order of many photos that are all back from Pixelz, as rows."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from connectors.models import Placement
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.hooks import hook_digest
from pixelzhub.retouch.models import Job, JobUse
from tests import builders

BATCH = 500


def delivered_order(merchant: Merchant, placements: Sequence[Placement]) -> list[Job]:
    """A delivered job for each photo, without its finished file."""
    order, template, now = builders.make_order(merchant), builders.make_template(merchant), timezone.now()
    own_ids = [f"{merchant.pk}-{number}" for number in range(len(placements))]
    jobs = Job.objects.bulk_create(
        (
            Job(
                merchant=merchant, order=order, template=template, image=placement.image, product=placement.product,
                sha256=placement.image.sha256, content=placement.image.sha256, filename=f"{own_id}.jpg",
                state="delivered", customer_image_id=own_id, hook_digest=hook_digest(own_id), ticket=f"t-{own_id}",
                price="1.15", currency="USD", submitted_at=now, delivered_at=now, closed_at=now,
            )
            for own_id, placement in zip(own_ids, placements, strict=True)
        ),
        BATCH,
    )  # fmt: skip
    uses = zip(jobs, placements, strict=True)
    JobUse.objects.bulk_create((JobUse(merchant=merchant, job=job, placement=place) for job, place in uses), BATCH)
    return jobs
