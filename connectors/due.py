"""Rows with a next step: when it is due, how often it was tried, what went wrong."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TypeVar

from django.db import models
from django.utils import timezone

MAX_ATTEMPTS = 8
MAX_DELAY_S = 3600.0

Row = TypeVar("Row", bound="DueRow")


class DueRow(models.Model):
    """`due_at` is when the row's next step may run; empty means that nothing is to be done."""

    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        abstract = True

    def retry_later(self, error: Exception, *, fields: tuple[str, ...] = ()) -> None:
        """Put the next try off, exponentially with jitter or as the other side asks; keep the reason."""
        self.last_error = str(error)
        self.due_at = timezone.now() + timedelta(seconds=self.delay_s(error))
        self.save(update_fields=["last_error", "due_at", *fields])

    def delay_s(self, error: Exception) -> float:
        """Seconds until the next try."""
        asked = getattr(error, "retry_after", None)
        ceiling = min(MAX_DELAY_S, 2.0 * 2 ** min(self.attempts, 12))
        return float(asked) if asked is not None else random.uniform(ceiling / 2, ceiling)  # noqa: S311 - jitter

    @property
    def is_spent(self) -> bool:
        return self.attempts >= MAX_ATTEMPTS
