"""Calls that are carried out once, however often they are sent, by the header `Idempotency-Key`.

The rules are Stripe's (docs.stripe.com/api/idempotent_requests): for a day the same key with the same body is answered as the
first time, a refusal too; with another body, or while the first still runs, it is refused.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from pixelzhub.accounts.models import IdempotentCall
from pixelzhub.partners.frame.asking import NotNow
from pixelzhub.partners.frame.body import WrongValue, shown
from pixelzhub.partners.frame.keys import merchant_of
from pixelzhub.partners.frame.rendering import JSONRenderer

KEPT = timedelta(days=1)
# Longer than any web process answers: whoever began it is dead.
DEAD_AFTER = timedelta(minutes=5)
LONGEST_KEY = 255
OF_CALLS = uuid.UUID("4f1c0f2e-8f0b-4b57-9c3d-6f7f5f1e7a90")

Work = Callable[[uuid.UUID], Response]
"""Takes a token that is the same however often the call is sent."""


def once(request: Request, work: Work) -> Response:
    """The answer of `work`, which is written down in the same transaction as what it writes, or the one that was.

    Raises `WrongValue` for a key that is none, and `NotNow`.
    """
    merchant, key, digest = merchant_of(request), _key(request), _digest(request)
    IdempotentCall.objects.filter(merchant=merchant, created_at__lt=timezone.now() - KEPT).delete()
    # Committed before the work begins: a second call sees that the first one runs.
    call, new = IdempotentCall.objects.get_or_create(merchant=merchant, key=key, defaults={"digest": digest})
    if call.digest != digest:
        raise NotNow("This Idempotency-Key was used for another call; take a new key for a new call.")
    if call.status is not None:
        return _replayed(call)
    if not new and not _taken_over(call):
        raise NotNow("The first call with this Idempotency-Key still runs; ask again in a moment.")
    try:
        with transaction.atomic():
            return _carried_out(call, work)
    except BaseException:
        # Nothing was written: the same key begins anew.
        IdempotentCall.objects.filter(pk=call.pk, status=None, started_at=call.started_at).delete()
        raise


def _carried_out(call: IdempotentCall, work: Work) -> Response:
    answer = work(uuid.uuid5(OF_CALLS, str(call.pk)))
    mine = IdempotentCall.objects.filter(pk=call.pk, status=None, started_at=call.started_at)
    if not mine.update(status=answer.status_code, answer=JSONRenderer().render(answer.data).decode()):
        raise NotNow("Another call with this Idempotency-Key was quicker; ask again in a moment.")
    return answer


def _replayed(call: IdempotentCall) -> Response:
    return Response(json.loads(call.answer), status=call.status, headers={"Idempotent-Replayed": "true"})


def _taken_over(call: IdempotentCall) -> bool:
    """Whether a call whose process died is now this one's; of two only one gets it."""
    before, call.started_at = call.started_at, timezone.now()
    if before > call.started_at - DEAD_AFTER:
        return False
    dead = IdempotentCall.objects.filter(pk=call.pk, status=None, started_at=before)
    return dead.update(started_at=call.started_at) == 1


def _key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        raise WrongValue("The header “Idempotency-Key” is missing; a new text of 1 to 255 characters is accepted.")
    if not (1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise WrongValue(f"“Idempotency-Key” is {shown(key)}; 1 to {LONGEST_KEY} printable characters are accepted.")
    return key


def _digest(request: Request) -> str:
    """Of what is asked for: neither spaces nor the order of names make it another call."""
    body = json.dumps(request.data if request.body else {}, sort_keys=True)
    return hashlib.sha256(f"{request.method} {request.path.rstrip('/')} {body}".encode()).hexdigest()
