"""The cart, the list of orders, and one order with its photos' states."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.health import counts
from pixelzhub import pipeline
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.cart_page import cart_of, cart_page, use_recommended
from pixelzhub.dashboard.draft import Draft, drop_draft
from pixelzhub.dashboard.guards import editor_required, fragment, member_required, own, page_or_404
from pixelzhub.dashboard.order_page import jobs_page, order_rows
from pixelzhub.dashboard.selected import clear, selected_ids, unselect
from pixelzhub.retouch.cart import Cart
from pixelzhub.retouch.models import Job, Order
from pixelzhub.retouch.orders import NotCovered, NothingToSend, cancel_waiting, place_order
from pixelzhub.retouch.submit import send_again as send_job_again


@require_safe
@member_required
def orders(request: HubRequest) -> HttpResponseBase:
    """Newest first, with what each order waits for; asked again while one is under way."""
    rows = Order.objects.filter(merchant=request.merchant)
    page = order_rows(rows, after=page_or_404(request.GET.get("after")))
    return render(request, fragment(request, "orders/orders.html", "order-list"), {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def new_order(request: HubRequest) -> HttpResponseBase:
    """The cart: what the member has selected."""
    return _change(request) if request.method == "POST" else _cart(request)


def _cart(request: HubRequest) -> HttpResponseBase:
    draft = Draft.read(request.session, request.merchant)
    page = cart_page(request.merchant, selected_ids(request.member), draft, request.GET)
    mendable = 0 if page.selected else counts(request.merchant.pk).get("=mend", 0)
    context = {"page": page, "mendable": mendable, "here": request.get_full_path()}
    return render(request, fragment(request, "orders/new.html", "cart"), context)


@editor_required
def _change(request: HubRequest) -> HttpResponseBase:
    """`do` says which button it was; every choice in the form is kept, whichever it was."""
    draft = Draft.read(request.session, request.merchant)
    draft.take(request.POST)
    action, _colon, subject = request.POST.get("do", "").partition(":")
    match action:
        case "send":
            return _send(request, draft)
        case "leave":
            unselect(request.member, [int(subject)] if subject.isdigit() else [])
        case "for-all":
            template = request.POST.get("for-all", "")
            draft.use_for_all(int(template) if template.isdigit() else 0)
        case "better":
            use_recommended(draft, cart_of(request.merchant, selected_ids(request.member), draft))
        case "first":
            draft.first = int(subject) if subject.isdigit() else 0
    draft.keep(request.session, request.merchant)
    return _cart(request) if request.htmx else redirect(request.get_full_path())


def _send(request: HubRequest, draft: Draft) -> HttpResponseBase:
    """The same token gives the same order, so a double click is one."""
    draft.keep(request.session, request.merchant)
    cart = cart_of(request.merchant, selected_ids(request.member), draft)
    try:
        order = place_order(
            merchant=request.merchant,
            by=str(request.user),
            cart=cart,
            token=_token(request, draft),
            comment=draft.comment,
        )
    except (NotCovered, NothingToSend) as reason:
        messages.error(request, str(reason))
        return redirect("dashboard:new-order")
    _unselect(request, draft, cart)
    drop_draft(request.session, request.merchant)
    pipeline.nudge()
    return redirect("dashboard:order", number=order.number)


def _token(request: HubRequest, draft: Draft) -> UUID:
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return UUID(draft.token)


def _unselect(request: HubRequest, draft: Draft, cart: Cart) -> None:
    """What was ordered leaves the selection; what was kept for later stays in it."""
    if not draft.first:
        clear(request.member)
        return
    unselect(request.member, [place.pk for line in cart.lines for place in (line.placement, *line.uses)])


@require_safe
@member_required
def order(request: HubRequest, number: int) -> HttpResponseBase:
    """One order: each photo's state as what can be done next."""
    found = own(request, Order.objects.all(), number=number)
    page = jobs_page(found, show=request.GET.get("show", ""), after=page_or_404(request.GET.get("after")))
    context = {"order": found, "page": page, "here": request.get_full_path()}
    return render(request, fragment(request, "orders/order.html", "jobs"), context)


@require_POST
@editor_required
def cancel(request: HubRequest, number: int) -> HttpResponseBase:
    """Take back what Pixelz has not heard of yet."""
    found = own(request, Order.objects.all(), number=number)
    n = cancel_waiting(order=found, by=str(request.user))
    text = ngettext("%(n)s photo was taken back.", "%(n)s photos were taken back.", n) % {"n": n}
    messages.success(request, text if n else _("All photos are at Pixelz already; nothing was taken back."))
    return redirect("dashboard:order", number=number)


@require_POST
@editor_required
def send_again(request: HubRequest, job_id: int) -> HttpResponseBase:
    """One photo that stopped before Pixelz took it, or with `all` every one of its order."""
    found = own(request, Job.objects.select_related("order"), pk=job_id)
    stopped = Job.objects.filter(order=found.order, state=Job.State.NEEDS_YOU, ticket="")
    n = sum(send_job_again(job) for job in (stopped if request.POST.get("all") else stopped.filter(pk=found.pk)))
    pipeline.nudge()
    text = ngettext("%(n)s photo is being sent again.", "%(n)s photos are being sent again.", n) % {"n": n}
    messages.success(request, text if n else _("Nothing was sent: this photo is at Pixelz already."))
    return redirect(reverse("dashboard:order", args=[found.order.number]))
