"""One order's photos: where each is, since when, when it is looked at next, and what the merchant can do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pixelzhub.dashboard.order_page import AT_PIXELZ, TABS, Step, Tally, order_step, tallies_of
from pixelzhub.dashboard.reject_page import FreeDays, free_days
from pixelzhub.dashboard.templatetags.hub import duration, when
from pixelzhub.pixelz import Status
from pixelzhub.retouch.cancel import CANCELLABLE, IN_PRODUCTION
from pixelzhub.retouch.models import Job, Order, Output, Publication
from pixelzhub.retouch.rhythm import OVERDUE_AFTER

JOBS = 60
State = Job.State


@dataclass(frozen=True, slots=True)
class JobRow:
    """`facts` say since when, when Pixelz was asked and will be, and what went wrong last.

    `free`: the days left to send it back, None where nothing can go back.
    """

    job: Job
    output: Output | None
    step: Step
    facts: list[str]
    can_cancel: bool
    free: FreeDays | None


@dataclass(frozen=True, slots=True)
class Risen:
    """A template whose price is above the one that the order was placed at."""

    name: str
    n: int
    old: Decimal
    new: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class JobsPage:
    rows: list[JobRow]
    tally: Tally
    step: Step
    tabs: list[dict[str, Any]]
    next: str
    paged: bool
    left_out: list[tuple[str, int]]
    cancellable: int
    risen: list[Risen]
    color: str

    @property
    def live(self) -> bool:
        return bool(self.tally.open)

    @property
    def again(self) -> Job | None:
        """The first of the stopped photos on the page that can be sent again, for a button that sends all of them."""
        return next((row.job for row in self.rows if row.step.again), None)


def jobs_page(order: Order, *, show: str, after: int | None) -> JobsPage:
    """Sixty photos of an order from the key `after` on, of the tab `show`."""
    tally = tallies_of([order])[order.pk]
    show = show if show in TABS else ""
    jobs = order.jobs.select_related("template", "product", "image").prefetch_related("parts")
    jobs = jobs.filter(state__in=TABS[show][0]) if show else jobs
    found = list((jobs.filter(pk__gt=after) if after else jobs).order_by("pk")[: JOBS + 1])
    more, found = len(found) > JOBS, found[:JOBS]
    return JobsPage(
        rows=_job_rows(order, found),
        tally=tally,
        step=order_step(order, tally),
        tabs=_tabs(order, tally, show),
        next=f"?show={show}&after={found[-1].pk}" if more else "",
        paged=bool(after),
        left_out=Counter(out["reason"] for out in order.left_out).most_common(),
        cancellable=order.jobs.filter(_can_cancel()).count(),
        risen=_risen(order) if order.state == Order.State.STOPPED else [],
        color=PurePosixPath(found[0].color_reference).stem if found else "",
    )


def _can_cancel() -> Q:
    """Photos that are taken back at once, or that Pixelz still deletes."""
    early = Q(ticket="") | Q(status_id=None) | Q(status_id__lt=IN_PRODUCTION)
    return Q(state__in=CANCELLABLE) & early


def _risen(order: Order) -> list[Risen]:
    jobs = order.jobs.filter(state=State.INTENT, template__price__gt=F("price")).order_by("template__name")
    rows = jobs.values_list("template__name", "price", "template__price", "currency").annotate(n=Count("pk"))
    return [Risen(name, n, old, new, currency) for name, old, new, currency, n in rows]


def _tabs(order: Order, tally: Tally, show: str) -> list[dict[str, Any]]:
    here = reverse("dashboard:order", args=[order.number])
    counts = {name: sum(tally.states[state] for state in states) for name, (states, _label) in TABS.items()}
    return [
        {"href": f"{here}?show={name}" if name else here, "label": label, "count": counts[name], "here": name == show}
        for name, (_states, label) in TABS.items()
        if counts[name] or name in {"", show}
    ]


def _job_rows(order: Order, jobs: list[Job]) -> list[JobRow]:
    outputs = {output.job_id: output for output in Output.objects.filter(job__in=jobs).order_by("pk")}
    rows = Publication.objects.filter(output__in=list(outputs.values())).order_by("pk")
    published = {publication.output_id: publication for publication in rows}
    return [
        JobRow(
            job,
            output := outputs.get(job.pk),
            job_step(order, job, output, published.get(output.pk) if output else None),
            list(_facts(job)) if job.state in Job.OPEN or job.state == State.NEEDS_YOU else [],
            job.state in CANCELLABLE and (not job.ticket or (job.status_id or 0) < IN_PRODUCTION),
            free_days(job) if _can_go_back(job, output) else None,
        )
        for job in jobs
    ]


def _can_go_back(job: Job, output: Output | None) -> bool:
    """Only what nobody has decided on yet is sent back."""
    waits = output is not None and output.review == Output.Review.WAITING
    return waits and job.state == State.DELIVERED


def _facts(job: Job) -> Iterator[str]:
    now = timezone.now()
    since = job.status_since or job.submitted_at or job.created_at
    yield _("For %(age)s") % {"age": duration((now - since).total_seconds())}
    if job.due_at:
        yield _("next look %(when)s") % {"when": when(job.due_at)} if job.due_at > now else _("next look now")
    if job.expected_at:
        late = job.expected_at + OVERDUE_AFTER < now
        yield (_("was expected %(when)s") if late else _("expected %(when)s")) % {"when": when(job.expected_at)}
    if job.last_error and job.state in Job.OPEN:
        yield job.last_error


def job_step(order: Order, job: Job, output: Output | None, publication: Publication | None) -> Step:
    """A photo's state in words, and what can be done next."""
    match job.state:
        case State.DELIVERED:
            return _back(output, publication)
        case State.SUBMITTED:
            return _at_pixelz(job, output)
        case State.UNSURE:
            return Step("working", _("Checking that it arrived"), _("Nothing is sent or paid twice."))
        case State.NEEDS_YOU:
            return Step("fail", _("Stopped"), job.last_error, again=0 if job.status_id in AT_PIXELZ else job.pk)
        case State.LOST:
            return Step("fail", _("Lost at Pixelz"), job.last_error, again=job.pk)
        case State.CANCELLED:
            return Step("no", _("Cancelled"), _("It was not paid for.") if not job.ticket else "")
        case State.INTENT if order.state == Order.State.CHECKING:
            return Step("waiting", _("Waits for the prices"))
        case State.INTENT if order.state == Order.State.STOPPED:
            return Step("waiting", _("Not sent: the order is stopped"))
    return Step("waiting" if job.state == State.INTENT else "working", job.get_state_display())


def _at_pixelz(job: Job, output: Output | None) -> Step:
    if output and output.review == Output.Review.SENT_BACK:
        return Step("working", _("Sent back, at Pixelz again"), _("“%(comment)s”") % {"comment": output.comment})
    if job.expected_at and job.expected_at + OVERDUE_AFTER < timezone.now():
        return Step("warn", _("At Pixelz, a day late"), _said(job))
    return Step("working", _("At Pixelz"), _said(job))


def _said(job: Job) -> str:
    """Pixelz's own word for the state; a number that no document names is shown as it is."""
    if job.status_id is None or job.status_id in set(Status):
        return job.status_name
    return _("Status %(number)s %(name)s") % {"number": job.status_id, "name": job.status_name}


def _back(output: Output | None, publication: Publication | None) -> Step:
    if output is None:
        return Step("pass", _("Back from Pixelz"))
    if output.review == Output.Review.WAITING:
        review = reverse("dashboard:review-output", args=[output.pk])
        kind, text = ("pass", _("Back, meets its rules")) if output.meets else ("warn", _("Back, misses a rule"))
        return Step(kind, text, "", review, _("Review"))
    if publication is None:
        return Step(
            "pass", _("Approved"), _("Not in the store yet"), reverse("dashboard:new-publication"), _("Publish")
        )
    page = reverse("dashboard:publication", args=[publication.pk])
    kind = {"published": "pass", "undone": "undone", "held_back": "warn", "failed": "fail"}.get(
        publication.state, "working"
    )
    return Step(kind, publication.get_state_display(), "", page, _("See it"), quiet=kind in {"pass", "undone"})
