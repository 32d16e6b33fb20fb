"""What webhooks say of jobs."""

from __future__ import annotations

from collections.abc import Sequence

from pixelzhub.deliveries.announcing import announce_all
from pixelzhub.deliveries.events import Event
from pixelzhub.retouch.models import Job


def tell_stuck(jobs: Sequence[Job]) -> None:
    """Tell of those of one merchant's jobs that somebody has to act on now."""
    stuck = [job for job in jobs if job.state == Job.State.NEEDS_YOU]
    if stuck:
        told = [told_of(job) | {"reason": job.last_error} for job in stuck]
        announce_all(stuck[0].merchant_id, Event.JOB_NEEDS_ATTENTION, told)


def told_of(job: Job) -> dict[str, str | None]:
    """What a webhook says of a job."""
    product_id = str(job.product_id) if job.product_id else None
    return {
        "job_id": str(job.pk),
        "order_id": str(job.order_id),
        "product_id": product_id,
        "image_id": str(job.image_id),
    }
