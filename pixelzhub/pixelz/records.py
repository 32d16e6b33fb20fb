"""What Pixelz answers, read tolerantly: the documents and the service contradict themselves in many small ways."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import IntEnum
from typing import Any

from connectors.errors import BadReply
from pixelzhub.pixelz.errors import PixelzError, UnknownImage

# "NoError" in most samples, the number 0 in DELETE's (Developer API, DELETE Image, JSON response)
NO_ERROR = {"NoError", "0"}
ZERO_TICKET = "00000000-0000-0000-0000-000000000000"
_WCF_DATE = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_UNKNOWN = re.compile(r"not\s*(be\s*)?(found|exist)|unknown|invalid\s*(image\s*)?ticket", re.IGNORECASE)


class Status(IntEnum):
    """Image states (Developer API, "Image status explanation")."""

    DELETED = 0
    NEW = 10
    DOWNLOAD_FAILED = 12
    WAITING_FOR_PAYMENT = 20
    READY = 30
    RETURNED = 40
    IN_PRODUCTION = 60
    ASSIGNED = 62
    DOWNLOADED = 64
    QUALITY_ASSURANCE = 66
    FINISHED = 70
    DELIVERED = 80
    REJECTED = 90
    AWAITING_REPLY = 95
    CLOSED = 100
    CLEANED_UP = 999


@dataclass(frozen=True, slots=True)
class TemplateRecord:
    id: str
    name: str
    price: Decimal | None
    currency: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What Pixelz gives for an accepted image."""

    ticket: str
    is_trial: bool
    customer_image_id: str


@dataclass(frozen=True, slots=True)
class ImageStatus:
    ticket: str
    customer_image_id: str
    product_id: str
    status_id: int | None
    status_name: str
    final_urls: tuple[str, ...]
    is_paid: bool


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
class InvoiceRecord:
    number: str
    issued_on: date | None
    amount_due: Decimal
    is_paid: bool
    invoice_url: str
    payment_url: str


def checked(answer: Any) -> Mapping[str, Any]:
    """The answer, if it is one and no error. Raises `PixelzError`, `UnknownImage`, or `BadReply` for anything else."""
    if not isinstance(answer, Mapping) or "ErrorCode" not in answer:
        raise BadReply("Pixelz answered with something that is not one of its documents.")
    code, message = str(answer["ErrorCode"]).strip(), str(answer.get("Message") or "").strip()
    if code in NO_ERROR:
        return answer
    if _UNKNOWN.search(f"{code} {message}") and "template" not in f"{code} {message}".lower():
        raise UnknownImage(code, message)
    raise PixelzError(code, message)


def template_record(raw: Mapping[str, Any]) -> TemplateRecord:
    """GET Template names Id, Name, Price; GET Templates names TemplateId, TemplateName, Prices."""
    prices = raw.get("Prices") or []
    price = raw.get("Price") or (prices[0] if prices else {})
    return TemplateRecord(
        id=_text(raw, "TemplateId") or _required(raw, "Id"),
        name=_text(raw, "TemplateName") or _text(raw, "Name"),
        price=_decimal(price.get("Amount")),
        currency=str(price.get("Currency") or ""),
        settings=dict(raw),
    )


def receipt(raw: Mapping[str, Any]) -> Receipt:
    """An accepted image. The zero GUID is a refusal, whatever the code says."""
    ticket = _required(raw, "ImageTicket")
    if ticket == ZERO_TICKET:
        raise PixelzError("NoTicket", _text(raw, "Message") or "the photo was not accepted")
    return Receipt(ticket, _flag(raw.get("IsTrial")), _text(raw, "CustomerImageId"))


def image_status(raw: Mapping[str, Any]) -> ImageStatus:
    status = _whole(raw.get("StatusId"))
    return ImageStatus(
        ticket=_required(raw, "ImageTicket"),
        customer_image_id=_text(raw, "CustomerImageId"),
        product_id=_text(raw, "ProductId"),
        status_id=status,
        status_name=_text(raw, "StatusName"),
        final_urls=tuple(str(url) for url in raw.get("FinalImagesURL") or [] if url),
        is_paid=_flag(raw.get("IsPaid")),
    )


def account(raw: Mapping[str, Any]) -> Account:
    balance = raw.get("ContactAccountBalance") or {}
    return Account(
        email=_text(raw, "ContactEmail"),
        person=_text(raw, "ContactPerson"),
        company=_text(raw, "ContactCompany"),
        balance=_decimal(balance.get("Amount")),
        currency=str(balance.get("Currency") or ""),
        days_of_credit=_whole(raw.get("ContactDaysOfCredit")) or 0,
        trial_images=_whole(raw.get("NumberOfTrialImages")) or 0,
    )


def invoice(raw: Mapping[str, Any]) -> InvoiceRecord:
    """The document's own sample swaps the two addresses and leaves a closing tag in one: told apart by content."""
    addresses = [_text(raw, name).split("</")[0].strip() for name in ("InvoiceUrl", "PaymentUrl")]
    return InvoiceRecord(
        number=_required(raw, "InvoiceId"),
        issued_on=_date(raw.get("CreatedDate")),
        amount_due=_decimal(raw.get("AmountDue")) or Decimal("0.00"),
        is_paid=_flag(raw.get("IsPaid")),
        invoice_url=next((url for url in addresses if "invoice" in url.lower()), ""),
        payment_url=next((url for url in addresses if "transaction" in url.lower()), ""),
    )


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    return "" if value is None else str(value)


def _required(raw: Mapping[str, Any], name: str) -> str:
    value = _text(raw, name)
    if not value:
        raise BadReply(f"Pixelz's answer lacks {name}.")
    return value


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None


def _whole(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _flag(value: Any) -> bool:
    return str(value).strip().lower() in {"true", "1"}


def _date(value: Any) -> date | None:
    text = str(value or "")
    if wcf := _WCF_DATE.search(text):
        return datetime.fromtimestamp(int(wcf[1]) / 1000, tz=UTC).date()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
