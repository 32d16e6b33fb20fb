"""Sending jobs to Pixelz. Money is spent at most once.

A job goes INTENT -> SENDING before the call. If the answer is lost (time-out, 500, killed worker) it is found in
SENDING, becomes UNSURE, and Pixelz is asked for our own id: known means that it arrived; only two well-formed
"unknown" answers, PIXELZ_ASK_AGAIN_S apart, make it INTENT again.

Two ways back lead through the same care: RESENDING deletes a ticket that Pixelz could not begin, then the job is INTENT
again under a new id; CANCELLING deletes it for good.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors.errors import ConnectorError, Permanent, TooLarge
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.pixelz import Pixelz, PixelzError, Receipt, Status, UnknownImage
from pixelzhub.pixelz.images import WhiteGloveDetails
from pixelzhub.retouch.account import open_pixelz
from pixelzhub.retouch.hooks import hook_digest, hook_url
from pixelzhub.retouch.models import Job
from pixelzhub.retouch.rhythm import expected, next_look
from pixelzhub.retouch.routes import send_file, send_pictures
from pixelzhub.retouch.telling import tell_stuck

log = structlog.get_logger(__name__)

UNKNOWN_ANSWERS_NEEDED = 2
ENDED = {Status.DELETED, Status.REJECTED, Status.CLOSED, Status.CLEANED_UP}
REREAD_BALANCE_AFTER = timedelta(seconds=5)


def submit_jobs(job_ids: Iterable[int]) -> None:
    """Send the waiting ones, ask after the unsure ones, take back those that are cancelled or go another way."""
    jobs = Job.objects.filter(pk__in=list(job_ids)).select_related(
        "image__store", "template", "product__store", "order"
    )
    accounts: dict[int, PixelzAccount | None] = {}
    for job in jobs:
        if job.merchant_id not in accounts:
            accounts[job.merchant_id] = PixelzAccount.objects.filter(merchant=job.merchant_id).first()
        with structlog.contextvars.bound_contextvars(merchant=job.merchant_id, job=job.pk):
            _submit(job, accounts[job.merchant_id])


def _submit(job: Job, account: PixelzAccount | None) -> None:
    if account is None:
        _needs_you(job, _("No Pixelz account is connected."))
        return
    try:
        with open_pixelz(account) as client:
            match job.state:
                case Job.State.INTENT:
                    _send(client, job, account)
                case Job.State.SENDING | Job.State.UNSURE:
                    _ask(client, job)
                case Job.State.RESENDING:
                    _delete(client, job)
                    _again(job)
                case Job.State.CANCELLING:
                    _delete(client, job)
                    _cancelled(job)
    except TooLate as refusal:
        _back_to_work(job, str(refusal))
    except ConnectorError as error:
        _failed(job, error)


def _send(client: Pixelz, job: Job, account: PixelzAccount) -> None:
    route, addresses = send_pictures(client, job, account)
    color = job.color_reference
    color = send_file(client, account, color, color.rsplit("/", 1)[-1]) if color else ""
    if not _advance(job, route):
        return
    details: WhiteGloveDetails = {
        "callback_url": hook_url(job.customer_image_id),
        "customer_image_id": job.customer_image_id,
        "product_id": _product_id(job),
        "color_reference_url": color,
        "comment": job.comment,
    }
    if job.template is None:
        receipt = client.post_white_glove(image_url=addresses, **details)
    elif job.deadline:
        receipt = client.post_image(
            template_id=job.template.remote_id, image_url=addresses, deadline=job.deadline, **details
        )
    else:
        receipt = client.post_image(template_id=job.template.remote_id, image_url=addresses, **details)
    _submitted(job, receipt)


def _product_id(job: Job) -> str:
    """Pixelz keeps the images of one productId consistent."""
    return f"{job.product.store.slug}:{job.product.remote_id}" if job.product else ""


def _submitted(job: Job, receipt: Receipt) -> None:
    now = timezone.now()
    job.ticket, job.is_trial = receipt.ticket, receipt.is_trial
    job.state, job.submitted_at, job.status_since = Job.State.SUBMITTED, now, now
    job.expected_at = expected(job, now)
    job.attempts, job.last_error, job.unknown_answers = 0, "", 0
    job.due_at = next_look(job, now)
    job.save()
    # What was accepted was paid: the balance that the next order is held against is read again soon.
    PixelzAccount.objects.filter(merchant_id=job.merchant_id).update(due_at=now + REREAD_BALANCE_AFTER)
    log.info("job.submitted", ticket_known=True)


def _ask(client: Pixelz, job: Job) -> None:
    """The answer to POST Image was lost: does Pixelz know our id?"""
    found, answers = job.state, job.unknown_answers
    job.state = Job.State.UNSURE
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


class TooLate(Exception):
    """Pixelz has begun, and no longer deletes the image."""


def _delete(client: Pixelz, job: Job) -> None:
    """Take a ticket back; one that has ended, or that Pixelz does not know any more, is back already. Raises `TooLate`."""
    if job.status_id in ENDED:
        return
    try:
        client.delete(ticket=job.ticket)
    except UnknownImage:
        return
    except PixelzError as refusal:
        if _is_deleted(client, job):
            return
        raise TooLate(_("Pixelz has begun with this photo: %(reason)s") % {"reason": refusal}) from refusal


def _is_deleted(client: Pixelz, job: Job) -> bool:
    """The answer to an earlier DELETE may have been lost."""
    try:
        return client.status(ticket=job.ticket).status_id == Status.DELETED
    except UnknownImage:
        return True


def _cancelled(job: Job) -> None:
    now = timezone.now()
    mine = Job.objects.filter(pk=job.pk, state=Job.State.CANCELLING)
    mine.update(state=Job.State.CANCELLED, due_at=None, closed_at=now, last_error="", status_id=Status.DELETED)
    PixelzAccount.objects.filter(merchant_id=job.merchant_id).update(due_at=now + REREAD_BALANCE_AFTER)
    log.info("job.cancelled")


def _again(job: Job) -> None:
    """INTENT once more, under a new id and by the next route; the old ticket stays known."""
    new_id = uuid.uuid4().hex
    earlier = {"ticket": job.ticket, "customer_image_id": job.customer_image_id, "status": job.status_id}
    failed = [*job.routes_failed, job.route] if job.status_id == Status.DOWNLOAD_FAILED else job.routes_failed
    mine = Job.objects.filter(pk=job.pk, state=job.state, customer_image_id=job.customer_image_id)
    mine.update(
        state=Job.State.INTENT, customer_image_id=new_id, hook_digest=hook_digest(new_id), ticket="",
        earlier_tickets=[*job.earlier_tickets, earlier], routes_failed=failed, status_id=None, status_name="",
        status_since=None, submitted_at=None, closed_at=None, unknown_answers=0, attempts=0, last_error="",
        due_at=timezone.now(),
    )  # fmt: skip
    log.info("job.goes_again", route=job.route)


def _back_to_work(job: Job, reason: str) -> None:
    mine = Job.objects.filter(pk=job.pk, state=job.state)
    mine.update(state=Job.State.SUBMITTED, last_error=reason, due_at=next_look(job), attempts=0)


def _failed(job: Job, error: ConnectorError) -> None:
    """Before the call nothing is lost; after it the job stays SENDING until Pixelz was asked."""
    job.attempts += 1
    log.warning("job.not_submitted", state=job.state, error=str(error))
    unsure = job.state in {Job.State.SENDING, Job.State.UNSURE}
    # A refusal of the POST itself is certain. One of any question is not: the photo may have arrived.
    certain = job.state in {Job.State.INTENT, Job.State.SENDING}
    if certain and isinstance(error, Permanent) and not isinstance(error, TooLarge):
        _needs_you(job, str(error))
        return
    job.last_error = str(error)
    # One full round before the first question: a slow POST must be over by then.
    wait = settings.PIXELZ_ASK_AGAIN_S if unsure else job.delay_s(error)
    job.due_at = timezone.now() + timedelta(seconds=wait)
    job.save(update_fields=["attempts", "last_error", "due_at", "state"])


@transaction.atomic
def _needs_you(job: Job, reason: str) -> None:
    job.state, job.last_error, job.due_at = Job.State.NEEDS_YOU, reason, None
    job.save(update_fields=["state", "last_error", "due_at", "attempts"])
    tell_stuck([job])


def _advance(job: Job, route: str) -> bool:
    """INTENT -> SENDING by compare-and-set: of two workers with the same job only one goes on."""
    mine = Job.objects.filter(pk=job.pk, state=Job.State.INTENT, customer_image_id=job.customer_image_id)
    moved = mine.update(state=Job.State.SENDING, route=route) == 1
    if moved:
        job.state, job.route = Job.State.SENDING, route
    return moved


AGAIN = (Job.State.NEEDS_YOU, Job.State.LOST)


def send_again(job: Job) -> bool:
    """The merchant mended the reason, or Pixelz lost the photo: it goes once more.

    What Pixelz never took goes as it is; what it has a ticket for is taken back first and gets a new id. False if it is
    under way, or if the same picture was ordered anew meanwhile.
    """
    now = timezone.now()
    stopped = Job.objects.filter(pk=job.pk, state__in=AGAIN)
    fresh = {"attempts": 0, "last_error": "", "due_at": now, "closed_at": None}
    try:
        with transaction.atomic():
            if stopped.filter(ticket="").update(state=Job.State.INTENT, **fresh):
                return True
            return stopped.update(state=Job.State.RESENDING, **fresh) == 1
    except IntegrityError:
        return False
