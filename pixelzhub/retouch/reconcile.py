"""Once a night: does Pixelz know what the hub knows, and the other way round?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db.models import Q
from django.utils import timezone

from connectors.errors import ConnectorError
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.pixelz import ImageStatus
from pixelzhub.retouch.account import open_pixelz
from pixelzhub.retouch.follow import pages
from pixelzhub.retouch.models import Job, StrayTicket

log = structlog.get_logger(__name__)

EVERY = timedelta(hours=24)
# Photos can be sent back for 30 days; further back nothing changes.
FIRST_LOOK = timedelta(days=30)
OVERLAP = timedelta(days=2)


def reconcile_accounts() -> None:
    """Every account that was not reconciled for a day."""
    due = Q(reconciled_at=None) | Q(reconciled_at__lt=timezone.now() - EVERY)
    for account in PixelzAccount.objects.filter(due):
        try:
            reconcile(account)
        except ConnectorError as error:
            log.warning("pixelz.not_reconciled", merchant=account.merchant_id, error=str(error))


def reconcile(account: PixelzAccount) -> None:
    """Compare one account's list with the hub's jobs. Raises a `ConnectorError` when the list cannot be read."""
    began = timezone.now()
    since = account.reconciled_at - OVERLAP if account.reconciled_at else began - FIRST_LOOK
    seen: set[str] = set()
    with open_pixelz(account) as client:
        for statuses in pages(client.images(from_date=since.date())):
            _look_at(account, statuses)
            seen |= {status.ticket for status in statuses}
    missing = _ask_after_missing(account, since, began, seen)
    PixelzAccount.objects.filter(pk=account.pk).update(reconciled_at=began)
    # Pixelz may have enabled uploads since it said no: the next photo tries once more.
    PixelzAccount.objects.filter(pk=account.pk, can_upload=False).update(can_upload=None)
    log.info("pixelz.reconciled", merchant=account.merchant_id, listed=len(seen), missing=missing)


def _look_at(account: PixelzAccount, statuses: Sequence[ImageStatus]) -> None:
    """Write down the tickets that no job has; a job whose ticket got lost on the way is asked after now."""
    tickets = {status.ticket: status for status in statuses}
    own_ids = [status.customer_image_id for status in statuses if status.customer_image_id]
    jobs = Job.objects.filter(merchant=account.merchant_id)
    known = set(jobs.filter(ticket__in=tickets).values_list("ticket", flat=True))
    jobs.filter(customer_image_id__in=own_ids, state=Job.State.UNSURE).update(due_at=timezone.now())
    ours = set(jobs.filter(customer_image_id__in=own_ids).values_list("customer_image_id", flat=True))
    earlier = {
        old["ticket"]
        for rows in jobs.exclude(earlier_tickets=[]).values_list("earlier_tickets", flat=True)
        for old in rows
    }
    StrayTicket.objects.bulk_create(
        [
            StrayTicket(
                merchant_id=account.merchant_id,
                ticket=ticket,
                customer_image_id=status.customer_image_id,
                product_id=status.product_id,
                status_id=status.status_id,
                status_name=status.status_name,
            )
            for ticket, status in tickets.items()
            if ticket not in known | earlier and status.customer_image_id not in ours
        ],
        update_conflicts=True,
        unique_fields=["merchant", "ticket"],
        update_fields=["status_id", "status_name"],
    )


def _ask_after_missing(account: PixelzAccount, since: datetime, began: datetime, seen: set[str]) -> int:
    """Photos that should be in the list and are not: each is asked for by its ticket, which settles it."""
    sent = Job.objects.filter(
        merchant=account.merchant_id,
        state__in=[Job.State.SUBMITTED, Job.State.NEEDS_YOU],
        submitted_at__gte=since + timedelta(days=1),
        submitted_at__lt=began,
    ).exclude(ticket="")
    missing = [pk for pk, ticket in sent.values_list("pk", "ticket") if ticket not in seen]
    Job.objects.filter(pk__in=missing).update(due_at=timezone.now())
    return len(missing)
