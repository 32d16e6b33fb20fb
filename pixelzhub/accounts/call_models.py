"""Calls of partners that are carried out once, however often they are sent."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from connectors.models import MERCHANT


class IdempotentCall(models.Model):
    """A call under the key that its caller gave it, and what was answered. Kept for a day."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, help_text="SHA-256 of its address and body.")
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty while it runs.")
    answer = models.TextField(blank=True, help_text="The body that was answered, JSON.")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(default=timezone.now, help_text="Later than made, if its process died.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "key"], name="idempotent_call_once")]

    def __str__(self) -> str:
        return self.key
