"""Pixelz's invoices, their pages, and the finished files."""

from __future__ import annotations

import html
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from PIL import Image

from pixelzhub.sandbox.web import Request, Response, json_response, page, redirect

if TYPE_CHECKING:
    from pixelzhub.sandbox.app import Sandbox

PER_PAGE = 50
TYPES = {".jpg": "image/jpeg", ".png": "image/png"}


def invoices(app: Sandbox, request: Request) -> Response:
    """Newest first. The document's sample swaps the two addresses of an unpaid invoice, and so does this."""
    given = request.query.get("page", "1")
    number = max(1, int(given)) if given.isdigit() else 1
    rows = app.store.rows(
        "SELECT * FROM invoices WHERE created_on >= ? AND created_on <= ? ORDER BY created_on DESC LIMIT ? OFFSET ?",
        request.query.get("fromDate", ""),
        request.query.get("toDate") or datetime.now(UTC).date().isoformat(),
        PER_PAGE,
        (number - 1) * PER_PAGE,
    )
    found = [_invoice_json(dict(row), request.query.get("returnUrl", "")) for row in rows]
    return json_response({"ErrorCode": "NoError", "Message": "", "Invoices": found})


def invoice_page(app: Sandbox, request: Request) -> Response:
    row = app.store.one("SELECT * FROM invoices WHERE id = ?", request.query.get("invoiceNumber", ""))
    if row is None:
        return page("Not found", "<p>There is no such invoice.</p>", 404)
    state = "Paid" if row["paid"] else "Not paid yet"
    return page(f"Invoice {row['id']}", f"<p>{row['created_on']}</p><p>USD {row['amount']}</p><p>{state}</p>")


def payment_page(app: Sandbox, request: Request) -> Response:
    key = request.query.get("key", "")
    row = app.store.one("SELECT * FROM invoices WHERE key = ? AND paid = 0", key)
    if row is None:
        return page("Nothing to pay", "<p>This invoice is paid, or there is none.</p>", 404)
    back = html.escape(request.query.get("returnUrl", ""))
    form = (
        f'<p>Invoice {row["id"]}: USD {row["amount"]}</p><form method="post" action="/pixelz/Transactions">'
        f'<input type="hidden" name="key" value="{html.escape(key)}"><input type="hidden" name="returnUrl" value="{back}">'
        "<button>Pay now</button></form>"
    )
    return page("Payment", form)


def pay(app: Sandbox, request: Request) -> Response:
    """Marks the invoice as paid and sends the customer back to where they came from."""
    form = request.form()
    app.store.run("UPDATE invoices SET paid = 1 WHERE key = ?", form.get("key", ""))
    back = form.get("returnUrl", "")
    if back.startswith(("http://", "https://")):
        return redirect(back)
    return page("Paid", "<p>Thank you. The invoice is paid.</p>")


def output_file(app: Sandbox, request: Request, relative: str) -> Response:
    """A finished file, or a small copy of it under /thumbnail/."""
    root = app.production.folder.resolve()
    path = (root / relative.replace("/thumbnail/", "/final/")).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        return json_response({"error": "There is no such file."}, 404)
    data = path.read_bytes()
    if "/thumbnail/" in relative:
        return Response(200, _small(data), "image/jpeg")
    return Response(
        200, data, TYPES.get(path.suffix, "application/octet-stream"), {"X-Content-Type-Options": "nosniff"}
    )


def _small(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        image.thumbnail((240, 240))
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG")
    return out.getvalue()


def _invoice_json(row: dict[str, Any], return_url: str) -> dict[str, Any]:
    document = f"/DownloadInvoice?invoiceNumber={row['id']}"
    payment = f"/Transactions?key={row['key']}&returnUrl={quote(return_url, safe='')}"
    return {
        "AmountDue": "0.0" if row["paid"] else row["amount"],
        "CreatedDate": row["created_on"],
        "InvoiceId": row["id"],
        "InvoiceUrl": document if row["paid"] else payment,
        "IsPaid": bool(row["paid"]),
        "PaymentUrl": "" if row["paid"] else document,
    }
