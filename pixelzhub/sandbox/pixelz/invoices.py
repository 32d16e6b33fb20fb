"""GET Invoices, and the two pages that it leads to."""

from __future__ import annotations

import html
from sqlite3 import Row
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pixelzhub.sandbox.pixelz.call import Call, Fields
from pixelzhub.sandbox.pixelz.money import pay_invoice
from pixelzhub.sandbox.pixelz.wire import Printed
from pixelzhub.sandbox.web import Request, Response, page, redirect

if TYPE_CHECKING:
    from pixelzhub.sandbox.pixelz.service import Service

PER_PAGE = 50


def get_invoices(call: Call) -> Fields:
    """Newest first, at most fifty on a page; the bounds of both dates are included."""
    rows = call.service.store.rows(
        "SELECT * FROM invoices WHERE contact_id = ? AND created_on >= ? AND created_on <= ?"
        " ORDER BY created_on DESC, id DESC LIMIT ? OFFSET ?",
        call.contact.id,
        call.day("fromDate"),
        call.day("toDate") or "9999-12-31",
        PER_PAGE,
        (call.whole("page", 1) - 1) * PER_PAGE,
    )
    found = [_fields(call, row) for row in rows]
    return {"Message": "", "ErrorCode": "NoError", "Invoices": found}


def invoice_page(service: Service, request: Request) -> Response:
    row = service.store.one("SELECT * FROM invoices WHERE id = ?", request.query.get("invoiceNumber", ""))
    if row is None:
        return page("Not found", "<p>There is no such invoice.</p>", 404)
    state = "Paid" if row["paid"] else "Not paid yet"
    return page(f"Invoice {row['id']}", f"<p>{row['created_on']}</p><p>USD {row['amount']}</p><p>{state}</p>")


def payment_page(service: Service, request: Request) -> Response:
    key = request.query.get("key", "")
    row = service.store.one("SELECT * FROM invoices WHERE key = ? AND paid = 0", key)
    if row is None:
        return page("Nothing to pay", "<p>This invoice is paid, or there is none.</p>", 404)
    back = html.escape(request.query.get("returnUrl", ""))
    form = (
        f'<p>Invoice {row["id"]}: USD {row["amount"]}</p><form method="post" action="/pixelz/Transactions">'
        f'<input type="hidden" name="key" value="{html.escape(key)}"><input type="hidden" name="returnUrl" value="{back}">'
        "<button>Pay now</button></form>"
    )
    return page("Payment", form)


def pay(service: Service, request: Request) -> Response:
    """Marks the invoice as paid and sends the customer back to where they came from."""
    form = request.form()
    pay_invoice(service.store, form.get("key", ""))
    back = form.get("returnUrl", "")
    if back.startswith(("http://", "https://")):
        return redirect(back)
    return page("Paid", "<p>Thank you. The invoice is paid.</p>")


def _fields(call: Call, row: Row) -> dict[str, Any]:
    """One invoice in the order of the XML sample."""
    paid = bool(row["paid"])
    document = f"/DownloadInvoice?invoiceNumber={row['id']}"
    payment = "" if paid else f"/Transactions?key={row['key']}&returnUrl={quote(call.text('returnUrl'), safe='')}"
    if call.odd_json and not paid:
        # The JSON sample swaps the two addresses of the unpaid invoice and leaves a closing tag in one of them.
        payment, document = document, f"{payment}</PaymentUrl"
    return {
        "InvoiceId": row["id"],
        "CreatedDate": row["created_on"],
        "AmountDue": ("0.0" if call.odd_json else "0.00") if paid else row["amount"],
        "IsPaid": paid,
        "PaymentUrl": Printed(payment) if call.odd else payment,
        "InvoiceUrl": document,
    }
