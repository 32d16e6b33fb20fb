"""The account: contacts, money, invoices, and where files lie."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pixelzhub.pixelz import reading
from pixelzhub.pixelz.reading import Raw


@dataclass(frozen=True, slots=True)
class Account:
    email: str
    person: str
    company: str
    balance: Decimal | None
    currency: str
    days_of_credit: int
    trial_images: int


@dataclass(frozen=True, slots=True)
class NewContact:
    """A customer whom a partner made: with a key and a secret of its own ("" where the answer does not say it)."""

    email: str
    key: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class InvoiceRecord:
    """An invoice. Addresses can lack the host: `file_address` joins them."""

    number: str
    issued_on: date | None
    amount_due: Decimal
    is_paid: bool
    invoice_url: str
    payment_url: str


def account(raw: Raw) -> Account:
    """The contact of GET Contact. Raises `BadReply`."""
    balance = next(iter(reading.objects(raw, "ContactAccountBalance", "ContactAccountBalance")), {})
    return Account(
        email=reading.text(raw, "ContactEmail"),
        person=reading.text(raw, "ContactPerson"),
        company=reading.text(raw, "ContactCompany"),
        balance=reading.money(balance, "Amount"),
        currency=reading.text(balance, "Currency"),
        days_of_credit=reading.whole(raw, "ContactDaysOfCredit") or 0,
        trial_images=reading.whole(raw, "NumberOfTrialImages") or 0,
    )


def new_contact(answer: Raw) -> NewContact:
    """What POST Contact gives. Raises `BadReply`.

    A new account has a secret of its own (Developer API, Getting Started), for which the sample shows no field: any
    that calls itself one is taken.
    """
    secret = next((name for name in answer if "secret" in name.lower()), "")
    return NewContact(
        email=reading.required(answer, "ContactEmail"),
        key=reading.required(answer, "ContactAPIkey"),
        secret=reading.text(answer, secret),
    )


def invoice(raw: Raw) -> InvoiceRecord:
    """One invoice. The JSON sample swaps the two addresses and leaves half a closing tag in one. Raises `BadReply`."""
    invoice_url, payment_url = _address(raw, "InvoiceUrl"), _address(raw, "PaymentUrl")
    if _leads_to(payment_url, "downloadinvoice") or _leads_to(invoice_url, "transaction"):
        invoice_url, payment_url = payment_url, invoice_url
    return InvoiceRecord(
        number=reading.required(raw, "InvoiceId"),
        issued_on=reading.day(raw, "CreatedDate"),
        amount_due=reading.money(raw, "AmountDue") or Decimal("0.00"),
        is_paid=reading.flag(raw, "IsPaid") or False,
        invoice_url=invoice_url,
        payment_url=payment_url,
    )


def invoices(answer: Raw) -> list[InvoiceRecord]:
    """One page of GET Invoices. Raises `BadReply`."""
    return [invoice(raw) for raw in reading.objects(answer, "Invoices", "Invoice")]


def file_address(path: str, files_url: str) -> str:
    """The absolute address of what Pixelz names with or without a host and a leading slash; "" for ""."""
    if not path or path.lower().startswith(("http://", "https://")):
        return path
    return f"{files_url.rstrip('/')}/{path.lstrip('/')}"


def _address(raw: Raw, name: str) -> str:
    return reading.text(raw, name).partition("</")[0].strip()


def _leads_to(url: str, page: str) -> bool:
    """Whether the path names this page. The query does not count: it can hold the address to return to."""
    return page in url.partition("?")[0].lower()
