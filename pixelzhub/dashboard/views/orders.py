"""The list of orders, and one order with its photos' states and what can be done about each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pixelzhub import pipeline
from pixelzhub.accounts import audit
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.guards import editor_required, fragment, member_required, own, page_or_404
from pixelzhub.dashboard.job_rows import jobs_page
from pixelzhub.dashboard.order_page import order_rows
from pixelzhub.retouch.cancel import cancel_job, cancel_order
from pixelzhub.retouch.models import Job, Order
from pixelzhub.retouch.orders import NotCovered
from pixelzhub.retouch.prices import accept_prices
from pixelzhub.retouch.submit import AGAIN
from pixelzhub.retouch.submit import send_again as send_job_again


@require_safe
@member_required
def orders(request: HubRequest) -> HttpResponseBase:
    """Newest first, with what each order waits for; asked again while one is under way."""
    rows = Order.objects.filter(merchant=request.merchant)
    page = order_rows(rows, after=page_or_404(request.GET.get("after")))
    return render(request, fragment(request, "orders/orders.html", "order-list"), {"page": page})


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
    """Take back what has not begun: at once, or by asking Pixelz."""
    found = own(request, Order.objects.all(), number=number)
    n = cancel_order(order=found, by=str(request.user))
    pipeline.nudge()
    text = ngettext("%(n)s photo was taken back.", "%(n)s photos were taken back.", n) % {"n": n}
    messages.success(request, text if n else _("Pixelz has begun with all photos; nothing was taken back."))
    return redirect("dashboard:order", number=number)


@require_POST
@editor_required
def cancel_photo(request: HubRequest, job_id: int) -> HttpResponseBase:
    """Take back one photo, as long as Pixelz has not begun with it."""
    found = own(request, Job.objects.select_related("order"), pk=job_id)
    if cancel_job(found):
        audit.record(request.merchant, request.user, "job.cancelled", found)
        pipeline.nudge()
        messages.success(request, _("%(name)s was taken back.") % {"name": found.filename})
    else:
        messages.error(request, _("Pixelz has begun with %(name)s; it was not taken back.") % {"name": found.filename})
    return redirect(reverse("dashboard:order", args=[found.order.number]))


@require_POST
@editor_required
def accept(request: HubRequest, number: int) -> HttpResponseBase:
    """Go on with a stopped order at the prices of now; they are checked once more before anything is sent."""
    found = own(request, Order.objects.all(), number=number)
    try:
        if accept_prices(order=found, by=str(request.user)):
            pipeline.nudge()
            messages.success(request, _("Order %(order)s goes on.") % {"order": found})
    except NotCovered as reason:
        messages.error(request, str(reason))
    return redirect("dashboard:order", number=number)


@require_POST
@editor_required
def send_again(request: HubRequest, job_id: int) -> HttpResponseBase:
    """One photo that stopped or was lost, or with `all` every one of its order."""
    found = own(request, Job.objects.select_related("order"), pk=job_id)
    stopped = Job.objects.filter(order=found.order, state__in=AGAIN)
    n = sum(send_job_again(job) for job in (stopped if request.POST.get("all") else stopped.filter(pk=found.pk)))
    pipeline.nudge()
    text = ngettext("%(n)s photo is being sent again.", "%(n)s photos are being sent again.", n) % {"n": n}
    messages.success(request, text if n else _("Nothing was sent: this photo is at Pixelz already."))
    return redirect(reverse("dashboard:order", args=[found.order.number]))
