"""What there is to going back: the free days, a job's versions with comments and marks, and several at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.templatetags.hub import day
from pixelzhub.retouch.models import Job, Output, Rejection
from pixelzhub.retouch.reject import free_until
from pixelzhub.retouch.review import waiting_outputs

DAY = timedelta(days=1)
PER_PAGE = 60
TABS = {"": gettext_lazy("All that wait"), "missing": gettext_lazy("Miss a rule")}


@dataclass(frozen=True, slots=True)
class FreeDays:
    """The days in which Pixelz takes a photo back for nothing."""

    until: datetime
    left: int

    @property
    def over(self) -> bool:
        return self.left < 1

    @property
    def text(self) -> str:
        """In words, with what is left of them."""
        if self.over:
            return _("The free days to send it back ended: %(day)s") % {"day": day(self.until)}
        one = "Free to send back for %(n)s more day, until %(day)s"
        many = "Free to send back for %(n)s more days, until %(day)s"
        return ngettext(one, many, self.left) % {"n": self.left, "day": day(self.until)}

    @property
    def short(self) -> str:
        """The same for beside a small picture."""
        if self.over:
            return _("The free days are over")
        return ngettext("%(n)s free day left", "%(n)s free days left", self.left) % {"n": self.left}


def free_days(job: Job) -> FreeDays | None:
    """None for a job that Pixelz never got."""
    until = free_until(job)
    return FreeDays(until, math.ceil((until - timezone.now()) / DAY)) if until else None


@dataclass(frozen=True, slots=True)
class VersionFile:
    """One finished file of a ticket; `place` of `files` when the ticket brought several."""

    output: Output
    version: int
    place: int
    files: int
    rejection: Rejection | None

    @property
    def label(self) -> str:
        if self.files == 1:
            return _("v%(version)s") % {"version": self.version}
        words = {"version": self.version, "place": self.place, "files": self.files}
        return _("v%(version)s, file %(place)s of %(files)s") % words

    @property
    def strokes(self) -> list[str]:
        """The marks as the points of polylines, in shares of width and height."""
        return lines(self.rejection.marks) if self.rejection else []


def lines(marks: Sequence[Sequence[Sequence[float]]]) -> list[str]:
    """Strokes as SVG writes them; a single point is written twice, which draws a dot."""
    drawn = [stroke if len(stroke) > 1 else [*stroke, *stroke] for stroke in marks]
    return [" ".join(f"{x},{y}" for x, y in stroke) for stroke in drawn]


def versions_of(outputs: Sequence[Output], rejections: Sequence[Rejection]) -> list[VersionFile]:
    """A job's files, oldest first: what came after it was sent back is the next version."""
    went_back = sorted({rejection.sent_at for rejection in rejections if rejection.sent_at})
    rounds = {output.pk: sum(at < output.created_at for at in went_back) for output in outputs}
    numbers = {found: number for number, found in enumerate(sorted(set(rounds.values())), start=1)}
    last = {rejection.output_id: rejection for rejection in rejections if rejection.state != Rejection.State.REFUSED}
    files = []
    for output in outputs:
        together = [other.pk for other in outputs if rounds[other.pk] == rounds[output.pk]]
        place = together.index(output.pk) + 1
        files.append(VersionFile(output, numbers[rounds[output.pk]], place, len(together), last.get(output.pk)))
    return files


@dataclass(frozen=True, slots=True)
class Candidate:
    """One photo that could go back with others."""

    output: Output
    missed: list[str]
    free: FreeDays | None
    ticked: bool


@dataclass(frozen=True, slots=True)
class RejectPage:
    rows: list[Candidate]
    tabs: list[dict[str, Any]]
    next: str
    paged: bool


def reject_page(merchant: Merchant, *, show: str, after: int | None, ticked: set[int]) -> RejectPage:
    """Sixty photos that wait for review, from the key `after` on."""
    waiting = waiting_outputs(merchant)
    counts = {"": waiting.count(), "missing": waiting.filter(meets=False).count()}
    show = show if show in TABS else ""
    rows = waiting.filter(meets=False) if show else waiting
    found = list((rows.filter(pk__gt=after) if after else rows)[: PER_PAGE + 1])
    more, found = len(found) > PER_PAGE, found[:PER_PAGE]
    here = reverse("dashboard:send-back-several")
    return RejectPage(
        rows=[Candidate(output, _missed(output), free_days(output.job), output.pk in ticked) for output in found],
        tabs=[
            {
                "href": f"{here}?show={name}" if name else here,
                "label": label,
                "count": counts[name],
                "here": name == show,
            }
            for name, label in TABS.items()
        ],
        next=f"?show={show}&after={found[-1].pk}" if more else "",
        paged=bool(after),
    )


def _missed(output: Output) -> list[str]:
    return [check["title"] for check in output.checks if not check["meets"]]
