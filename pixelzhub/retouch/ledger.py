"""What was spent at Pixelz by the hub's own account: photos that Pixelz took, at the price of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When

from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.models import Invoice, Job

ZERO = Decimal("0.00")
NOT_PAID = ("cancelled", "lost")


@dataclass(frozen=True, slots=True)
class Spent:
    """Photos of one month, store and template. `unpriced` is white glove: Pixelz says its price on the invoice."""

    month: date
    store: str
    template: str
    currency: str
    amount: Decimal
    photos: int
    trial: int
    unpriced: int


def spent(merchant: Merchant, months: Sequence[date], zone: tzinfo) -> list[Spent]:
    """One line per month, store, template and currency, of months (their first days, oldest first) in this time zone."""
    starts = [datetime(month.year, month.month, 1, tzinfo=zone) for month in months]
    # Plain comparisons: to cut dates down to months SQLite calls Python for every row.
    month = Case(
        *(When(submitted_at__gte=start, then=Value(n)) for n, start in reversed(list(enumerate(starts)))),
        output_field=IntegerField(),
    )
    jobs = Job.objects.filter(merchant=merchant, submitted_at__gte=starts[0]).exclude(state__in=NOT_PAID)
    rows = (
        jobs.order_by()
        .annotate(month=month)
        .values_list("month", "image__store__name", "template__name", "currency")
        .annotate(
            amount=Sum("price", filter=Q(is_trial=False)),
            photos=Count("pk"),
            trial=Count("pk", filter=Q(is_trial=True)),
            unpriced=Count("pk", filter=Q(price=None)),
        )
    )
    return [
        Spent(months[n], store, template or "", currency, (amount or ZERO).quantize(ZERO), photos, trial, unpriced)
        for n, store, template, currency, amount, photos, trial, unpriced in rows
    ]


def invoiced(merchant: Merchant, months: Sequence[date]) -> dict[tuple[date, str], Decimal]:
    """What Pixelz invoiced: (month, currency) -> amount, of invoices that were seen before they were paid."""
    found: dict[tuple[date, str], Decimal] = {}
    rows = Invoice.objects.filter(merchant=merchant, issued_on__gte=months[0])
    for invoice in rows.only("issued_on", "currency", "amount"):
        if invoice.issued_on and invoice.amount is not None:
            key = (invoice.issued_on.replace(day=1), invoice.currency)
            found[key] = found.get(key, ZERO) + invoice.amount
    return found
