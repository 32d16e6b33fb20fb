"""The merchant's word on a finished file: approve it, or send it back with a comment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.retouch.models import Job, Output, Rejection
from pixelzhub.retouch.reject import free_until

Marks = Sequence[Sequence[Sequence[float]]]


class NotSentBack(Exception):
    """Why a file cannot go back; nothing was changed."""


class TooLateToSendBack(NotSentBack):
    """The thirty free days are over."""


@dataclass(frozen=True, slots=True)
class SentBack:
    """What came of sending several back: how many went, and the reason for each that did not."""

    sent: int
    refused: list[tuple[Output, str]]


def waiting_outputs(merchant: Merchant) -> QuerySet[Output]:
    """Finished files that nobody has decided on, oldest first."""
    waiting = Output.objects.filter(merchant=merchant, review=Output.Review.WAITING, job__state=Job.State.DELIVERED)
    return waiting.select_related("job__template", "job__image__store", "job__product", "job__order").order_by("pk")


@transaction.atomic
def approve(*, output: Output, by: str) -> bool:
    """Ready to publish; False if someone decided already."""
    return _decide(output, Output.Review.APPROVED, by, "")


@transaction.atomic
def approve_many(*, merchant: Merchant, ids: list[int], by: str) -> int:
    """Approve those of `ids` that still wait; gives their number."""
    outputs = waiting_outputs(merchant).filter(pk__in=ids)
    return sum(_decide(output, Output.Review.APPROVED, by, "") for output in outputs)


@transaction.atomic
def send_back(*, output: Output, by: str, comment: str, marks: Marks = ()) -> bool:
    """Back to Pixelz on the same ticket, at no cost; False if someone decided already.

    Raises `NotSentBack`, and after thirty days `TooLateToSendBack`.
    """
    _check_account(output.merchant_id)
    return _send_back(output, by, comment, marks)


@transaction.atomic
def send_back_many(*, merchant: Merchant, ids: list[int], by: str, comment: str) -> SentBack:
    """Send those of `ids` that still wait back with one comment, each as its own rejection.

    Raises `NotSentBack` when none of them can go.
    """
    _check_account(merchant.pk)
    sent, refused = 0, []
    for output in waiting_outputs(merchant).filter(pk__in=ids):
        try:
            sent += _send_back(output, by, comment, ())
        except NotSentBack as reason:
            refused.append((output, str(reason)))
    return SentBack(sent, refused)


def _check_account(merchant_id: int) -> None:
    if not PixelzAccount.objects.filter(merchant_id=merchant_id).exists():
        raise NotSentBack(_("No Pixelz account is connected."))


def _send_back(output: Output, by: str, comment: str, marks: Marks) -> bool:
    _check_time(output.job)
    _check_ticket(output, comment, marks)
    if not _decide(output, Output.Review.SENT_BACK, by, comment):
        return False
    Rejection.objects.create(
        merchant_id=output.merchant_id,
        output=output,
        comment=comment,
        marks=[[list(point) for point in stroke] for stroke in marks],
        rejected_by=by,
        due_at=timezone.now(),
    )
    return True


def _check_time(job: Job) -> None:
    until = free_until(job)
    if until and until < timezone.now():
        day = date_format(timezone.localtime(until), "j M Y")
        raise TooLateToSendBack(_("Pixelz took this photo back for free until %(day)s.") % {"day": day})


def _check_ticket(output: Output, comment: str, marks: Marks) -> None:
    """A ticket goes back as a whole: its files can share one comment, but each cannot bring its own."""
    # The lock makes two files of one ticket come here one after the other.
    job = Job.objects.select_for_update().get(pk=output.job_id)
    if job.state != Job.State.DELIVERED:
        raise NotSentBack(_("Pixelz works on this photo again already. Decide when it is back."))
    others = Rejection.objects.filter(output__job=output.job_id, state=Rejection.State.WAITING)
    if any(marks or other.marks or other.comment != comment for other in others):
        raise NotSentBack(
            _("Another file of this ticket is on its way back, and Pixelz redoes both. Decide when they are back.")
        )


def _decide(output: Output, review: str, by: str, comment: str) -> bool:
    decided = Output.objects.filter(pk=output.pk, review=Output.Review.WAITING).update(
        review=review, reviewed_by=by, reviewed_at=timezone.now(), comment=comment
    )
    if decided:
        audit.record(output.job.order.merchant, by, f"output.{review}", output, comment=comment)
    return bool(decided)
