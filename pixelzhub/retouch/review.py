"""The merchant's word on a finished file: approve it, or send it back with a comment."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors.errors import AuthFailed
from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.retouch.account import open_pixelz
from pixelzhub.retouch.models import Job, Output


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


def send_back(*, output: Output, by: str, comment: str) -> bool:
    """Back to Pixelz on the same ticket. Pixelz hears of it before the row says so. Raises a `ConnectorError`."""
    account = PixelzAccount.objects.filter(merchant_id=output.merchant_id).first()
    if account is None:
        raise AuthFailed(_("No Pixelz account is connected."))
    if output.review != Output.Review.WAITING:
        return False
    with open_pixelz(account) as client:
        client.reject(output.job.ticket, comment)
    with transaction.atomic():
        if not _decide(output, Output.Review.SENT_BACK, by, comment):
            return False
        job = output.job
        job.state, job.delivered_at = Job.State.SUBMITTED, None
        job.status_id, job.status_name = None, ""
        job.due_at = timezone.now() + timedelta(seconds=min(5.0, settings.PIXELZ_POLL_S))
        job.save()
        return True


def _decide(output: Output, review: str, by: str, comment: str) -> bool:
    decided = Output.objects.filter(pk=output.pk, review=Output.Review.WAITING).update(
        review=review, reviewed_by=by, reviewed_at=timezone.now(), comment=comment
    )
    if decided:
        audit.record(output.job.order.merchant, by, f"output.{review}", output, comment=comment)
    return bool(decided)
