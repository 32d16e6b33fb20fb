"""When a message that could not be sent is tried again: often at first, for a day in all."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

# As in the Standard Webhooks specification, section “Deliverability and reliability”; the last try is after `PATIENCE`.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
)
PATIENCE = timedelta(hours=24)
JITTER = 0.1


def next_try(*, attempts: int, first: datetime, now: datetime, asked_s: float | None = None) -> datetime:
    """When a message is tried again that was tried `attempts` times, `first` at first.

    `asked_s` is what the receiver asked for, in seconds. The pauses are never shorter than that, and the last try never
    later than `PATIENCE` after the first.
    """
    pause = PAUSES[min(attempts, len(PAUSES)) - 1]
    seconds = pause.total_seconds() * random.uniform(1, 1 + JITTER)  # noqa: S311 - jitter, not a secret
    seconds = min(max(seconds, asked_s or 0.0), PATIENCE.total_seconds())
    return min(now + timedelta(seconds=seconds), first + PATIENCE)
