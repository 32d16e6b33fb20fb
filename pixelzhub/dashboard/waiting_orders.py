"""Orders that were stopped, files that Pixelz did not take back, and tickets that nobody here ordered."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.templatetags.hub import count
from pixelzhub.dashboard.waiting_lines import EACH, Act, Waiting, key_of
from pixelzhub.retouch.models import Job, Order, Output, Rejection, StrayTicket


def stopped(merchant: Merchant) -> QuerySet[Order]:
    """Orders that wait for the merchant's word."""
    return Order.objects.filter(merchant=merchant, state=Order.State.STOPPED)


def refused(merchant: Merchant) -> QuerySet[Rejection]:
    """The last word on files that wait for review again, where that was Pixelz's no."""
    later = Rejection.objects.filter(output=OuterRef("output"), pk__gt=OuterRef("pk"))
    waiting = Rejection.objects.filter(merchant=merchant, output__review=Output.Review.WAITING)
    return waiting.filter(~Exists(later), state=Rejection.State.REFUSED)


def strays(merchant: Merchant) -> QuerySet[StrayTicket]:
    """Unknown tickets that nobody has dismissed."""
    return StrayTicket.objects.filter(merchant=merchant, dismissed_at=None)


def stopped_orders(merchant: Merchant) -> Iterator[Waiting]:
    """Orders that were stopped before their first photo left, because prices rose or Pixelz refused."""
    orders = stopped(merchant).annotate(photos=Count("jobs"))
    for order in orders.order_by("pk")[:EACH]:
        words = {"order": order.number, "n": count(order.photos)}
        yield Waiting(
            "order", "stopped", f"order-{order.number}", _("Order #%(order)s stopped before sending") % words,
            order.last_error, order.created_at, _("Decide"), href=reverse("dashboard:order", args=[order.number]),
            todo=ngettext("%(n)s photo waits for your word.", "%(n)s photos wait for your word.", order.photos) % words,
            error=order.last_error, rows=Job.objects.filter(order=order).order_by("pk"),
            acts=(
                Act(_("Accept today's prices"), post=reverse("dashboard:accept-prices", args=[order.number])),
                Act(_("Cancel the order"), post=reverse("dashboard:cancel-order", args=[order.number])),
                Act(_("See the order"), reverse("dashboard:order", args=[order.number])),
            ),
        )  # fmt: skip


def refused_rejections(merchant: Merchant) -> Iterator[Waiting]:
    """Photos that Pixelz did not take back, until they are decided on anew."""
    found = refused(merchant)
    rows = found.values("last_error").annotate(n=Count("pk"), since=Min("created_at"), output=Min("output"))
    for row in rows.order_by("-n")[:EACH]:
        title = ngettext("Pixelz did not take %(n)s photo back", "Pixelz did not take %(n)s photos back", row["n"]) % {
            "n": count(row["n"])
        }
        review = reverse("dashboard:review-output", args=[row["output"]])
        yield Waiting(
            "refused", "decide", key_of("refused", row["last_error"]), title, row["last_error"], row["since"],
            _("Review"), href=review, todo=_("Your comment is kept. Approve it, or send it back once more."),
            error=row["last_error"], rows=_outputs(found, row["last_error"]), acts=(Act(_("Review"), review),),
        )  # fmt: skip


def _outputs(rejections: QuerySet[Rejection], error: str) -> QuerySet[Output]:
    return Output.objects.filter(pk__in=rejections.filter(last_error=error).values("output")).order_by("pk")


def stray_tickets(merchant: Merchant) -> Iterator[Waiting]:
    """Tickets that Pixelz lists and nobody here ordered."""
    tickets = strays(merchant)
    found = tickets.order_by().aggregate(n=Count("pk"), since=Min("found_at"))
    if not found["n"]:
        return
    title = ngettext(
        "Pixelz lists %(n)s photo that the hub does not know", "Pixelz lists %(n)s photos that the hub does not know",
        found["n"],
    ) % {"n": count(found["n"])}  # fmt: skip
    yield Waiting(
        "stray", "decide", "strays", title, _("Ordered elsewhere, or before this hub was connected"), found["since"],
        _("Look"), rows=tickets, acts=(Act(_("Dismiss all"), do="dismiss"),),
        todo=_("Someone may have ordered them at Pixelz itself. The hub does nothing with them and pays for none."),
    )  # fmt: skip
