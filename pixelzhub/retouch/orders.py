"""Placing an order: the intent is written down, whole, before anything is sent."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.measure import file_name
from connectors.models import Placement
from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.cart import Cart, Line, price_of
from pixelzhub.retouch.files import travel_name
from pixelzhub.retouch.models import Job, JobUse, Order


class NotCovered(Exception):
    """The balance does not pay for the order; nothing was written."""


class NothingToSend(Exception):
    """Every photo was left out; nothing was written."""


def place_order(*, merchant: Merchant, by: str, cart: Cart, token: uuid.UUID, comment: str = "") -> Order:
    """The order for this cart; the same token gives the same order. Raises `NotCovered` or `NothingToSend`."""
    known = Order.objects.filter(merchant=merchant, token=token).first()
    if known:
        return known
    if not cart.lines:
        raise NothingToSend(_("None of these photos can be sent."))
    if not cart.covered:
        raise NotCovered(_("Your balance does not cover this order."))
    try:
        return _write(merchant, by, cart, token, comment)
    except IntegrityError:
        # A double click: the other request was first. Anything else has no such order and is raised on.
        return Order.objects.get(merchant=merchant, token=token)


@transaction.atomic
def _write(merchant: Merchant, by: str, cart: Cart, token: uuid.UUID, comment: str) -> Order:
    Merchant.objects.select_for_update().get(pk=merchant.pk)
    last = Order.objects.filter(merchant=merchant).aggregate(Max("number"))["number__max"] or 1000
    order = Order.objects.create(
        merchant=merchant,
        number=last + 1,
        token=token,
        ordered_by=by,
        comment=comment,
        estimate=cart.estimate,
        currency=cart.currency,
        left_out=[{"placement": out.placement.pk, "reason": out.reason} for out in cart.left_out],
    )
    for line in cart.lines:
        _write_job(order, line)
    audit.record(merchant, by, "order.placed", order, photos=len(cart.lines), estimate=str(cart.estimate))
    return order


def _write_job(order: Order, line: Line) -> None:
    placement = line.placement
    job = Job.objects.create(
        merchant_id=order.merchant_id,
        order=order,
        template=line.template,
        image=placement.image,
        product=placement.product,
        sha256=placement.image.sha256,
        filename=travel_name(placement.product.name, placement.image.sha256, file_name(placement.image.url)),
        customer_image_id=uuid.uuid4().hex,
        price=price_of(line.template),
        currency=line.template.currency,
        codes=sorted({f"{f.channel}/{f.code}" for f in line.findings if f.severity != "advice"}),
        due_at=timezone.now(),
    )
    twins = _twins(placement)
    JobUse.objects.bulk_create(
        JobUse(merchant_id=order.merchant_id, job=job, placement=use) for use in {placement, *line.uses, *twins}
    )


def _twins(placement: Placement) -> list[Placement]:
    """Other places of the very same picture that fail as well: the result is used there too."""
    same = Placement.objects.filter(
        merchant_id=placement.merchant_id, image__sha256=placement.image.sha256, gone_at=None, verdict="mend"
    )
    return list(same.exclude(pk=placement.pk))


def cancel_waiting(*, order: Order, by: str) -> int:
    """Take back what Pixelz has not heard of yet; gives the number of photos."""
    n = Job.objects.filter(order=order, state=Job.State.INTENT).update(state=Job.State.CANCELLED, due_at=None)
    if n:
        audit.record(order.merchant, by, "order.cancelled", order, photos=n)
    return n
