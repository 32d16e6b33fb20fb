"""The prices of an order read once more: what rose stops it before its first photo, until the merchant has accepted."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors.errors import ConnectorError
from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.retouch.account import open_pixelz
from pixelzhub.retouch.models import Job, Order, Template
from pixelzhub.retouch.orders import BATCH, NotCovered
from pixelzhub.retouch.spending import budget

log = structlog.get_logger(__name__)


def open_orders(order_ids: Iterable[int]) -> None:
    """Read the prices once more; an order whose prices rose stops before its first photo is sent."""
    orders = Order.objects.filter(pk__in=list(order_ids), state=Order.State.CHECKING).select_related("merchant")
    for order in orders:
        with structlog.contextvars.bound_contextvars(merchant=order.merchant_id, order=order.number):
            _open(order)


def _open(order: Order) -> None:
    try:
        prices = _prices_now(order)
    except ConnectorError as error:
        order.attempts += 1
        if error.permanent:
            _stop(order, str(error))
        else:
            order.retry_later(error, fields=("attempts",))
        return
    risen = [template for template in _templates(order) if _rose(template, prices.get(template.remote_id))]
    if risen:
        names = ", ".join(_("%(name)s to %(price)s %(currency)s") % _said(t, prices) for t in risen)
        _stop(order, _("Prices rose since you ordered: %(names)s. Nothing was sent.") % {"names": names})
        return
    with transaction.atomic():
        jobs = Job.objects.filter(order=order, state=Job.State.INTENT)
        jobs.update(due_at=timezone.now())
        order.state, order.due_at, order.last_error, order.attempts = Order.State.OPEN, None, "", 0
        order.save(update_fields=["state", "due_at", "last_error", "attempts"])
    log.info("order.opened")


def _prices_now(order: Order) -> dict[str, Decimal | None]:
    """Template -> price as Pixelz says now; the hub's own rows are brought up to date on the way."""
    account = PixelzAccount.objects.get(merchant_id=order.merchant_id)
    with open_pixelz(account) as client:
        prices = {record.id: record.price for record in client.templates()}
    for template in Template.objects.filter(merchant_id=order.merchant_id, remote_id__in=list(prices)):
        price = prices[template.remote_id]
        if price is not None and price != template.price:
            Template.objects.filter(pk=template.pk).update(price=price, read_at=timezone.now())
    return prices


def _templates(order: Order) -> list[Template]:
    """The order's templates; `price` is the highest that the merchant was shown."""
    shown = Job.objects.filter(order=order, state=Job.State.INTENT, template__isnull=False)
    rows = shown.values("template").annotate(shown=Max("price"))
    by_id = {row["template"]: row["shown"] for row in rows}
    templates = list(Template.objects.filter(pk__in=by_id))
    for template in templates:
        template.price = by_id[template.pk]
    return templates


def _rose(template: Template, now: Decimal | None) -> bool:
    return now is not None and template.price is not None and now > template.price


def _said(template: Template, prices: dict[str, Decimal | None]) -> dict[str, object]:
    return {"name": template.name, "price": prices[template.remote_id], "currency": template.currency}


def _stop(order: Order, reason: str) -> None:
    order.state, order.due_at, order.last_error = Order.State.STOPPED, None, reason
    order.save(update_fields=["state", "due_at", "last_error", "attempts"])
    log.info("order.stopped")


@transaction.atomic
def accept_prices(*, order: Order, by: str) -> bool:
    """The merchant takes the new prices: the order is checked once more, against balance and caps as well.

    Raises `NotCovered`.
    """
    Merchant.objects.select_for_update().get(pk=order.merchant_id)
    if not Order.objects.filter(pk=order.pk, state=Order.State.STOPPED).exists():
        return False
    jobs = list(Job.objects.filter(order=order, state=Job.State.INTENT).select_related("template"))
    rise, estimates = Decimal(0), {currency: Decimal(amount) for currency, amount in order.estimates.items()}
    account = PixelzAccount.objects.select_related("merchant").get(merchant_id=order.merchant_id)
    for job in jobs:
        if job.template is None or job.template.price is None or job.price is None:
            continue
        more = Decimal(0) if job.is_trial else job.template.price - job.price
        estimates[job.currency] = estimates.get(job.currency, Decimal(0)) + more
        rise += more if job.currency == account.currency else Decimal(0)
        job.price = job.template.price
    stops = budget(account, by_rule=order.by_rule).stops(rise)
    if stops:
        raise NotCovered(" ".join(stops))
    Job.objects.bulk_update(jobs, ["price"], batch_size=BATCH)
    order.estimates = {currency: str(amount) for currency, amount in estimates.items()}
    order.state, order.due_at, order.attempts, order.last_error = Order.State.CHECKING, timezone.now(), 0, ""
    order.save(update_fields=["estimates", "state", "due_at", "attempts", "last_error"])
    audit.record(order.merchant, by, "order.prices_accepted", order, estimate=order.estimates)
    return True
