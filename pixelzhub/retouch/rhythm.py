"""When Pixelz is asked again about a photo: soon after it was sent, then seldom, then around the time it is promised."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from pixelzhub.pixelz import template_settings
from pixelzhub.retouch.models import Job

SELDOM = 12
NEAR = 6
# Stuck without a word is what merchants fear most: a day after the promised time somebody looks.
OVERDUE_AFTER = timedelta(hours=24)
DEFAULT_HOURS = 24


def next_look(job: Job, now: datetime | None = None) -> datetime:
    """The next time to ask, in steps of PIXELZ_POLL_S; webhooks come in between."""
    now, step = now or timezone.now(), timedelta(seconds=settings.PIXELZ_POLL_S)
    if job.expected_at and abs(job.expected_at - now) < NEAR * step:
        return now + step
    age = now - (job.submitted_at or now)
    pause = min(SELDOM * step, max(step, age / 4))
    soon_due = job.expected_at - NEAR * step if job.expected_at and job.expected_at > now else None
    return min(now + pause, soon_due) if soon_due and soon_due > now else now + pause


def expected(job: Job, now: datetime) -> datetime:
    """When the file is promised: the deadline, else what the template says (hours), else a day."""
    if job.deadline:
        return job.deadline
    said = template_settings(job.template.settings).delivery_hours if job.template else None
    return now + timedelta(hours=said or DEFAULT_HOURS)
