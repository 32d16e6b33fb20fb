"""What the subjects share: how a line is said and how a call is timed."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable


def median(call: Callable[[], object], rounds: int = 15) -> float:
    """Seconds that the call takes, once it is warm."""
    call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def say(line: str, end: str = "\n") -> None:
    sys.stdout.write(line + end)
    sys.stdout.flush()
