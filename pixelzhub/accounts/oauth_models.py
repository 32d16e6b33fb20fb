"""Apps: programs of others that an owner lets in by OAuth 2.0, each for one merchant."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from oauth2_provider.models import AbstractApplication

from connectors.models import MERCHANT
from pixelzhub.accounts.counted import Counted


class App(Counted, AbstractApplication):
    """An OAuth client. `scopes` are the most that it can be given; its secret is kept as a hash."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="apps")
    scopes = models.JSONField(default=list)

    objects: ClassVar[models.Manager[App]] = models.Manager()

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.name} (app {self.client_id[:8]}…)"

    @property
    def is_confidential(self) -> bool:
        """Whether it keeps a secret, as a server can."""
        return bool(self.client_type == self.CLIENT_CONFIDENTIAL)

    @property
    def addresses(self) -> list[str]:
        """Where people are sent back to once they have consented."""
        return str(self.redirect_uris).split()

    def allows_grant_type(self, *grant_types: str) -> bool:
        """With an owner's consent, if it has an address to come back to; by itself, if it keeps a secret. No other way."""
        ways = {self.GRANT_AUTHORIZATION_CODE} if self.addresses else set()
        ways |= {self.GRANT_CLIENT_CREDENTIALS} if self.is_confidential else set()
        return bool(ways & set(grant_types))

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Letter by letter, as RFC 9700, section 4.1.3 asks; the library would let more parameters through."""
        return uri in self.addresses

    def get_allowed_schemes(self) -> list[str]:
        """With http, which `addresses_of` takes for the caller's own machine alone."""
        return ["https", "http"]
