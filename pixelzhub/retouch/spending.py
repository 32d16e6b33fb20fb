"""What a merchant may still spend: the balance that Pixelz last told, less what open orders hold, and the merchant's caps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.retouch.models import Job

ZERO = Decimal("0.00")
# Pixelz has not taken money for these, or may give it back: their price is held.
HELD = ("intent", "sending", "unsure", "resending")
NOT_SPENT = ("cancelled", "lost")


@dataclass(frozen=True, slots=True)
class Budget:
    """Amounts in `currency`; None where nothing limits. `trial` is how many photos are still free."""

    currency: str
    balance: Decimal | None
    trial: int
    day: Decimal | None
    month: Decimal | None

    def stops(self, estimate: Decimal) -> list[str]:
        """Why an order of this estimate cannot be placed; empty when it can."""
        return list(self._stops(estimate))

    def _stops(self, estimate: Decimal) -> Iterator[str]:
        if self.balance is not None and estimate > self.balance:
            yield _("Your balance at Pixelz does not cover this order.")
        left = _("This order is above your %(cap)s: %(left)s %(currency)s of it are left.")
        for cap, amount in ((_("daily cap"), self.day), (_("monthly cap"), self.month)):
            if amount is not None and estimate > amount:
                yield left % {"cap": cap, "left": max(amount, ZERO), "currency": self.currency}


def budget(account: PixelzAccount | None, *, by_rule: bool = False) -> Budget:
    """What is free now. Orders that rules place by themselves have caps of their own on top."""
    if account is None:
        return Budget("", None, 0, None, None)
    jobs = Job.objects.filter(merchant=account.merchant_id)
    held = jobs.filter(_held_since(account.checked_at))
    free = None
    if account.balance is not None and not account.days_of_credit:
        free = account.balance - _price(held, account.currency)
    day, month = _starts(account.merchant)
    return Budget(
        currency=account.currency,
        balance=free,
        trial=max(0, account.trial_images - held.filter(is_trial=True).count()),
        day=_left(account, jobs, day, account.daily_cap, account.auto_daily_cap if by_rule else None),
        month=_left(account, jobs, month, account.monthly_cap, account.auto_monthly_cap if by_rule else None),
    )


def _held_since(read_at: datetime | None) -> Q:
    """Not yet taken by Pixelz, or taken after the balance was last read."""
    waiting = Q(state__in=HELD)
    return waiting | Q(submitted_at__gte=read_at) if read_at else waiting


def _left(
    account: PixelzAccount, jobs: QuerySet[Job], since: datetime, cap: Decimal | None, rules_cap: Decimal | None
) -> Decimal | None:
    """What is left of the tighter of two caps: one counts all orders, the other those that rules placed."""
    if cap is None and rules_cap is None:
        return None
    spent = jobs.filter(created_at__gte=since).exclude(state__in=NOT_SPENT)
    left = [] if cap is None else [cap - _price(spent, account.currency)]
    if rules_cap is not None:
        left.append(rules_cap - _price(spent.filter(order__by_rule=True), account.currency))
    return min(left)


def _price(jobs: QuerySet[Job], currency: str) -> Decimal:
    total: Decimal | None = jobs.filter(is_trial=False, currency=currency).aggregate(total=Sum("price"))["total"]
    return total or ZERO


def _starts(merchant: Merchant) -> tuple[datetime, datetime]:
    """When the merchant's day and month began."""
    day = timezone.now().astimezone(ZoneInfo(merchant.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return day, day.replace(day=1)
