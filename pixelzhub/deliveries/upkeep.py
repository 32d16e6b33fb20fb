"""The log of messages out is kept for some time."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from pixelzhub.deliveries.endpoints import Message

KEPT = timedelta(days=30)
BATCH = 5_000


def delete_old_messages() -> None:
    """Erase messages of more than `KEPT` ago, some at a time, so that no transaction is long."""
    old = Message.objects.filter(created_at__lt=timezone.now() - KEPT).order_by("created_at")
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        Message.objects.filter(pk__in=ids).delete()
