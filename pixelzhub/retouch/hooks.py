"""The address that Pixelz calls when one image is finished: it cannot be guessed, and only its digest is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from connectors.secrets import decrypted

# Pixelz tries for a little over six hours; a person who replays one there may be later.
LIFE = timedelta(days=7)


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
    """The job that a token belongs to, and what a call to it is held against."""

    job: int
    merchant: int
    ticket: str
    customer_image_id: str
    stored_secret: str = field(repr=False)
    stored_developer_secret: str = field(repr=False)

    @property
    def secret(self) -> str:
        return str(decrypted(self.stored_secret) or "")

    @property
    def developer_secret(self) -> str:
        return str(decrypted(self.stored_developer_secret) or "")


# These calls come by the thousand, and making this query takes the ORM as long as all the rest of a call.
_FIND = """
    SELECT job.id, job.merchant_id, job.ticket, job.customer_image_id, account.secret, account.developer_secret
    FROM retouch_job job JOIN accounts_pixelzaccount account ON account.merchant_id = job.merchant_id
    WHERE job.hook_digest = %s AND (job.closed_at IS NULL OR job.closed_at > %s)
"""


def callback_of(token: str) -> Callback | None:
    """The job that was given this token, until seven days after it closed."""
    since = connection.ops.adapt_datetimefield_value(timezone.now() - LIFE)
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [_digest(token), since])
        row = cursor.fetchone()
    return Callback(*row) if row else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
