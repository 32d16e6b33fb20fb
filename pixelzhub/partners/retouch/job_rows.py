"""Jobs and their finished files as partners see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pixelzhub.partners.frame.listing import amount
from pixelzhub.partners.renditions.routes import file_address
from pixelzhub.retouch.models import Job, Output

# The times at which something happened to a job.
TIMES = ("created_at", "submitted_at", "status_since", "delivered_at", "closed_at")


def job_body(job: Job) -> dict[str, Any]:
    """One photo, or a combination, at Pixelz; order, template and outputs have to be loaded."""
    return {
        "id": str(job.pk),
        "order_id": str(job.order_id),
        "order_number": job.order.number,
        "image_id": str(job.image_id),
        "product_id": str(job.product_id) if job.product_id else None,
        "template_id": str(job.template_id) if job.template_id else None,
        "template_name": job.template.name if job.template else None,
        "state": job.state,
        "state_text": str(job.get_state_display()),
        "reason": job.last_error or None,
        "pixelz_ticket": job.ticket or None,
        "price": amount(job.price),
        "currency": job.currency or None,
        "is_trial": job.is_trial,
        "sent_for": job.codes,
        "created_at": job.created_at,
        "submitted_at": job.submitted_at,
        "expected_at": job.expected_at,
        "delivered_at": job.delivered_at,
        "closed_at": job.closed_at,
        "updated_at": job_changed(job),
        "outputs": [_output(output) for output in job.outputs.all()],
    }


def job_with_files(job: Job) -> dict[str, Any]:
    """As `job_body`, with each finished file's address and what it was checked against."""
    body = job_body(job)
    body["outputs"] = [
        told | {"url": file_address(output.file), "checks": output.checks}
        for told, output in zip(body["outputs"], job.outputs.all(), strict=True)
    ]
    return body


def job_changed(job: Job) -> datetime:
    """When something last happened to the job or to one of its files."""
    times: list[datetime | None] = [getattr(job, name) for name in TIMES]
    times += [output.reviewed_at for output in job.outputs.all()]
    return max(at for at in times if at is not None)


def _output(output: Output) -> dict[str, Any]:
    return {
        "id": str(output.pk),
        "number": output.number,
        "sha256": output.sha256,
        "bytes": output.bytes,
        "meets": output.meets,
        "review": output.review,
        "reviewed_by": output.reviewed_by or None,
        "reviewed_at": output.reviewed_at,
        "comment": output.comment or None,
    }
