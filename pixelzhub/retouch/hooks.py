"""The address that Pixelz calls when one image is finished: it cannot be guessed, and only its digest is kept."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from pixelzhub.accounts.models import PixelzAccount

# Pixelz tries for a little over six hours; a person who replays one there may be later.
LIFE = timedelta(days=7)
SECRETS_S = 30.0


def hook_token(customer_image_id: str) -> str:
    """The token of one submission, made from the hub's key: it can be told again after a crash, and is stored nowhere."""
    return salted_hmac("pixelz.hook", customer_image_id, algorithm="sha256").hexdigest()


def hook_digest(customer_image_id: str) -> str:
    """What is kept of it, to find the job by."""
    return _digest(hook_token(customer_image_id))


def hook_url(customer_image_id: str) -> str:
    """The imageCallbackURL; it takes precedence over the template's."""
    return f"{settings.PUBLIC_URL}/webhooks/pixelz/{hook_token(customer_image_id)}/"


@dataclass(frozen=True, slots=True)
class Callback:
    """The job that a token belongs to."""

    job: int
    merchant: int
    ticket: str
    customer_image_id: str


# These calls come by the thousand, and making this query takes the ORM as long as all the rest of a call.
_FIND = """
    SELECT id, merchant_id, ticket, customer_image_id FROM retouch_job
    WHERE hook_digest = %s AND (closed_at IS NULL OR closed_at > %s)
"""


def callback_of(token: str) -> Callback | None:
    """The job that was given this token, until seven days after it closed."""
    since = connection.ops.adapt_datetimefield_value(timezone.now() - LIFE)
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [_digest(token), since])
        row = cursor.fetchone()
    return Callback(*row) if row else None


@dataclass(frozen=True, slots=True)
class Secrets:
    """With what an account's calls are signed; empty where the hub was not told."""

    customer: str = field(repr=False)
    partner: str = field(repr=False)


_kept: dict[int, tuple[float, Secrets]] = {}


def secrets_of(merchant: int, *, fresh: bool = False) -> Secrets:
    """The merchant's secrets, as they were at most half a minute ago unless `fresh`."""
    read_at, found = _kept.get(merchant, (0.0, None))
    if found and not fresh and time.monotonic() - read_at < SECRETS_S:
        return found
    account = PixelzAccount.objects.only("secret", "developer_secret").get(merchant_id=merchant)
    secrets = Secrets(account.secret or "", account.developer_secret or "")
    _kept[merchant] = (time.monotonic(), secrets)
    return secrets


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
