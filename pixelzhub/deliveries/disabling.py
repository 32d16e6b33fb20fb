"""An endpoint that cannot be reached is sent nothing more, and the owners are told by e-mail."""

from __future__ import annotations

import smtplib
from functools import partial

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Membership, Merchant, Role
from pixelzhub.deliveries.endpoints import Endpoint

log = structlog.get_logger(__name__)


def disable_failing(endpoint: Endpoint, because: Endpoint.Disabled, error: str) -> None:
    """Disable it in the transaction of the failure; once that is committed, the owners get an e-mail."""
    opened = Endpoint.objects.filter(pk=endpoint.pk, disabled_at=None)
    moved = opened.update(
        disabled_at=timezone.now(), disabled_because=because, due_at=None, sender_until=None, last_error=error
    )
    if not moved:
        return
    merchant = Merchant.objects.get(pk=endpoint.merchant_id)
    audit.record(merchant, "Pixelz Hub", "webhook.disabled", endpoint, because=because.value)
    transaction.on_commit(partial(_tell_owners, merchant, endpoint, because, error))


def _tell_owners(merchant: Merchant, endpoint: Endpoint, because: Endpoint.Disabled, error: str) -> None:
    """A mail server that does not answer changes nothing: the page says the same."""
    subject = _("Webhooks to %(host)s are disabled") % {"host": endpoint}
    link = f"{settings.PUBLIC_URL}/settings/webhooks/{endpoint.pk}/"
    words = {"merchant": merchant, "endpoint": endpoint, "because": because.label, "error": error, "link": link}
    text = render_to_string("mail/webhook_disabled.txt", words)
    owners = Membership.objects.filter(merchant=merchant, role=Role.OWNER, user__is_active=True)
    for email in owners.values_list("user__email", flat=True):
        try:
            send_mail(subject, text, None, [email])
        except (OSError, smtplib.SMTPException):
            log.exception("webhook.mail_failed", endpoint=str(endpoint.pk))
