"""Tries are close together at first, far apart later, and end after a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pixelzhub.deliveries.retrying import JITTER, PATIENCE, PAUSES, next_try

FIRST = datetime(2026, 11, 22, tzinfo=UTC)
SECONDS = [5, 300, 1800, 7200, 18000, 36000]


@pytest.mark.parametrize(("attempts", "seconds"), list(enumerate(SECONDS, start=1)))
def test_each_pause_is_as_the_specification_has_it_and_up_to_a_tenth_longer(attempts: int, seconds: int) -> None:
    pauses = {(next_try(attempts=attempts, first=FIRST, now=FIRST) - FIRST).total_seconds() for _ in range(50)}
    assert seconds <= min(pauses) < max(pauses) <= seconds * (1 + JITTER)


def test_a_message_is_tried_eight_times_and_the_last_time_a_day_after_the_first() -> None:
    now, tries = FIRST, 1
    while now - FIRST < PATIENCE:
        now = next_try(attempts=tries, first=FIRST, now=now)
        tries += 1
    assert (tries, now - FIRST) == (len(PAUSES) + 2, timedelta(hours=24))


@pytest.mark.parametrize(
    ("asked_s", "at_least", "at_most"),
    [(None, 5, 6), (0.0, 5, 6), (90.0, 90, 90), (1e300, 86400, 86400), (float("inf"), 86400, 86400)],
)
def test_a_receiver_can_ask_for_a_longer_pause_but_not_for_a_shorter_one_or_for_ever(
    asked_s: float | None, at_least: int, at_most: int
) -> None:
    pause = (next_try(attempts=1, first=FIRST, now=FIRST, asked_s=asked_s) - FIRST).total_seconds()
    assert at_least <= pause <= at_most
