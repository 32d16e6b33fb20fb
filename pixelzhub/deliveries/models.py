"""Webhooks as rows: kept before they are acted on, so that a crash loses none and staff can replay one.

Those that come in are here, those that go out in `endpoints`.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.due import DueRow
from connectors.models import MERCHANT, Store
from pixelzhub.deliveries.endpoints import Endpoint, Message


class Delivery(DueRow):
    """One webhook that came in. `verified`: the signature fits; None: none was sent."""

    class Source(models.TextChoices):
        PIXELZ = "pixelz", "Pixelz"
        STORE = "store", _("Store")

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        FAILED = "failed", _("Failed")

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="deliveries")
    store = models.ForeignKey(Store, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries")
    source = models.CharField(max_length=10, choices=Source)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    event_id = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(null=True)
    payload: Any = models.JSONField(default=dict)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "merchant", "event_id"], condition=~models.Q(event_id=""), name="delivery_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.received_at:%Y-%m-%d %H:%M:%S}"


__all__ = ["Delivery", "Endpoint", "Message"]
