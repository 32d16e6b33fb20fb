"""Orders and their photos as what the merchant can do next, counted in a few queries for a whole page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pixelzhub.dashboard.templatetags.hub import when
from pixelzhub.dashboard.waiting import publishable
from pixelzhub.retouch.models import Job, Order, Output, Publication

ORDERS = 30
JOBS = 60
THUMBS = 4

State = Job.State
#: the tabs over an order's photos: address word -> (states, label)
TABS = {
    "": (tuple(State), gettext_lazy("All")),
    "stopped": ((State.NEEDS_YOU,), gettext_lazy("Need you")),
    "open": (Job.OPEN, gettext_lazy("Under way")),
    "back": ((State.DELIVERED,), gettext_lazy("Back")),
    "cancelled": ((State.CANCELLED,), gettext_lazy("Cancelled")),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A state in words, and the one thing to do about it ("" when there is none)."""

    kind: str
    text: str
    second: str = ""
    href: str = ""
    action: str = ""
    again: int = 0
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many photos of an order are where."""

    states: Counter[str]
    to_review: int
    to_publish: int
    first_to_review: int | None

    @property
    def photos(self) -> int:
        return self.states.total()

    @property
    def open(self) -> int:
        return sum(self.states[state] for state in Job.OPEN)

    @property
    def back(self) -> int:
        return self.states[State.DELIVERED]

    @property
    def expected(self) -> int:
        """Photos that were not taken back."""
        return self.photos - self.states[State.CANCELLED]


@dataclass(frozen=True, slots=True)
class OrderRow:
    order: Order
    tally: Tally
    step: Step
    thumbs: list[Job]


@dataclass(frozen=True, slots=True)
class OrdersPage:
    rows: list[OrderRow]
    next: str
    paged: bool
    live: bool


def order_rows(orders: QuerySet[Order], *, after: int | None) -> OrdersPage:
    """A page of orders, newest first, from the key `after` on."""
    thumbs = Prefetch("jobs", Job.objects.order_by("pk")[:THUMBS], to_attr="thumbs")
    rows = orders.filter(pk__lt=after) if after else orders
    found: list[Any] = list(rows.order_by("-pk").prefetch_related(thumbs)[: ORDERS + 1])
    more, found = len(found) > ORDERS, found[:ORDERS]
    tallies = tallies_of(found)
    return OrdersPage(
        rows=[
            OrderRow(order, tallies[order.pk], order_step(order, tallies[order.pk]), order.thumbs) for order in found
        ],
        next=str(found[-1].pk) if more else "",
        paged=bool(after),
        live=any(tally.open for tally in tallies.values()),
    )


def tallies_of(orders: list[Order]) -> dict[int, Tally]:
    """The tallies of these orders in three queries."""
    states: dict[int, Counter[str]] = {order.pk: Counter() for order in orders}
    for pk, state, n in (
        Job.objects.filter(order__in=orders).values_list("order", "state").annotate(n=Count("pk")).order_by()
    ):
        states[pk][state] = n
    waiting = Output.objects.filter(job__order__in=orders, review=Output.Review.WAITING, job__state=State.DELIVERED)
    review: dict[int, list[int]] = {order.pk: [] for order in orders}
    for pk, output in waiting.order_by("pk").values_list("job__order", "pk"):
        review[pk].append(output)
    publish = publishable_counts(orders)
    return {
        pk: Tally(states[pk], len(review[pk]), publish.get(pk, 0), review[pk][0] if review[pk] else None)
        for pk in states
    }


def publishable_counts(orders: list[Order]) -> dict[int, int]:
    """Order -> approved photos that no publication has taken up."""
    if not orders:
        return {}
    rows = publishable(orders[0].merchant).filter(job__order__in=orders).order_by()
    return dict(rows.values_list("job__order").annotate(n=Count("pk")))


def order_step(order: Order, tally: Tally) -> Step:
    """What an order waits for, the merchant's part first."""
    here = reverse("dashboard:order", args=[order.number])
    stopped = tally.states[State.NEEDS_YOU]
    if stopped:
        text = ngettext("%(n)s photo stopped", "%(n)s photos stopped", stopped) % {"n": stopped}
        return Step("fail", text, "", f"{here}?show=stopped", _("See why"))
    if tally.to_review:
        text = ngettext("%(n)s photo to review", "%(n)s photos to review", tally.to_review) % {"n": tally.to_review}
        review = reverse("dashboard:review-output", args=[tally.first_to_review])
        return Step("waiting", text, _under_way(tally), review, _("Review"))
    if tally.open:
        return Step("working", _under_way(tally))
    if tally.to_publish:
        text = ngettext("%(n)s photo to publish", "%(n)s photos to publish", tally.to_publish) % {"n": tally.to_publish}
        return Step("waiting", text, "", reverse("dashboard:new-publication"), _("Publish"))
    if not tally.expected:
        return Step("no", _("Cancelled"), _("Nothing was sent"))
    return Step("pass", _("Done"), _("Every photo is back and decided on"))


def _under_way(tally: Tally) -> str:
    """What Pixelz has, or what waits to be sent."""
    if not tally.open:
        return ""
    unsent = tally.states[State.INTENT] + tally.states[State.SENDING] + tally.states[State.UNSURE]
    if unsent:
        return ngettext("%(n)s photo is being sent", "%(n)s photos are being sent", unsent) % {"n": unsent}
    return ngettext("%(n)s photo at Pixelz", "%(n)s photos at Pixelz", tally.open) % {"n": tally.open}


@dataclass(frozen=True, slots=True)
class JobRow:
    job: Job
    output: Output | None
    step: Step


@dataclass(frozen=True, slots=True)
class JobsPage:
    rows: list[JobRow]
    tally: Tally
    step: Step
    tabs: list[dict[str, Any]]
    next: str
    paged: bool
    left_out: list[tuple[str, int]]

    @property
    def live(self) -> bool:
        return bool(self.tally.open)

    @property
    def unsent(self) -> int:
        """Photos that can still be taken back."""
        return self.tally.states[State.INTENT]

    @property
    def again(self) -> Job | None:
        """The first of the stopped photos on the page that can be sent again, for a button that sends all of them."""
        return next((row.job for row in self.rows if row.step.again), None)


def jobs_page(order: Order, *, show: str, after: int | None) -> JobsPage:
    """Sixty photos of an order from the key `after` on, of the tab `show`."""
    tally = tallies_of([order])[order.pk]
    show = show if show in TABS else ""
    jobs = order.jobs.filter(state__in=TABS[show][0]).select_related("template", "product", "image")
    found = list((jobs.filter(pk__gt=after) if after else jobs).order_by("pk")[: JOBS + 1])
    more, found = len(found) > JOBS, found[:JOBS]
    return JobsPage(
        rows=_job_rows(found),
        tally=tally,
        step=order_step(order, tally),
        tabs=_tabs(order, tally, show),
        next=f"?show={show}&after={found[-1].pk}" if more else "",
        paged=bool(after),
        left_out=Counter(out["reason"] for out in order.left_out).most_common(),
    )


def _tabs(order: Order, tally: Tally, show: str) -> list[dict[str, Any]]:
    here = reverse("dashboard:order", args=[order.number])
    counts = {name: sum(tally.states[state] for state in states) for name, (states, _label) in TABS.items()}
    return [
        {"href": f"{here}?show={name}" if name else here, "label": label, "count": counts[name], "here": name == show}
        for name, (_states, label) in TABS.items()
        if counts[name] or name in {"", show}
    ]


def _job_rows(jobs: list[Job]) -> list[JobRow]:
    outputs = {output.job_id: output for output in Output.objects.filter(job__in=jobs).order_by("pk")}
    rows = Publication.objects.filter(output__in=list(outputs.values())).order_by("pk")
    published = {publication.output_id: publication for publication in rows}
    return [
        JobRow(job, output := outputs.get(job.pk), job_step(job, output, published.get(output.pk) if output else None))
        for job in jobs
    ]


def job_step(job: Job, output: Output | None, publication: Publication | None) -> Step:
    """A photo's state in words, and what can be done next."""
    match job.state:
        case State.INTENT:
            return Step("waiting", _("Waits to be sent"), job.last_error)
        case State.SENDING:
            return Step("working", _("Being sent"))
        case State.UNSURE:
            return Step("working", _("Checking that it arrived"), _("Nothing is sent or paid twice."))
        case State.SUBMITTED:
            return _at_pixelz(job, output)
        case State.FINISHED:
            return Step("working", _("Finished, coming back"), job.last_error)
        case State.NEEDS_YOU:
            return Step("fail", _("Stopped"), job.last_error, again=0 if job.ticket else job.pk)
        case State.CANCELLED:
            return Step("no", _("Cancelled"), _("It was not paid for.") if not job.ticket else "")
    return _back(output, publication)


def _at_pixelz(job: Job, output: Output | None) -> Step:
    if output and output.review == Output.Review.SENT_BACK:
        return Step("working", _("Sent back, at Pixelz again"), _("“%(comment)s”") % {"comment": output.comment})
    sent = _("Sent %(when)s") % {"when": when(job.submitted_at)} if job.submitted_at else ""
    return Step("working", _("At Pixelz"), " · ".join(part for part in (job.status_name, sent) if part))


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
