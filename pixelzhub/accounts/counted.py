"""What stands in every row that calls are made under: when it was used, and how often in its last minute."""

from __future__ import annotations

from django.db import models


class Counted(models.Model):
    """Written by partners/throttle.py and partners/keys.py, whatever the kind."""

    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.GenericIPAddressField(null=True, blank=True)
    window_at = models.DateTimeField(null=True, blank=True, help_text="The minute that `window_calls` counts.")
    window_calls = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
