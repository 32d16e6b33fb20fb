"""Sending jobs to Pixelz. Money is spent at most once.

A job goes INTENT -> SENDING before the call. If the answer is lost (time-out, 500, killed worker) it is found in
SENDING, becomes UNSURE, and Pixelz is asked for our own id: known means that it arrived; only two well-formed
"unknown" answers, PIXELZ_ASK_AGAIN_S apart, make it INTENT again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from analytics.measure import keep_file, original_path
from connectors import stores
from connectors.errors import ConnectorError, Permanent, TooLarge
from connectors.gallery import sha256_of
from connectors.models import Image
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.pixelz import Pixelz, Receipt, UnknownImage
from pixelzhub.retouch.account import open_pixelz
from pixelzhub.retouch.files import public_url
from pixelzhub.retouch.models import Job

log = structlog.get_logger(__name__)

UNKNOWN_ANSWERS_NEEDED = 2
REREAD_BALANCE_AFTER = timedelta(seconds=5)


def submit_jobs(job_ids: Iterable[int]) -> None:
    """Send the waiting ones, ask after the unsure ones."""
    jobs = Job.objects.filter(pk__in=list(job_ids)).select_related("image__store", "template", "product", "order")
    for job in jobs:
        with structlog.contextvars.bound_contextvars(merchant=job.merchant_id, job=job.pk):
            _submit(job)


def _submit(job: Job) -> None:
    account = PixelzAccount.objects.filter(merchant_id=job.merchant_id).first()
    if account is None:
        _needs_you(job, "No Pixelz account is connected.")
        return
    try:
        if job.state == Job.State.INTENT:
            _send(job, account)
        elif job.state in {Job.State.SENDING, Job.State.UNSURE}:
            _ask(job, account)
    except ConnectorError as error:
        _failed(job, error)


def _send(job: Job, account: PixelzAccount) -> None:
    original = _original(job)
    if original is None:
        _needs_you(job, "The store replaced this photo after it was ordered. Order the new one instead.")
        return
    with open_pixelz(account) as client:
        if not _advance(job, Job.State.INTENT, Job.State.SENDING):
            return
        receipt = client.post_image(
            template_id=job.template.remote_id,
            image_url=public_url(merchant_id=job.merchant_id, file=original, name=job.filename),
            customer_image_id=job.customer_image_id,
            callback_url=f"{settings.PUBLIC_URL}/webhooks/pixelz/{account.hook_token}/",
            product_id=f"{job.product.store.slug}:{job.product.remote_id}" if job.product else "",
        )
    _submitted(job, receipt)


def _original(job: Job) -> str | None:
    """The file of the very bytes that were measured and ordered; None when the store shows others by now."""
    path = original_path(job.merchant_id, job.sha256, job.image.url)
    if default_storage.exists(path):
        return path
    with stores.connector_of(job.image.store) as connector:
        data = connector.read_picture(job.image.url)
    if sha256_of(data) != job.sha256:
        Image.objects.filter(pk=job.image_id).update(due_at=timezone.now())
        return None
    keep_file(path, data)
    return path


def _submitted(job: Job, receipt: Receipt) -> None:
    job.ticket, job.is_trial = receipt.ticket, receipt.is_trial
    job.state, job.submitted_at = Job.State.SUBMITTED, timezone.now()
    job.attempts, job.last_error, job.unknown_answers = 0, "", 0
    job.due_at = timezone.now() + timedelta(seconds=settings.PIXELZ_POLL_S)
    job.save()
    # What was accepted was paid: the balance that the next order is held against is read again soon.
    PixelzAccount.objects.filter(merchant_id=job.merchant_id).update(due_at=timezone.now() + REREAD_BALANCE_AFTER)
    log.info("job.submitted", ticket_known=True)


def _ask(job: Job, account: PixelzAccount) -> None:
    """The answer to POST Image was lost: does Pixelz know our id?"""
    found, answers = job.state, job.unknown_answers
    job.state = Job.State.UNSURE
    with open_pixelz(account) as client:
        receipt = _known_to(client, job)
    if receipt:
        _submitted(job, receipt)
        return
    job.unknown_answers += 1
    if job.unknown_answers >= UNKNOWN_ANSWERS_NEEDED:
        job.state, job.unknown_answers, job.due_at = Job.State.INTENT, 0, timezone.now()
    else:
        job.due_at = timezone.now() + timedelta(seconds=settings.PIXELZ_ASK_AGAIN_S)
    # Compare-and-set: a worker that asked with an old copy of the row must not open a job that another one is posting.
    Job.objects.filter(pk=job.pk, state=found, unknown_answers=answers).update(
        state=job.state, unknown_answers=job.unknown_answers, due_at=job.due_at
    )


def _known_to(client: Pixelz, job: Job) -> Receipt | None:
    try:
        status = client.status(customer_image_id=job.customer_image_id)
    except UnknownImage:
        return None
    return Receipt(status.ticket, job.is_trial, job.customer_image_id)


def _failed(job: Job, error: ConnectorError) -> None:
    """Before the call nothing is lost; after it the job stays SENDING until Pixelz was asked."""
    job.attempts += 1
    log.warning("job.not_submitted", state=job.state, error=str(error))
    unsure = job.state in {Job.State.SENDING, Job.State.UNSURE}
    # A refusal of the POST itself is certain. A refusal of the question is not: the photo may have arrived.
    if job.state != Job.State.UNSURE and isinstance(error, Permanent) and not isinstance(error, TooLarge):
        _needs_you(job, str(error))
        return
    job.last_error = str(error)
    # One full round before the first question: a slow POST must be over by then.
    wait = settings.PIXELZ_ASK_AGAIN_S if unsure else job.delay_s(error)
    job.due_at = timezone.now() + timedelta(seconds=wait)
    job.save(update_fields=["attempts", "last_error", "due_at", "state"])


def _needs_you(job: Job, reason: str) -> None:
    job.state, job.last_error, job.due_at = Job.State.NEEDS_YOU, reason, None
    job.save(update_fields=["state", "last_error", "due_at", "attempts"])


def _advance(job: Job, before: str, after: str) -> bool:
    """Compare-and-set: of two workers with the same job only one goes on."""
    moved = Job.objects.filter(pk=job.pk, state=before).update(state=after) == 1
    if moved:
        job.state = after
    return moved


def send_again(job: Job) -> bool:
    """The merchant mended the reason (a new key, a topped-up balance): a job that Pixelz never took may go again.

    False if Pixelz has it, or if the same picture was ordered anew and is under way already.
    """
    stopped = Job.objects.filter(pk=job.pk, state=Job.State.NEEDS_YOU, ticket="")
    try:
        with transaction.atomic():
            return stopped.update(state=Job.State.INTENT, attempts=0, last_error="", due_at=timezone.now()) == 1
    except IntegrityError:
        return False
