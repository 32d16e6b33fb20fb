"""Following jobs at Pixelz: a webhook is a hint, the status that Pixelz answers itself is the word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.errors import ConnectorError
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.pixelz import ImageStatus, Pixelz, Status
from pixelzhub.retouch.account import open_pixelz
from pixelzhub.retouch.models import Job

log = structlog.get_logger(__name__)

# 70 is "ready for download" in the document and "still in QC" in Pixelz's own client: only 80 is safe to take.
# 72 to 78 mean that our callback was not reached: the file is finished and can be taken.
TAKE_AT = {Status.DELIVERED, 72, 74, 76, 78}
NEEDS_YOU = {
    Status.DOWNLOAD_FAILED: _("Pixelz could not fetch the photo. Send it again."),
    Status.REJECTED: _("Pixelz could not work on this photo. Look at it in your Pixelz account."),
    Status.AWAITING_REPLY: _("Pixelz asks you something about this photo. Answer in your Pixelz account."),
    Status.WAITING_FOR_PAYMENT: _("Pixelz waits for a payment. Open your invoices."),
}
GONE = {Status.DELETED, Status.CLOSED, Status.CLEANED_UP}


def follow_jobs(job_ids: Iterable[int]) -> None:
    """Ask Pixelz for the state of each job."""
    by_merchant: dict[int, list[Job]] = {}
    for job in Job.objects.filter(pk__in=list(job_ids), state=Job.State.SUBMITTED):
        by_merchant.setdefault(job.merchant_id, []).append(job)
    for account in PixelzAccount.objects.filter(merchant__in=by_merchant):
        with open_pixelz(account) as client:
            for job in by_merchant[account.merchant_id]:
                _follow(client, job)


def _follow(client: Pixelz, job: Job) -> None:
    try:
        _note(job, client.status(ticket=job.ticket))
    except ConnectorError as error:
        job.attempts = min(job.attempts + 1, 12)
        job.retry_later(error, fields=("attempts",))


def _note(job: Job, status: ImageStatus) -> None:
    job.status_id, job.status_name, job.attempts, job.last_error = status.status_id, status.status_name, 0, ""
    job.due_at = timezone.now() + timedelta(seconds=settings.PIXELZ_POLL_S)
    new_results = status.final_urls[job.results_taken :] or status.final_urls[-1:]
    if status.status_id in TAKE_AT and new_results:
        job.state, job.result_path, job.due_at = Job.State.FINISHED, new_results[-1], timezone.now()
    elif status.status_id in NEEDS_YOU:
        job.state, job.last_error, job.due_at = Job.State.NEEDS_YOU, str(NEEDS_YOU[Status(status.status_id)]), None
    elif status.status_id in GONE:
        job.state, job.due_at = Job.State.CANCELLED, None
    job.save()
    log.info("job.followed", job=job.pk, status=job.status_id)


def look_now(merchant_id: int, payload: Mapping[str, str]) -> bool:
    """A webhook says that something is finished: ask now. False if the merchant has no such job."""
    jobs = Job.objects.filter(merchant_id=merchant_id)
    known = Q(ticket=payload["ticket"]) | Q(customer_image_id=payload.get("customer_image_id") or None)
    job = jobs.filter(known).first()
    if job is None:
        return False
    # Still SENDING or UNSURE: the webhook came before our own answer; submit asks by our id and finds the ticket.
    Job.objects.filter(pk=job.pk, state__in=[Job.State.SUBMITTED, Job.State.UNSURE]).update(due_at=timezone.now())
    return True
