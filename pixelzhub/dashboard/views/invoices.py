"""Balance, trial photos, credit and invoices, as Pixelz last said; Pixelz is asked again on a click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pixelzhub import pipeline
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.dashboard.csv_file import csv_file
from pixelzhub.dashboard.guards import editor_required, fragment, member_required, own
from pixelzhub.dashboard.invoices_page import Period, invoice_heads, invoice_lines, invoices_of, invoices_page
from pixelzhub.dashboard.spend_page import spend_heads, spend_lines, spend_page
from pixelzhub.retouch.models import Invoice, Template

PATIENCE = timedelta(seconds=60)


@require_safe
@member_required
def invoices(request: HubRequest) -> HttpResponseBase:
    """Asked again every two seconds after a refresh, until Pixelz has answered."""
    if request.GET.get("back"):
        # From Pixelz's payment page: what was paid is read again.
        messages.info(request, _("Back from Pixelz. Your balance and invoices are being read again."))
        return _ask_again(request)
    account = PixelzAccount.objects.filter(merchant=request.merchant).first()
    page = invoices_page(request.merchant, request.GET)
    prices = Template.objects.filter(merchant=request.merchant, gone_at=None).exclude(price=None).order_by("price")
    cheapest = prices.first()
    context = {
        "account": account,
        "page": page,
        "invoices": [_safe(row) for row in page.rows],
        "unpaid": Invoice.objects.filter(merchant=request.merchant, is_paid=False).count(),
        "cheapest": cheapest,
        "covers": account.covers(cheapest.price) if account and cheapest and cheapest.price else None,
        "asking": account is not None and _asking(account, request.GET.get("asked", "")),
        "here": request.get_full_path(),
        "query": urlencode(page.period.query()),
    }
    return render(request, fragment(request, "invoices/invoices.html", "account"), context)


@require_safe
@member_required
def export(request: HubRequest) -> HttpResponseBase:
    """The invoices of the period as CSV."""
    rows = invoices_of(request.merchant, Period.read(request.GET))
    return csv_file("invoices.csv", invoice_heads(), invoice_lines(rows))


@require_safe
@editor_required
def pay(request: HubRequest, invoice_id: int) -> HttpResponseBase:
    """To Pixelz's payment page. Its address carries a key, so it stands in no page of the hub."""
    invoice = _safe(own(request, Invoice.objects.all(), pk=invoice_id))
    if invoice.is_paid or not invoice.payment_url:
        messages.info(request, _("There is nothing to pay on invoice %(number)s.") % {"number": invoice.number})
        return redirect("dashboard:invoices")
    answer = redirect(invoice.payment_url)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_safe
@member_required
def spend(request: HubRequest) -> HttpResponseBase:
    """What the hub sent to Pixelz, by month, store and template, with what was invoiced beside it."""
    return render(request, "invoices/spend.html", {"page": spend_page(request.merchant)})


@require_safe
@member_required
def export_spend(request: HubRequest) -> HttpResponseBase:
    """The same as CSV."""
    return csv_file("spending.csv", spend_heads(), spend_lines(request.merchant))


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
    return _ask_again(request)


def _ask_again(request: HubRequest) -> HttpResponseBase:
    PixelzAccount.objects.filter(merchant=request.merchant).update(due_at=timezone.now(), last_error="")
    pipeline.nudge()
    return redirect(f"{reverse('dashboard:invoices')}?asked={int(timezone.now().timestamp())}")
