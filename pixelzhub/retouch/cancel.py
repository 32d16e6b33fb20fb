"""Taking photos back: at once what Pixelz has not heard of, by asking what it has."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from pixelzhub.accounts import audit
from pixelzhub.retouch.models import Job, Order

# Below "in production" Pixelz deletes an image (Developer API, DELETE Image; the client of Pixelz says: below 60).
IN_PRODUCTION = 60
CANCELLABLE = (Job.State.INTENT, Job.State.SUBMITTED, Job.State.NEEDS_YOU)


@transaction.atomic
def cancel_order(*, order: Order, by: str) -> int:
    """Take back what has not begun: at once what Pixelz has not heard of, by asking what it has. Gives the photos."""
    n = sum(cancel_job(job) for job in Job.objects.filter(order=order, state__in=CANCELLABLE).select_for_update())
    if n:
        audit.record(order.merchant, by, "order.cancelled", order, photos=n)
    return n


def cancel_job(job: Job) -> bool:
    """Cancel one photo, or ask Pixelz to; False when it has begun already."""
    now = timezone.now()
    if job.state in CANCELLABLE and not job.ticket:
        mine = Job.objects.filter(pk=job.pk, state=job.state, ticket="")
        return mine.update(state=Job.State.CANCELLED, due_at=None, closed_at=now, last_error="") == 1
    if job.state in CANCELLABLE and (job.status_id or 0) < IN_PRODUCTION:
        mine = Job.objects.filter(pk=job.pk, state=job.state)
        return mine.update(state=Job.State.CANCELLING, due_at=now, attempts=0) == 1
    return False
