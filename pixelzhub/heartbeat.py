"""Whether a cluster still works. A killed idle worker can hang django-q for ever while every process looks healthy
(it dies holding the queue's lock), so each task writes down until when silence is fine."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

BEAT_EVERY_S = 3.0
# A beat waits behind what is queued before it; five missed ones are not chance.
SILENCE_S = 15.0


def beat_file(queue: str) -> Path:
    return Path(settings.DATA_DIR) / "run" / f"beat-{queue}"


def beat(queue: str) -> None:
    """The task that a supervisor enqueues: this cluster works."""
    fine_for(queue, SILENCE_S)


def fine_for(queue: str, seconds: float) -> None:
    """Silence is fine for so long from now: a long task cannot beat while it works."""
    file = beat_file(queue)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(str(time.time() + seconds))
    fresh.replace(file)


def is_silent(queue: str) -> bool:
    """True when the time that was asked for is over."""
    try:
        return time.time() > float(beat_file(queue).read_text())
    except (OSError, ValueError):
        return False
