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
    n = sum(_take_back(job) for job in Job.objects.filter(order=order, state__in=CANCELLABLE).select_for_update())
    _close(order.pk)
    if n:
        audit.record(order.merchant, by, "order.cancelled", order, photos=n)
    return n


@transaction.atomic
def cancel_job(job: Job) -> bool:
    """Cancel one photo, or ask Pixelz to; False when it has begun already."""
    done = _take_back(job)
    _close(job.order_id)
    return done


def _close(order_id: int) -> None:
    """An order that was stopped before sending waits for nobody once all its photos are taken back."""
    stopped = Order.objects.filter(pk=order_id, state=Order.State.STOPPED).exclude(jobs__state=Job.State.INTENT)
    stopped.update(state=Order.State.OPEN, last_error="")


def _take_back(job: Job) -> bool:
    now = timezone.now()
    if job.state in CANCELLABLE and not job.ticket:
        mine = Job.objects.filter(pk=job.pk, state=job.state, ticket="")
        return mine.update(state=Job.State.CANCELLED, due_at=None, closed_at=now, last_error="") == 1
    if job.state in CANCELLABLE and (job.status_id or 0) < IN_PRODUCTION:
        mine = Job.objects.filter(pk=job.pk, state=job.state)
        return mine.update(state=Job.State.CANCELLING, due_at=now, attempts=0) == 1
    return False
