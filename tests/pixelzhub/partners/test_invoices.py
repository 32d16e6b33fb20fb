"""GET /ext/invoices: what Pixelz asks to be paid, and what was."""

from __future__ import annotations

from datetime import date

import pytest

from pixelzhub.retouch.models import Invoice
from tests import builders
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
ALL = "/ext/invoices"


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant, ["ext:orders:read"])


def make_invoice(merchant, number: str, **fields: object) -> Invoice:
    values = {"issued_on": date(2026, 11, 1), "amount_due": "12.5", "amount": "12.5", "currency": "USD"}
    return Invoice.objects.create(merchant=merchant, number=number, **(values | fields))


def test_an_invoice_is_told_with_its_amounts_as_text(caller, merchant) -> None:
    invoice = make_invoice(merchant, "INV-7", payment_url="https://pay.example/7")
    assert caller.data(ALL) == caller.data(f"{ALL}/") == [
        {
            "id": str(invoice.pk), "number": "INV-7", "issued_on": "2026-11-01", "state": "due", "amount": "12.50",
            "amount_due": "12.50", "currency": "USD", "invoice_url": None, "payment_url": "https://pay.example/7",
        }
    ]  # fmt: skip


def test_paid_and_due_ones_are_told_apart(caller, merchant) -> None:
    make_invoice(merchant, "DUE")
    make_invoice(merchant, "PAID", is_paid=True, amount_due="0", amount=None)
    assert [one["number"] for one in caller.data(f"{ALL}?state=due")] == ["DUE"]
    [paid] = caller.data(f"{ALL}?state=paid")
    assert (paid["amount"], paid["amount_due"]) == (None, "0.00")
    answer = caller.get(f"{ALL}?state=open")
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        ['“state” is "open"; one of these is accepted: paid, due.'],
    )


def test_every_invoice_comes_once_as_pages_are_followed(caller, merchant) -> None:
    made = [make_invoice(merchant, f"N{n}").number for n in range(5)]
    found, path = [], f"{ALL}?page_size=2"
    while path:
        answer = caller.get(path)
        found += [one["number"] for one in answer.json()["data"]]
        path = answer.headers.get("Link", "").split(";")[0].strip("<>").partition("/api/v1")[2]
    assert found == made[::-1]


def test_a_strangers_invoices_are_not_there_and_the_scope_is_asked_for(caller, merchant) -> None:
    make_invoice(builders.make_merchant("Others"), "THEIRS")
    assert caller.data(ALL) == []
    assert Caller(merchant, ["ext:orders:write"]).get(ALL).status_code == 403
