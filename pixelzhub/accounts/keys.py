"""Partner keys: made once, shown once, found by their digest."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from pixelzhub.accounts.credential import digest_of
from pixelzhub.accounts.models import ApiKey, Merchant
from pixelzhub.accounts.scopes import checked

PREFIX = "pxh_live_"
# Enough to tell keys apart on a page, too little to guess one.
SHOWN = len(PREFIX) + 4
# For how long a key that was replaced still opens, so that no program stands still.
OVERLAP = timedelta(days=7)


def create_key(
    *, merchant: Merchant, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """A new key: the row, and the key itself, which exists nowhere else. Raises `UnknownScope`."""
    key = PREFIX + secrets.token_urlsafe(30)
    row = ApiKey.objects.create(
        merchant=merchant,
        name=name,
        prefix=key[:SHOWN],
        digest=digest_of(key),
        scopes=checked(scopes),
        expires_at=expires_at,
    )
    return row, key


@transaction.atomic
def rotate_key(old: ApiKey) -> tuple[ApiKey, str] | None:
    """A key in another one's place, which opens for `OVERLAP` yet; None if that one was replaced already or is closed."""
    locked = ApiKey.objects.select_for_update().select_related("merchant").get(pk=old.pk)
    if locked.replaced_by_id or not locked.is_open:
        return None
    row, key = create_key(
        merchant=locked.merchant, name=locked.name, scopes=locked.scopes, expires_at=locked.expires_at
    )
    end = timezone.now() + OVERLAP
    locked.replaced_by = row
    locked.expires_at = min(end, locked.expires_at) if locked.expires_at else end
    locked.save(update_fields=["replaced_by", "expires_at"])
    return row, key


def find_key(key: str) -> ApiKey | None:
    """The row of a key, whether it is open or not, by one indexed query."""
    # Without its merchant, and without the order that `first` asks for: this is on the way of every call.
    return next(iter(ApiKey.objects.filter(digest=digest_of(key)).order_by()), None)
