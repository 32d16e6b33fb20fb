"""What Pixelz knows of a merchant: balance, templates with prices, invoices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import structlog
from django.conf import settings
from django.utils import timezone

from connectors.errors import ConnectorError
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.pixelz import Credentials, Pixelz, TemplateRecord, file_address
from pixelzhub.retouch.models import Invoice, Template

log = structlog.get_logger(__name__)

REFRESH_EVERY = timedelta(minutes=10)
ZERO = Decimal("0.00")


@contextmanager
def open_pixelz(account: PixelzAccount) -> Iterator[Pixelz]:
    """A client for the merchant's account. Its calls end before a lost POST could be asked after."""
    with Pixelz(
        Credentials(account.contact_email, account.contact_key, account.developer_key or ""),
        url=account.api_url or settings.PIXELZ_API_URL,
        wire="xml" if account.wire == PixelzAccount.Wire.XML else "json",
        allowed_private=settings.ALLOWED_PRIVATE_HOSTS,
        timeout=max(2.0, min(30.0, settings.PIXELZ_ASK_AGAIN_S / 2)),
    ) as client:
        yield client


def connect_pixelz(*, merchant: Merchant, values: dict[str, str]) -> PixelzAccount:
    """Check the credentials, then keep them. Raises a `ConnectorError` that says what is wrong."""
    account = PixelzAccount.objects.filter(merchant=merchant).first() or PixelzAccount(merchant=merchant)
    for name, value in values.items():
        setattr(account, name, value)
    with open_pixelz(account) as client:
        client.account()
    account.save()
    refresh_account(account)
    return account


def refresh_accounts(account_ids: Iterable[int]) -> None:
    """Read balance, templates and invoices again; an account that does not answer keeps what was known."""
    for account in PixelzAccount.objects.filter(pk__in=list(account_ids)):
        try:
            refresh_account(account)
        except ConnectorError as error:
            account.last_error, account.due_at = str(error), timezone.now() + REFRESH_EVERY
            account.save(update_fields=["last_error", "due_at"])
            log.warning("pixelz.not_read", merchant=account.merchant_id, error=str(error))


def refresh_account(account: PixelzAccount) -> None:
    """Read everything that the account pages show."""
    with open_pixelz(account) as client:
        known = client.account()
        _keep_templates(account, [client.template(listed.id) for listed in client.templates()])
        _keep_invoices(account, client, known.currency)
    account.balance, account.currency = known.balance, known.currency
    account.trial_images, account.days_of_credit = known.trial_images, known.days_of_credit
    account.checked_at, account.last_error = timezone.now(), ""
    account.due_at = timezone.now() + REFRESH_EVERY
    account.save(
        update_fields=["balance", "currency", "trial_images", "days_of_credit", "checked_at", "last_error", "due_at"]
    )


def _keep_templates(account: PixelzAccount, records: list[TemplateRecord]) -> None:
    for record in records:
        Template.objects.update_or_create(
            merchant_id=account.merchant_id,
            remote_id=record.id,
            defaults={
                "name": record.name,
                "price": record.price,
                "currency": record.currency,
                "settings": dict(record.settings),
                "gone_at": timezone.now() if record.settings.get("IsDeleted") is True else None,
                "read_at": timezone.now(),
            },
        )
    gone = Template.objects.filter(merchant_id=account.merchant_id, gone_at=None)
    gone.exclude(remote_id__in=[record.id for record in records]).update(gone_at=timezone.now())


def _keep_invoices(account: PixelzAccount, client: Pixelz, currency: str) -> None:
    base = account.files_url or settings.PIXELZ_FILES_URL
    before = dict(Invoice.objects.filter(merchant_id=account.merchant_id).values_list("number", "amount"))
    for record in client.invoices(return_url=f"{settings.PUBLIC_URL}/invoices/?back=1"):
        most = max(before.get(record.number) or ZERO, record.amount_due)
        Invoice.objects.update_or_create(
            merchant_id=account.merchant_id,
            number=record.number,
            defaults={
                "issued_on": record.issued_on,
                "amount_due": record.amount_due,
                "amount": most or None,
                "currency": currency,
                "is_paid": record.is_paid,
                "invoice_url": file_address(record.invoice_url, base) if record.invoice_url else "",
                "payment_url": file_address(record.payment_url, base) if record.payment_url else "",
            },
        )
