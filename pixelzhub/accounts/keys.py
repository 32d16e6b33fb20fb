"""Partner keys: made once, shown once, found by their digest."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from pixelzhub.accounts.models import ApiKey, Merchant

PREFIX = "hub_"


def create_key(*, merchant: Merchant, name: str, scopes: Iterable[str]) -> tuple[ApiKey, str]:
    """A new key: the row, and the key itself, which exists nowhere else."""
    key = PREFIX + secrets.token_urlsafe(30)
    row = ApiKey.objects.create(
        merchant=merchant, name=name, prefix=key[:10], digest=_digest(key), scopes=sorted(set(scopes))
    )
    return row, key


def find_key(key: str) -> ApiKey | None:
    """The row of a key that is neither revoked nor expired."""
    now = timezone.now()
    return (
        ApiKey.objects.filter(digest=_digest(key), revoked_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=now))
        .select_related("merchant")
        .first()
    )


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
