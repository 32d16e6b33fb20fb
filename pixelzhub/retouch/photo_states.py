"""What has been done about a photo where it hangs, as lists of photos filter by it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from pixelzhub.retouch.models import JobUse

_JOBS: dict[str, Q] = {
    "open": Q(job__state__in=["intent", "sending", "unsure", "submitted", "finished"]),
    "review": Q(job__state="delivered", job__outputs__review="waiting"),
    "approved": Q(job__outputs__review="approved"),
    "published": Q(placement__publications__state="published"),
}
# Nothing at all, and then each of those.
STATES = ("none", *_JOBS)


def in_state(state: str, placement: str) -> Any:
    """A condition of `STATES` for rows whose column `placement` names the place."""
    uses = JobUse.objects.filter(placement=OuterRef(placement))
    return ~Exists(uses.exclude(job__state="cancelled")) if state == "none" else Exists(uses.filter(_JOBS[state]))
