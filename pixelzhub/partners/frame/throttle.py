"""How often a key, a token or an app may call: so many calls in each minute, counted over all processes of the web.

Each process counts its own calls and adds them to the caller's row every `NOTED_EVERY_S`; it is read with each call anyway. So
a caller may exceed its limit by what each other process has not noted yet: 10 seconds' worth of its calls.
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

from pixelzhub.accounts.callers import Caller

if TYPE_CHECKING:
    from rest_framework.views import APIView

WINDOW_S = 60
NOTED_EVERY_S = 10.0


@dataclass(slots=True)
class Count:
    """One process's calls of one caller: in which minute, how many are not in its row, since when (monotonic).

    `known` is what this process last added up to: a row that was read before that says less.
    """

    window: datetime
    own: int = 0
    since: float = 0.0
    known: int = 0


class KeyThrottle(BaseThrottle):
    def allow_request(self, request: Request, view: APIView) -> bool:
        caller = request.auth
        if not isinstance(caller, Caller):
            return True
        now = datetime.now(UTC)
        window = now.replace(second=0, microsecond=0)
        self.left_s = WINDOW_S - (now - window).total_seconds()
        used = _count(caller, window)
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


def _count(caller: Caller, window: datetime) -> int:
    """Calls of this caller in this minute, as far as this process knows, this one among them."""
    noted = caller.row.window_calls if caller.row.window_at == window else 0
    with _lock:
        count = _counts.get(caller.mark)
        if count is None or count.window != window:
            count = _counts[caller.mark] = Count(window, since=time.monotonic())
        count.own += 1
        used = max(noted, count.known) + count.own
        if time.monotonic() - count.since < NOTED_EVERY_S:
            return used
        own, count.own, count.since, count.known = count.own, 0, time.monotonic(), used
    _note(caller, window, own)
    return used


def _note(caller: Caller, window: datetime, own: int) -> None:
    """Add calls to those of its row, or begin its next minute."""
    calls = Case(When(window_at=window, then=F("window_calls") + own), default=Value(own))
    row = caller.row
    type(row).objects.filter(pk=row.pk).update(window_calls=calls, window_at=window)
