"""What opens the partner API for whoever holds it: kept as a digest, until it ends or is revoked."""

from __future__ import annotations

import hashlib

from django.db import models
from django.utils import timezone

from pixelzhub.accounts.counted import Counted


class Credential(Counted):
    """Only its prefix and digest are kept; what was made is shown once."""

    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=24)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_open(self) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())


def digest_of(shown: str) -> str:
    """By what a row is found of the text that its holder shows."""
    return hashlib.sha256(shown.encode()).hexdigest()
