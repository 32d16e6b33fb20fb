"""A result that was sent back and comes again."""

from __future__ import annotations

from pixelzhub.retouch.models import Job, Output
from pixelzhub.retouch.review import send_back, waiting_outputs
from tests.pixelzhub.retouch.conftest import deliver, order_some


def test_result_that_was_sent_back_waits_for_review_again(store, sandbox) -> None:
    job = deliver(order_some(store).jobs.get())
    output = Output.objects.get(job=job)
    assert send_back(output=output, by="Maja Lind", comment="Keep the spines")
    assert not waiting_outputs(store.merchant).exists()
    Job.objects.filter(pk=job.pk).update(due_at=job.created_at)
    again = deliver_again(job)
    assert waiting_outputs(store.merchant).get().job == again


def deliver_again(job: Job) -> Job:
    """Follow a job that is at Pixelz already until its next result is here."""
    return deliver(job)
