"""The audit trail: one function that every change of consequence calls."""

from __future__ import annotations

from typing import Any

from pixelzhub.accounts.models import AuditEvent, Merchant, User


def record(merchant: Merchant, actor: User | str, action: str, subject: object = "", **details: Any) -> None:
    """Write down who did what. `action` is `noun.verb`, such as "order.sent"; details hold no secrets."""
    name = actor if isinstance(actor, str) else actor.email
    AuditEvent.objects.create(
        merchant_id=merchant.pk, actor=name, action=action, subject=str(subject)[:300], details=details
    )
