"""The merchant's word on a finished file: approve it, or send it back with a comment."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.models import Job, Output, Rejection
from pixelzhub.retouch.reject import free_until


class TooLateToSendBack(Exception):
    """The thirty free days are over; nothing was changed."""


def waiting_outputs(merchant: Merchant) -> QuerySet[Output]:
    """Finished files that nobody has decided on, oldest first; only the newest of each job."""
    newest = Output.objects.filter(merchant=merchant, review=Output.Review.WAITING, job__state=Job.State.DELIVERED)
    return newest.select_related("job__template", "job__image__store", "job__product", "job__order").order_by("pk")


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
def send_back(*, output: Output, by: str, comment: str, marks: Sequence[Sequence[Sequence[float]]] = ()) -> bool:
    """Back to Pixelz on the same ticket, at no cost; False if someone decided already.

    Raises `TooLateToSendBack` after thirty days.
    """
    until = free_until(output.job)
    if until and until < timezone.now():
        day = date_format(timezone.localtime(until), "j M Y")
        raise TooLateToSendBack(_("Pixelz took this photo back for free until %(day)s.") % {"day": day})
    if not _decide(output, Output.Review.SENT_BACK, by, comment):
        return False
    Rejection.objects.create(
        merchant_id=output.merchant_id,
        output=output,
        comment=comment,
        marks=list(marks),
        rejected_by=by,
        due_at=timezone.now(),
    )
    return True


def _decide(output: Output, review: str, by: str, comment: str) -> bool:
    decided = Output.objects.filter(pk=output.pk, review=Output.Review.WAITING).update(
        review=review, reviewed_by=by, reviewed_at=timezone.now(), comment=comment
    )
    if decided:
        audit.record(output.job.order.merchant, by, f"output.{review}", output, comment=comment)
    return bool(decided)
