"""Finished files that go back to Pixelz: written down first, sent by the pipeline, free for thirty days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.measure import keep_file
from connectors.errors import ConnectorError
from connectors.gallery import sha256_of
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.pixelz import Pixelz, PixelzError, Stage
from pixelzhub.retouch.account import open_pixelz
from pixelzhub.retouch.files import public_url, read_file
from pixelzhub.retouch.markup import draw_marks
from pixelzhub.retouch.models import Job, Output, Rejection

log = structlog.get_logger(__name__)

# "within 30 days from the original submission date" (Pixelz help centre, article 205006357)
FREE_FOR = timedelta(days=30)
LOOK_AFTER = timedelta(seconds=5)
REDO_WITHIN = timedelta(hours=24)


def free_until(job: Job) -> datetime | None:
    """Until when Pixelz takes this photo back for nothing."""
    return job.submitted_at + FREE_FOR if job.submitted_at else None


def send_rejections(rejection_ids: Iterable[int]) -> None:
    """Tell Pixelz of each. One that is tried again is asked after first: Pixelz may have it already."""
    waiting = Rejection.objects.filter(pk__in=list(rejection_ids), state=Rejection.State.WAITING)
    for rejection in waiting.select_related("output__job"):
        tries = rejection.attempts
        mine = Rejection.objects.filter(pk=rejection.pk, state=Rejection.State.WAITING, attempts=tries)
        if _waits_for_another(rejection):
            mine.update(due_at=timezone.now() + LOOK_AFTER)
            continue
        # Compare-and-set: of two workers with the same row only one goes on.
        if not mine.update(attempts=F("attempts") + 1):
            continue
        rejection.attempts = tries + 1
        with structlog.contextvars.bound_contextvars(merchant=rejection.merchant_id, job=rejection.output.job_id):
            _send(rejection, tried_before=tries > 0)


def _waits_for_another(rejection: Rejection) -> bool:
    """Of the files of one ticket the first speaks for all: Pixelz takes a ticket back as a whole."""
    waiting = Rejection.objects.filter(output__job=rejection.output.job_id, state=Rejection.State.WAITING)
    return waiting.filter(pk__lt=rejection.pk).exists()


def _send(rejection: Rejection, *, tried_before: bool) -> None:
    account = PixelzAccount.objects.filter(merchant_id=rejection.merchant_id).first()
    if account is None:
        _refused(rejection, _("No Pixelz account is connected."))
        return
    try:
        with open_pixelz(account) as client:
            if not (tried_before and _has_it(client, rejection.output.job)):
                markup = _markup(rejection)
                client.reject(rejection.output.job.ticket, rejection.comment, markup_image_url=markup)
    except PixelzError as refusal:
        _refused(rejection, str(refusal))
    except ConnectorError as error:
        if error.permanent:
            _refused(rejection, str(error))
        else:
            rejection.retry_later(error)
    else:
        _sent(rejection)


def _has_it(client: Pixelz, job: Job) -> bool:
    """Whether the answer to an earlier try was lost: the photo is back in work, or was even redone since."""
    status = client.status(ticket=job.ticket)
    if status.stage is Stage.CLOSED:
        return False
    at_work = status.stage in {Stage.WAITING, Stage.IN_PRODUCTION, Stage.FINISHING}
    return at_work or _files(status.final_urls) != _files(job.result_paths)


def _files(addresses: Sequence[str]) -> set[str]:
    """Without what an address is signed with, which changes from answer to answer."""
    return {urlsplit(address).path.lstrip("/") for address in addresses}


def _markup(rejection: Rejection) -> str:
    """The public address of the output with the marks on it; "" without marks. Raises a `ConnectorError`."""
    if not rejection.marks:
        return ""
    if not rejection.markup:
        picture = draw_marks(_file(rejection.output), rejection.marks)
        digest = sha256_of(picture)
        rejection.markup = f"{rejection.merchant_id}/markups/{digest[:2]}/{digest}.jpg"
        keep_file(rejection.markup, picture)
        rejection.save(update_fields=["markup"])
    name = f"marks-{PurePosixPath(rejection.markup).stem[:10]}.jpg"
    return public_url(merchant_id=rejection.merchant_id, file=rejection.markup, name=name)


def _file(output: Output) -> bytes:
    try:
        return read_file(output.file)
    except FileNotFoundError:
        return b""


@transaction.atomic
def _sent(rejection: Rejection) -> None:
    """Pixelz redoes the whole ticket: its other files that wait to go back are sent with this one."""
    now, job = timezone.now(), rejection.output.job_id
    waiting = Rejection.objects.filter(output__job=job, state=Rejection.State.WAITING)
    if not waiting.update(state=Rejection.State.SENT, sent_at=now, due_at=None, last_error=""):
        return
    Job.objects.filter(pk=job, state=Job.State.DELIVERED).update(
        state=Job.State.SUBMITTED, delivered_at=None, closed_at=None, status_id=None, status_name="", status_since=now,
        expected_at=now + REDO_WITHIN, attempts=0, last_error="", due_at=now + LOOK_AFTER,
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
