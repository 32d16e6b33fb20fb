"""Spending by month, store and template, with what Pixelz invoiced beside it. Currencies are never added."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.dashboard.templatetags.hub import money
from pixelzhub.retouch.ledger import ZERO, Spent, invoiced, spent

MONTHS = 12
# The stores that a bar tells apart; further ones share the last.
FILLS = ("accent", "store", "grey")


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month in one currency. `difference` is what was invoiced above what the hub sent."""

    month: date
    currency: str
    amount: Decimal
    photos: int
    trial: int
    unpriced: int
    invoiced: Decimal | None
    parts: list[dict[str, Any]]
    highest: float = 0.0

    @property
    def difference(self) -> Decimal | None:
        return None if self.invoiced is None else self.invoiced - self.amount


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What one store or template took, in one currency."""

    name: str
    currency: str
    amount: Decimal
    photos: int
    unpriced: int


@dataclass(frozen=True, slots=True)
class SpendPage:
    months: list[MonthRow]
    stores: list[ShareRow]
    templates: list[ShareRow]
    totals: list[tuple[Decimal, str]]
    unpriced: int
    legend: list[tuple[str, str]]
    prepaid: bool


def spend_page(merchant: Merchant) -> SpendPage:
    """The last twelve months, newest first."""
    months = last_months(timezone.localdate())
    lines = spent(merchant, months, timezone.get_current_timezone())
    bills = invoiced(merchant, months)
    account = PixelzAccount.objects.filter(merchant=merchant).first()
    fills = _fills(lines)
    rows = [_month(month, currency, lines, bills, fills) for month, currency in _keys(months, lines, bills)]
    return SpendPage(
        months=_to_scale(rows),
        stores=_shares(lines, lambda line: line.store),
        templates=_shares(lines, lambda line: line.template or _("White glove")),
        totals=_totals(lines),
        unpriced=sum(line.unpriced for line in lines),
        legend=list(fills.items()) if len(fills) > 1 else [],
        prepaid=account is not None and not account.days_of_credit,
    )


def _to_scale(rows: list[MonthRow]) -> list[MonthRow]:
    """Bars are compared within a currency only: the longest is that currency's highest month."""
    highest: dict[str, Decimal] = {}
    for row in rows:
        highest[row.currency] = max(row.amount, highest.get(row.currency, ZERO))
    return [replace(row, highest=float(highest[row.currency])) for row in rows]


def last_months(today: date) -> list[date]:
    """The first days of the last twelve months, this one included, oldest first."""
    first = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(first - MONTHS + 1, first + 1)]


def _keys(months: list[date], lines: list[Spent], bills: dict[tuple[date, str], Decimal]) -> list[tuple[date, str]]:
    """The months that have anything, newest first; a month with two currencies twice."""
    found = {(line.month, line.currency) for line in lines if line.currency or line.unpriced} | set(bills)
    return sorted((key for key in found if key[0] in months), key=lambda key: (key[0], key[1]), reverse=True)


def _month(
    month: date, currency: str, lines: list[Spent], bills: dict[tuple[date, str], Decimal], fills: dict[str, str]
) -> MonthRow:
    mine = [line for line in lines if (line.month, line.currency) == (month, currency)]
    per_store: dict[str, Decimal] = {}
    for line in mine:
        per_store[line.store] = per_store.get(line.store, ZERO) + line.amount
    return MonthRow(
        month=month,
        currency=currency,
        amount=sum(per_store.values(), ZERO),
        photos=sum(line.photos for line in mine),
        trial=sum(line.trial for line in mine),
        unpriced=sum(line.unpriced for line in mine),
        invoiced=bills.get((month, currency)),
        parts=[
            {"count": float(per_store[store]), "fill": fill, "label": f"{store}: {money(per_store[store], currency)}"}
            for store, fill in fills.items()
            if per_store.get(store)
        ],
    )


def _fills(lines: list[Spent]) -> dict[str, str]:
    """Store -> how its part of a bar is drawn, the one that took most first."""
    order = list(dict.fromkeys(row.name for row in _shares(lines, lambda line: line.store)))
    return {store: FILLS[min(n, len(FILLS) - 1)] for n, store in enumerate(order)}


def _shares(lines: list[Spent], name: Callable[[Spent], str]) -> list[ShareRow]:
    found: dict[tuple[str, str], ShareRow] = {}
    for line in lines:
        key = (name(line), line.currency)
        before = found.get(key, ShareRow(*key, ZERO, 0, 0))
        found[key] = ShareRow(
            *key, before.amount + line.amount, before.photos + line.photos, before.unpriced + line.unpriced
        )
    return sorted(found.values(), key=lambda row: (-row.amount, -row.photos, row.name))


def _totals(lines: list[Spent]) -> list[tuple[Decimal, str]]:
    found: dict[str, Decimal] = {}
    for line in lines:
        if line.currency:
            found[line.currency] = found.get(line.currency, ZERO) + line.amount
    return [(amount, currency) for currency, amount in sorted(found.items())]


def spend_heads() -> list[str]:
    """The columns of the CSV file."""
    return [
        _("Month"), _("Store"), _("Template"), _("Photos"), _("Trial photos"), _("Photos without a price"),
        _("Amount"), _("Currency"),
    ]  # fmt: skip


def spend_lines(merchant: Merchant) -> Iterator[list[object]]:
    """The ledger, a line per month, store and template."""
    months = last_months(timezone.localdate())
    for line in sorted(spent(merchant, months, timezone.get_current_timezone()), key=lambda line: line.month):
        month = f"{line.month:%Y-%m}"
        template = line.template or _("White glove")
        yield [month, line.store, template, line.photos, line.trial, line.unpriced, line.amount, line.currency]
