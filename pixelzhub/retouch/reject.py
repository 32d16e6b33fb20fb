"""Finished files that go back to Pixelz: written down first, sent by the pipeline, free for thirty days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors.errors import ConnectorError
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.pixelz import Pixelz, PixelzError, Stage, stage_of
from pixelzhub.retouch.account import open_pixelz
from pixelzhub.retouch.models import Job, Output, Rejection

log = structlog.get_logger(__name__)

# "within 30 days from the original submission date" (Pixelz help centre, article 205006357)
FREE_FOR = timedelta(days=30)
LOOK_AFTER = timedelta(seconds=5)


def free_until(job: Job) -> datetime | None:
    """Until when Pixelz takes this photo back for nothing."""
    return job.submitted_at + FREE_FOR if job.submitted_at else None


def send_rejections(rejection_ids: Iterable[int]) -> None:
    """Tell Pixelz of each. One that is tried again is asked after first: Pixelz may have it already."""
    waiting = Rejection.objects.filter(pk__in=list(rejection_ids), state=Rejection.State.WAITING)
    for rejection in waiting.select_related("output__job"):
        tried_before = rejection.attempts > 0
        Rejection.objects.filter(pk=rejection.pk).update(attempts=F("attempts") + 1)
        rejection.attempts += 1
        with structlog.contextvars.bound_contextvars(merchant=rejection.merchant_id, job=rejection.output.job_id):
            _send(rejection, tried_before)


def _send(rejection: Rejection, tried_before: bool) -> None:
    account = PixelzAccount.objects.filter(merchant_id=rejection.merchant_id).first()
    if account is None:
        _refused(rejection, _("No Pixelz account is connected."))
        return
    try:
        with open_pixelz(account) as client:
            if not (tried_before and _has_it(client, rejection)):
                client.reject(rejection.output.job.ticket, rejection.comment)
    except PixelzError as refusal:
        _refused(rejection, str(refusal))
    except ConnectorError as error:
        if error.permanent:
            _refused(rejection, str(error))
        else:
            rejection.retry_later(error)
    else:
        _sent(rejection)


def _has_it(client: Pixelz, rejection: Rejection) -> bool:
    """Whether the photo is back in work: then the answer to an earlier try was lost."""
    status = client.status(ticket=rejection.output.job.ticket)
    return stage_of(status.status_id) in {Stage.WAITING, Stage.IN_PRODUCTION}


@transaction.atomic
def _sent(rejection: Rejection) -> None:
    now = timezone.now()
    mine = Rejection.objects.filter(pk=rejection.pk, state=Rejection.State.WAITING)
    if not mine.update(state=Rejection.State.SENT, sent_at=now, due_at=None, last_error=""):
        return
    Job.objects.filter(pk=rejection.output.job_id, state=Job.State.DELIVERED).update(
        state=Job.State.SUBMITTED, delivered_at=None, closed_at=None, status_id=None, status_name="", status_since=now,
        expected_at=now + timedelta(hours=24), attempts=0, last_error="", due_at=now + LOOK_AFTER,
    )  # fmt: skip
    log.info("output.sent_back")


@transaction.atomic
def _refused(rejection: Rejection, reason: str) -> None:
    """Pixelz does not take it back: the merchant decides again, and sees why."""
    mine = Rejection.objects.filter(pk=rejection.pk, state=Rejection.State.WAITING)
    if not mine.update(state=Rejection.State.REFUSED, due_at=None, last_error=reason):
        return
    sent_back = Output.objects.filter(pk=rejection.output_id, review=Output.Review.SENT_BACK)
    sent_back.update(review=Output.Review.WAITING, reviewed_by="", reviewed_at=None)
    log.warning("output.not_taken_back", error=reason)
