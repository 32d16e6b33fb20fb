"""How often a key may call: so many calls in each minute, counted over all processes of the web.

Each process counts its own calls and adds them to the key's row every `NOTED_EVERY_S`; the row is read with the key anyway. So
a key may exceed its limit by what each other process has not noted yet: 10 seconds' worth of its calls.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Case, F, Value, When
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from pixelzhub.accounts.models import ApiKey

if TYPE_CHECKING:
    from rest_framework.views import APIView

WINDOW_S = 60
NOTED_EVERY_S = 10.0


@dataclass(slots=True)
class Count:
    """One process's calls with one key: in which minute, how many are not in the key's row, since when (monotonic)."""

    window: datetime
    own: int = 0
    since: float = 0.0


class KeyThrottle(BaseThrottle):
    def allow_request(self, request: Request, view: APIView) -> bool:
        key = request.auth
        if not isinstance(key, ApiKey):
            return True
        now = datetime.now(UTC)
        window = now.replace(second=0, microsecond=0)
        self.left_s = WINDOW_S - (now - window).total_seconds()
        used = _count(key, window)
        limit: int = settings.PARTNER_CALLS_A_MINUTE
        request.rate_limit = {  # type: ignore[attr-defined]
            "RateLimit-Limit": str(limit),
            "RateLimit-Remaining": str(max(0, limit - used)),
            "RateLimit-Reset": str(int(self.left_s) + 1),
        }
        return used <= limit

    def wait(self) -> float:
        return self.left_s


_counts: dict[str, Count] = {}
_lock = threading.Lock()


def _count(key: ApiKey, window: datetime) -> int:
    """Calls with this key in this minute, as far as this process knows, this one among them."""
    noted = key.window_calls if key.window_at == window else 0
    with _lock:
        count = _counts.get(key.digest)
        if count is None or count.window != window:
            count = _counts[key.digest] = Count(window, since=time.monotonic())
        count.own += 1
        used = noted + count.own
        if time.monotonic() - count.since < NOTED_EVERY_S:
            return used
        own, count.own, count.since = count.own, 0, time.monotonic()
    _note(key, window, own)
    return used


def _note(key: ApiKey, window: datetime, own: int) -> None:
    """Add calls to those of the key's row, or begin its next minute."""
    calls = Case(When(window_at=window, then=F("window_calls") + own), default=Value(own))
    ApiKey.objects.filter(pk=key.pk).update(window_calls=calls, window_at=window)
