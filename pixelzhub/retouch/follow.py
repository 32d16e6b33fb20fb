"""Following jobs at Pixelz: a webhook is a hint, the status that Pixelz answers itself is the word."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connectors.errors import BadReply, ConnectorError
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.pixelz import ImageStatus, Pixelz, Stage, Status, UnknownImage, stage_of
from pixelzhub.retouch.account import open_pixelz
from pixelzhub.retouch.models import Job
from pixelzhub.retouch.rhythm import next_look
from pixelzhub.retouch.routes import routes_left
from pixelzhub.retouch.telling import tell_stuck

log = structlog.get_logger(__name__)

PER_PAGE = 100
BATCH = 500
MOST_ATTEMPTS = 12
# 72 to 78 mean that our callback was not reached: the file is finished and can be taken.
CALLBACK_MISSED = {
    Status.FIRST_DELIVERY_FAILED,
    Status.SECOND_DELIVERY_FAILED,
    Status.THIRD_DELIVERY_FAILED,
    Status.DELIVERY_FAILED,
}
# 70 is "ready for download" in the document and "still in QC" in Pixelz's own client: only 80 is safe to take.
TAKE_AT = {Status.DELIVERED, Status.CLOSED, *CALLBACK_MISSED}
NEEDS_YOU: dict[int, Promise] = {
    Status.DOWNLOAD_FAILED: _("Pixelz could not fetch the photo."),
    Status.WAITING_FOR_PAYMENT: _("Pixelz waits for a payment."),
    Status.REJECTED: _("Pixelz could not work on this photo."),
    Status.AWAITING_REPLY: _("Pixelz asks you something about this photo."),
    **dict.fromkeys(CALLBACK_MISSED, _("Pixelz is done, but names no file.")),
}
LOST: dict[int, Promise] = {
    Status.DELETED: _("This photo was deleted at Pixelz."),
    Status.CLEANED_UP: _("Pixelz's cleaning service deleted this photo."),
    Status.CLOSED: _("Pixelz closed this photo without a finished file."),
}
FOLLOWED = (Job.State.SUBMITTED, Job.State.NEEDS_YOU)
FIELDS = (
    "state", "status_id", "status_name", "status_since", "asked_at", "closed_at", "result_paths", "route",
    "routes_failed", "due_at", "attempts", "last_error",
)  # fmt: skip


def follow_jobs(job_ids: Iterable[int]) -> None:
    """Ask Pixelz for the state of each job: by lists of a day's photos where that is cheaper than one by one."""
    by_merchant: dict[int, list[Job]] = {}
    for job in Job.objects.filter(pk__in=list(job_ids), state__in=FOLLOWED).exclude(ticket=""):
        by_merchant.setdefault(job.merchant_id, []).append(job)
    for account in PixelzAccount.objects.filter(merchant__in=by_merchant).select_related("merchant"):
        with structlog.contextvars.bound_contextvars(merchant=account.merchant_id), open_pixelz(account) as client:
            _round(client, account, by_merchant[account.merchant_id])


def _round(client: Pixelz, account: PixelzAccount, jobs: Sequence[Job]) -> None:
    """One round for one account. What a list does not name is asked by itself; a page is kept before the next is read."""
    waiting = {job.ticket: job for job in jobs}
    try:
        listed = (client.images(from_date=day, to_date=day) for day in _days_worth_listing(account, jobs))
        for statuses in pages(chain.from_iterable(listed)):
            _note_page(
                account, [(waiting.pop(status.ticket), status) for status in statuses if status.ticket in waiting]
            )
            if not waiting:
                return
    except ConnectorError as error:
        _put_off(list(waiting.values()), error)
        return
    for job in waiting.values():
        _ask(client, account, job)


def pages(statuses: Iterable[ImageStatus]) -> Iterator[list[ImageStatus]]:
    """What Pixelz lists, a hundred at a time, as it comes."""
    rest = iter(statuses)
    while page := list(islice(rest, PER_PAGE)):
        yield page


def _note_page(account: PixelzAccount, answers: Sequence[tuple[Job, ImageStatus]]) -> None:
    for job, status in answers:
        note(job, status, account)
    _save([job for job, _status in answers])


def _put_off(jobs: Sequence[Job], error: ConnectorError) -> None:
    """The list does not come: nobody is asked one by one instead."""
    log.warning("jobs.not_listed", error=str(error), jobs=len(jobs))
    for job in jobs:
        job.attempts = min(job.attempts + 1, MOST_ATTEMPTS)
        job.last_error, job.due_at = str(error), timezone.now() + timedelta(seconds=job.delay_s(error))
    _save(jobs)


def _days_worth_listing(account: PixelzAccount, jobs: Sequence[Job]) -> list[date]:
    """Days (UTC) whose list takes fewer requests than asking for each of these jobs."""
    asked: dict[date, int] = {}
    for job in jobs:
        if job.submitted_at:
            asked[job.submitted_at.date()] = asked.get(job.submitted_at.date(), 0) + 1
    return [day for day, n in asked.items() if n > 1 and n > math.ceil(_sent_on(account, day) / PER_PAGE)]


def _sent_on(account: PixelzAccount, day: date) -> int:
    start = datetime.combine(day, time(), UTC)
    sent = Job.objects.filter(merchant=account.merchant_id)
    return sent.filter(submitted_at__gte=start, submitted_at__lt=start + timedelta(days=1)).count()


def _ask(client: Pixelz, account: PixelzAccount, job: Job) -> None:
    try:
        status = client.status(ticket=job.ticket)
    except UnknownImage:
        _lose(job, str(_("Pixelz does not know this ticket.")))
    except ConnectorError as error:
        job.attempts = min(job.attempts + 1, MOST_ATTEMPTS)
        job.retry_later(error, fields=("attempts",))
        return
    else:
        note(job, status, account)
    _save([job])


def _save(jobs: Sequence[Job]) -> None:
    """Write what was learnt, but never over a job that somebody moved on meanwhile."""
    kept = []
    for start in range(0, len(jobs), BATCH):
        some = jobs[start : start + BATCH]
        with transaction.atomic():
            mine = Job.objects.select_for_update().filter(pk__in=[job.pk for job in some], state__in=FOLLOWED)
            before = {(pk, ticket): state for pk, ticket, state in mine.values_list("pk", "ticket", "state")}
            free = [job for job in some if (job.pk, job.ticket) in before]
            Job.objects.bulk_update(free, FIELDS)
            tell_stuck([job for job in free if before[job.pk, job.ticket] != Job.State.NEEDS_YOU])
            kept += free
    for job in kept if len(kept) < PER_PAGE else []:
        log.info("job.followed", job=job.pk, status=job.status_id)


def note(job: Job, status: ImageStatus, account: PixelzAccount) -> None:
    """What an answer of Pixelz's means for the job; nothing is written yet."""
    now = timezone.now()
    if status.status_id != job.status_id:
        job.status_since = now
    job.status_id, job.status_name, job.asked_at = status.status_id, status.status_name, now
    job.attempts, job.last_error, job.due_at = 0, "", next_look(job, now)
    stage = stage_of(status.status_id)
    if status.status_id in TAKE_AT and status.final_urls:
        _take(job, status, account)
    elif status.status_id == Status.DOWNLOAD_FAILED and routes_left(job, account):
        # It goes once more, by the next way; nobody has to look.
        job.state, job.due_at = Job.State.RESENDING, now
    elif stage is Stage.NEEDS_YOU and status.status_id in NEEDS_YOU:
        job.state, job.last_error = Job.State.NEEDS_YOU, str(NEEDS_YOU[status.status_id])
    elif stage is Stage.CLOSED:
        _lose(job, str(LOST[status.status_id or 0]))
    else:
        job.state = Job.State.SUBMITTED


def _take(job: Job, status: ImageStatus, account: PixelzAccount) -> None:
    """The files can be fetched, if they lie where Pixelz's files lie."""
    try:
        for path in status.final_urls:
            account.file_address(path, settings.PIXELZ_FILES_URL)
    except BadReply as error:
        job.state, job.last_error = Job.State.NEEDS_YOU, str(error)
        return
    job.state, job.result_paths, job.due_at = Job.State.FINISHED, list(status.final_urls), timezone.now()


def _lose(job: Job, reason: str) -> None:
    """Nothing comes back any more, unless files came before: those stay."""
    job.closed_at, job.due_at, job.last_error = timezone.now(), None, reason
    job.state = Job.State.DELIVERED if job.outputs.exists() else Job.State.LOST


def look_now(merchant_id: int, payload: Mapping[str, str]) -> bool:
    """A webhook says that something is finished: ask now. False if the merchant has no such job."""
    jobs = Job.objects.filter(merchant_id=merchant_id, pk=payload["job"])
    # UNSURE: the webhook came before our own answer; submit asks by our id and finds the ticket.
    asked = jobs.filter(state__in=[Job.State.SUBMITTED, Job.State.NEEDS_YOU, Job.State.UNSURE])
    asked.update(due_at=timezone.now())
    return jobs.exists()
