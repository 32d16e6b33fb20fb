"""Placing an order: the intent is written down, whole, before anything is sent; then prices are read once more."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.measure import file_name
from connectors.models import Placement
from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.retouch.cart import Cart, Line
from pixelzhub.retouch.files import travel_name
from pixelzhub.retouch.hooks import hook_digest
from pixelzhub.retouch.models import Job, JobPart, JobUse, Order
from pixelzhub.retouch.spending import budget

log = structlog.get_logger(__name__)

BATCH = 500
FIRST_NUMBER = 1001
FIRST_PHOTOS = 4


class NotCovered(Exception):
    """The balance or a cap does not allow the order; nothing was written."""


class NothingToSend(Exception):
    """Every photo was left out; nothing was written."""


class BadDeadline(Exception):
    """The deadline is past, or sooner than the account allows; nothing was written."""


def place_order(*, merchant: Merchant, by: str, cart: Cart, token: uuid.UUID, by_rule: bool = False) -> Order:
    """The order for this cart; the same token gives the same order.

    Raises `NotCovered`, `NothingToSend` or `BadDeadline`.
    """
    known = Order.objects.filter(merchant=merchant, token=token).first()
    if known:
        return known
    if not cart.lines:
        raise NothingToSend(_("None of these photos can be sent."))
    try:
        return _write(merchant, by, cart, token, by_rule)
    except IntegrityError:
        # A double click: the other request was first. Or another order took one of these photos since the cart was made.
        known = Order.objects.filter(merchant=merchant, token=token).first()
        if known:
            return known
        raise NothingToSend(_("Some of these photos were ordered a moment ago. Look at the order once more.")) from None


@transaction.atomic
def _write(merchant: Merchant, by: str, cart: Cart, token: uuid.UUID, by_rule: bool) -> Order:
    # One order of a merchant at a time: each counts what the ones before it hold.
    Merchant.objects.select_for_update().get(pk=merchant.pk)
    account = PixelzAccount.objects.filter(merchant=merchant).select_related("merchant").first()
    if account is None:
        raise NothingToSend(_("Connect your Pixelz account first, under Settings."))
    _check_deadline(account, cart)
    stops = budget(account, by_rule=by_rule).stops(cart.estimate)
    if stops:
        raise NotCovered(" ".join(stops))
    last = Order.objects.filter(merchant=merchant).aggregate(Max("number"))["number__max"]
    order = Order.objects.create(
        merchant=merchant,
        number=last + 1 if last else FIRST_NUMBER,
        token=token,
        ordered_by=by,
        by_rule=by_rule,
        comment=cart.wishes.comment,
        deadline=cart.wishes.deadline,
        estimates=cart.estimates,
        first_photos=[line.placement.image.sha256 for line in cart.lines[:FIRST_PHOTOS]],
        left_out=[{"placement": out.placement.pk, "reason": out.reason} for out in cart.left_out],
        due_at=timezone.now(),
    )
    _write_jobs(order, cart)
    audit.record(merchant, by, "order.placed", order, photos=len(cart.lines), estimate=cart.estimates)
    return order


def _check_deadline(account: PixelzAccount, cart: Cart) -> None:
    """Pixelz takes no deadline under the account's minimum (Developer API, POST Image: default 24 hours)."""
    deadline = cart.wishes.deadline
    if deadline is None:
        return
    soonest = timezone.now() + timedelta(hours=account.minimum_hours)
    if deadline < soonest:
        text = _("The deadline must be at least %(hours)s hours from now: %(soonest)s or later.")
        local = timezone.localtime(soonest).strftime("%Y-%m-%d %H:%M")
        raise BadDeadline(text % {"hours": account.minimum_hours, "soonest": local})


def _write_jobs(order: Order, cart: Cart) -> None:
    jobs = [_job(order, line, cart) for line in cart.lines]
    Job.objects.bulk_create(jobs, batch_size=BATCH)
    pairs = list(zip(jobs, cart.lines, strict=True))
    JobPart.objects.bulk_create(
        (_part(job, number, part) for job, line in pairs for number, part in enumerate(line.parts, start=2)),
        batch_size=BATCH,
    )
    twins = _twins(order.merchant_id, cart.lines)
    JobUse.objects.bulk_create(
        (
            JobUse(merchant_id=order.merchant_id, job=job, placement_id=place)
            for job, line in pairs
            for place in dict.fromkeys(
                [line.placement.pk, *(use.pk for use in line.uses), *twins.get(line.content, [])]
            )
        ),
        batch_size=BATCH,
    )


def _job(order: Order, line: Line, cart: Cart) -> Job:
    placement, own_id = line.placement, uuid.uuid4().hex
    return Job(
        merchant_id=order.merchant_id,
        order=order,
        template=line.template,
        image=placement.image,
        product=placement.product,
        sha256=placement.image.sha256,
        content=line.content,
        filename=_file_name(placement),
        color_reference=cart.wishes.color_reference,
        comment=cart.wishes.comment,
        deadline=cart.wishes.deadline,
        customer_image_id=own_id,
        hook_digest=hook_digest(own_id),
        price=line.price,
        currency=line.currency,
        is_trial=line.content in cart.trial_lines,
        codes=sorted({f"{f.channel}/{f.code}" for f in line.findings if f.severity != "advice"}),
    )


def _part(job: Job, number: int, place: Placement) -> JobPart:
    return JobPart(
        merchant_id=job.merchant_id,
        job=job,
        number=number,
        image=place.image,
        sha256=place.image.sha256,
        filename=_file_name(place),
    )


def _file_name(place: Placement) -> str:
    return travel_name(place.product.name, place.image.sha256, file_name(place.image.url))


def _twins(merchant_id: int, lines: Sequence[Line]) -> dict[str, list[int]]:
    """Other places of the very same pictures that fail as well: the result is used there too."""
    single = [line.content for line in lines if not line.parts]
    found: dict[str, list[int]] = {}
    for start in range(0, len(single), BATCH):
        same = Placement.objects.filter(
            merchant_id=merchant_id, image__sha256__in=single[start : start + BATCH], gone_at=None, verdict="mend"
        )
        for digest, pk in same.values_list("image__sha256", "pk"):
            found.setdefault(digest, []).append(pk)
    return found
