"""/ext/invoices: Pixelz's invoices as the hub last read them, the last that it heard of first."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.asking import choice
from pixelzhub.partners.frame.keys import merchant_of
from pixelzhub.partners.frame.listing import amount, listed
from pixelzhub.partners.frame.route import Route
from pixelzhub.retouch.models import Invoice

STATES = ("paid", "due")


class Invoices(Route):
    scopes: ClassVar = {"GET": Scope.ORDERS_READ}

    def get(self, request: Request) -> Response:
        merchant = merchant_of(request)
        rows = Invoice.objects.filter(merchant=merchant)
        state = choice(request, "state", STATES)
        if state:
            rows = rows.filter(is_paid=state == "paid")
        read_at = PixelzAccount.objects.filter(merchant=merchant).values_list("checked_at", flat=True).first()

        def changed(invoice: Invoice) -> datetime:
            return read_at or timezone.now()

        return listed(request, rows, lambda found: [_told(row) for row in found], changed)


def _told(invoice: Invoice) -> dict[str, Any]:
    """`amount` is the most that was due, None if the hub never saw it unpaid: once paid, Pixelz says 0."""
    return {
        "id": str(invoice.pk),
        "number": invoice.number,
        "issued_on": invoice.issued_on,
        "state": "paid" if invoice.is_paid else "due",
        "amount": amount(invoice.amount),
        "amount_due": amount(invoice.amount_due),
        "currency": invoice.currency or None,
        "invoice_url": invoice.invoice_url or None,
        "payment_url": invoice.payment_url or None,
    }
