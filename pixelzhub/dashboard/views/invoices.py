"""Balance, trial photos, credit and invoices, as Pixelz last said; Pixelz is asked again on a click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pixelzhub import pipeline
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.dashboard.guards import fragment, member_required
from pixelzhub.retouch.models import Invoice, Template

PATIENCE = timedelta(seconds=60)
MOST = 200


@require_safe
@member_required
def invoices(request: HubRequest) -> HttpResponseBase:
    """Asked again every two seconds after a refresh, until Pixelz has answered."""
    account = PixelzAccount.objects.filter(merchant=request.merchant).first()
    rows = [_safe(row) for row in Invoice.objects.filter(merchant=request.merchant)[:MOST]]
    prices = Template.objects.filter(merchant=request.merchant, gone_at=None).exclude(price=None).order_by("price")
    cheapest = prices.first()
    context = {
        "account": account,
        "invoices": rows,
        "unpaid": [row for row in rows if not row.is_paid],
        "cheapest": cheapest,
        "covers": account.covers(cheapest.price) if account and cheapest and cheapest.price else None,
        "asking": account is not None and _asking(account, request.GET.get("asked", "")),
        "here": request.get_full_path(),
    }
    return render(request, fragment(request, "invoices/invoices.html", "account"), context)


def _safe(invoice: Invoice) -> Invoice:
    """Links come from outside: what is no web address is no link."""
    for name in ("invoice_url", "payment_url"):
        if not getattr(invoice, name).startswith(("https://", "http://")):
            setattr(invoice, name, "")
    return invoice


def _asking(account: PixelzAccount, asked: str) -> bool:
    """True while the answer to a refresh at `asked` (seconds since 1970) is on its way."""
    if not asked.isdigit() or len(asked) > 11:
        return False
    since = datetime.fromtimestamp(int(asked), UTC)
    answered = account.checked_at is not None and account.checked_at >= since
    return not answered and not account.last_error and timezone.now() - since < PATIENCE


@require_POST
@member_required
def refresh(request: HubRequest) -> HttpResponseBase:
    """Let the pipeline ask Pixelz now; reading costs nothing, so every member may."""
    PixelzAccount.objects.filter(merchant=request.merchant).update(due_at=timezone.now(), last_error="")
    pipeline.nudge()
    return redirect(f"{reverse('dashboard:invoices')}?asked={int(timezone.now().timestamp())}")
