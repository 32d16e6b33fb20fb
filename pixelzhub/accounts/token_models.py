"""Tokens of pages and apps, which only read, and the origins that a page's token is bound to."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from connectors.models import MERCHANT
from pixelzhub.accounts.counted import Counted
from pixelzhub.accounts.kinds import TOKEN_KINDS, Kind


class Token(Counted):
    """Only its prefix and digest are kept; the token itself is shown once."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="tokens")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.label) for kind in TOKEN_KINDS])
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=24)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_open(self) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())

    @property
    def named(self) -> str:
        """What a sentence calls it, such as “web token”."""
        return str(Kind(self.kind).label)


class AllowedOrigin(models.Model):
    """A place, `https://host[:port]`, whose pages may call with this web token."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="origins")
    # A browser asks whether an origin may call before it shows the token: by the origin alone.
    origin = models.CharField(max_length=270, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "origin"], name="allowed_origin_once")]
        ordering = ["origin"]

    def __str__(self) -> str:
        return self.origin
