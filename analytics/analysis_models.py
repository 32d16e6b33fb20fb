"""Files that partners hand in to be measured, and that are not kept."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analytics.pixels import Measurement
from connectors.due import DueRow
from connectors.models import MERCHANT


class Analysis(DueRow):
    """One file, handed in or at an address. What was measured stays for a day, the file until it is measured."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Measured")
        FAILED = "failed", _("Not measured")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    name = models.CharField(max_length=200, blank=True, help_text="The file's name, for the rule about its extension.")
    file = models.CharField(max_length=300, blank=True, help_text="Where the file waits in the storage.")
    url = models.CharField(max_length=2000, blank=True)
    channels: Any = models.JSONField(default=list)
    is_main = models.BooleanField(default=True)
    values: Any = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name_plural = "analyses"

    def __str__(self) -> str:
        return self.name or self.url

    @property
    def measurement(self) -> Measurement | None:
        """What was measured; None before."""
        return Measurement.from_json(self.values) if self.state == self.State.DONE else None
