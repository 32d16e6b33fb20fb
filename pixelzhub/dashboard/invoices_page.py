"""Which invoices are shown: a period, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.models import Invoice

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Period:
    """From and to, both included; None is open. `error` says what of the address could not be read."""

    start: date | None
    end: date | None
    error: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Period:
        try:
            start, end = _day(query.get("from")), _day(query.get("to"))
        except ValueError:
            return cls(None, None, _("A date is written as 2026-11-21. All invoices are shown."))
        if start and end and start > end:
            return cls(None, None, _("The period ends before it begins. All invoices are shown."))
        return cls(start, end)

    def query(self) -> dict[str, str]:
        days = {"from": self.start, "to": self.end}
        return {name: day.isoformat() for name, day in days.items() if day}


@dataclass(frozen=True, slots=True)
class InvoicesPage:
    rows: list[Invoice]
    period: Period
    presets: list[dict[str, Any]]
    next: str
    paged: bool


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def invoices_of(merchant: Merchant, period: Period) -> QuerySet[Invoice]:
    """The invoices of a period, newest first."""
    rows = Invoice.objects.filter(merchant=merchant).order_by(F("issued_on").desc(nulls_last=True), "-pk")
    rows = rows.filter(issued_on__gte=period.start) if period.start else rows
    return rows.filter(issued_on__lte=period.end) if period.end else rows


def invoices_page(merchant: Merchant, query: QueryDict) -> InvoicesPage:
    """Fifty invoices from the key `after` on, which is the day and the id of the last one."""
    period, after = Period.read(query), query.get("after", "")
    found = list(_after(invoices_of(merchant, period), after)[: PER_PAGE + 1])
    more, found = len(found) > PER_PAGE, found[:PER_PAGE]
    key = f"{found[-1].issued_on or ''}_{found[-1].pk}" if more else ""
    following = "?" + urlencode({**period.query(), "after": key}) if more else ""
    return InvoicesPage(found, period, _presets(period), following, bool(after))


def _after(rows: QuerySet[Invoice], key: str) -> QuerySet[Invoice]:
    text, _line, pk = key.partition("_")
    try:
        day, last = _day(text), int(pk or 0)
    except ValueError:
        return rows
    if not last:
        return rows
    if day is None:
        return rows.filter(issued_on=None, pk__lt=last)
    return rows.filter(Q(issued_on__lt=day) | Q(issued_on=day, pk__lt=last) | Q(issued_on=None))


def _presets(period: Period) -> list[dict[str, Any]]:
    today = timezone.localdate()
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    choices = (
        (_("All"), Period(None, None)),
        (_("This month"), Period(month, today)),
        (_("Last month"), Period(before, month - timedelta(days=1))),
        (_("This year"), Period(today.replace(month=1, day=1), today)),
    )
    return [
        {
            "href": f"?{urlencode(choice.query())}" if choice.query() else "?",
            "label": label,
            "count": None,
            "here": (choice.start, choice.end) == (period.start, period.end),
        }
        for label, choice in choices
    ]


def invoice_heads() -> list[str]:
    """The columns of the CSV file."""
    return [_("Invoice"), _("Date"), _("State"), _("Amount due"), _("Currency")]


def invoice_lines(rows: QuerySet[Invoice]) -> Iterator[list[object]]:
    for invoice in rows.iterator(chunk_size=500):
        state = _("Paid") if invoice.is_paid else _("To be paid")
        yield [invoice.number, invoice.issued_on or "", state, invoice.amount_due, invoice.currency]
