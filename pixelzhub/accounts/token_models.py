"""Tokens of pages and apps, which only read, and the origins that a page's token is bound to."""

from __future__ import annotations

from django.db import models

from connectors.models import MERCHANT
from pixelzhub.accounts.credential import Credential
from pixelzhub.accounts.kinds import TOKEN_KINDS, Kind


class Token(Credential):
    """Of a page or an app, for reading."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="tokens")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.label) for kind in TOKEN_KINDS])

    class Meta(Credential.Meta):
        pass

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
