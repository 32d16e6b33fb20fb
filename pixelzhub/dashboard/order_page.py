"""Orders and their photos as what the merchant can do next, counted in a few queries for a whole page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pixelzhub.pixelz import Status
from pixelzhub.retouch.models import Job, Order, Output
from pixelzhub.retouch.publish import publishable

ORDERS = 30

State = Job.State
# Waiting for a payment or for an answer: it is settled at Pixelz, not by sending the photo again.
AT_PIXELZ = {Status.WAITING_FOR_PAYMENT, Status.AWAITING_REPLY}
#: the tabs over an order's photos: address word -> (states, label)
TABS = {
    "": (tuple(State), gettext_lazy("All")),
    "stopped": ((State.NEEDS_YOU, State.LOST), gettext_lazy("Need you")),
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
    first_to_review: int | None
    to_publish: int

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


@dataclass(frozen=True, slots=True)
class OrdersPage:
    rows: list[OrderRow]
    next: str
    paged: bool
    live: bool


def order_rows(orders: QuerySet[Order], *, after: int | None) -> OrdersPage:
    """A page of orders, newest first, from the key `after` on."""
    rows = orders.filter(pk__lt=after) if after else orders
    found = list(rows.order_by("-pk")[: ORDERS + 1])
    more, found = len(found) > ORDERS, found[:ORDERS]
    tallies = tallies_of(found)
    return OrdersPage(
        rows=[OrderRow(order, tallies[order.pk], order_step(order, tallies[order.pk])) for order in found],
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
    counted = waiting.order_by().values_list("job__order").annotate(n=Count("pk"), first=Min("pk"))
    review = {pk: (n, first) for pk, n, first in counted}
    publish = publishable_counts(orders)
    return {pk: Tally(states[pk], *review.get(pk, (0, None)), publish.get(pk, 0)) for pk in states}


def publishable_counts(orders: list[Order]) -> dict[int, int]:
    """Order -> approved photos that no publication has taken up."""
    if not orders:
        return {}
    rows = publishable(orders[0].merchant).filter(job__order__in=orders).order_by()
    return dict(rows.values_list("job__order").annotate(n=Count("pk")))


def order_step(order: Order, tally: Tally) -> Step:
    """What an order waits for, the merchant's part first."""
    here = reverse("dashboard:order", args=[order.number])
    if not tally.expected:
        return Step("no", _("Cancelled"), _("Nothing was sent"))
    if order.state == Order.State.STOPPED:
        return Step("fail", _("Stopped before sending"), order.last_error, here, _("Decide"))
    if order.state == Order.State.CHECKING:
        return Step("working", _("Prices are being checked"), order.last_error)
    stopped = tally.states[State.NEEDS_YOU] + tally.states[State.LOST]
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
    return Step("pass", _("Done"), _("Every photo is back and decided on"))


def _under_way(tally: Tally) -> str:
    """What Pixelz has, or what waits to be sent."""
    if not tally.open:
        return ""
    unsent = tally.states[State.INTENT] + tally.states[State.SENDING] + tally.states[State.UNSURE]
    if unsent:
        return ngettext("%(n)s photo is being sent", "%(n)s photos are being sent", unsent) % {"n": unsent}
    return ngettext("%(n)s photo at Pixelz", "%(n)s photos at Pixelz", tally.open) % {"n": tally.open}
