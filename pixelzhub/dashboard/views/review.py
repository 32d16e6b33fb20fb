"""Before and after of each finished photo: approve it, send it back, or approve all that meet their rules."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from connectors.errors import ConnectorError
from pixelzhub import pipeline
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.guards import editor_required, member_required, own, page_or_404
from pixelzhub.dashboard.review_page import next_to_review, review_page
from pixelzhub.dashboard.waiting import publishable
from pixelzhub.retouch import review as reviews
from pixelzhub.retouch.models import Job, Output
from pixelzhub.retouch.review import waiting_outputs

LIGHT_TABLE = 60
COMMENT_MOST = 2000
ROWS = Output.objects.select_related("job__template", "job__image__store", "job__product", "job__order")


@require_safe
@member_required
def review(request: HubRequest, output_id: int | None = None) -> HttpResponseBase:
    """One result; without an id the first that waits, or what there is to do when none does."""
    if output_id is not None:
        return _show(request, own(request, ROWS.all(), pk=output_id))
    first = waiting_outputs(request.merchant).first()
    if first is not None:
        return _show(request, first)
    context = {
        "to_publish": publishable(request.merchant).count(),
        "at_pixelz": Job.objects.filter(merchant=request.merchant, state__in=Job.OPEN).count(),
    }
    return render(request, "review/none.html", context)


def _show(
    request: HubRequest, output: Output, *, comment: str = "", problem: str = "", status: int = 200
) -> HttpResponseBase:
    page = review_page(request.merchant, output, view=request.GET.get("view", ""))
    context = {"page": page, "output": output, "comment": comment, "problem": problem}
    return render(request, "review/review.html", context, status=status)


@require_POST
@editor_required
def approve(request: HubRequest, output_id: int) -> HttpResponseBase:
    """Ready to publish; the next one opens by itself."""
    output = own(request, ROWS.all(), pk=output_id)
    reviews.approve(output=output, by=str(request.user))
    return _next(request, output)


@require_POST
@editor_required
def send_back(request: HubRequest, output_id: int) -> HttpResponseBase:
    """Back to Pixelz with a comment. What Pixelz answers when it refuses is shown, and the comment stays."""
    output = own(request, ROWS.all(), pk=output_id)
    comment = request.POST.get("comment", "").strip()[:COMMENT_MOST]
    if not comment:
        return _show(request, output, problem=_("Say what should be different."), status=422)
    try:
        reviews.send_back(output=output, by=str(request.user), comment=comment)
    except ConnectorError as error:
        return _show(request, output, comment=comment, problem=str(error), status=422)
    pipeline.nudge()
    return _next(request, output)


def _next(request: HubRequest, output: Output) -> HttpResponseBase:
    following = next_to_review(request.merchant, output.pk)
    if following is None:
        return redirect("dashboard:review")
    view = request.GET.get("view", "")
    address = reverse("dashboard:review-output", args=[following.pk])
    return redirect(f"{address}?{urlencode({'view': view})}" if view else address)


@require_http_methods(["GET", "HEAD", "POST"])
@editor_required
def approve_all(request: HubRequest) -> HttpResponseBase:
    """Those that meet every rule that they were sent for, on a light table first; `upto` leaves out what came since."""
    meeting = waiting_outputs(request.merchant).filter(meets=True)
    if request.method != "POST":
        shown = list(meeting[:LIGHT_TABLE])
        last = meeting.order_by("-pk").values_list("pk", flat=True).first() or 0
        context = {"outputs": shown, "n": meeting.count(), "upto": last}
        return render(request, "review/approve.html", context)
    ids = list(meeting.filter(pk__lte=page_or_404(request.POST.get("upto")) or 0).values_list("pk", flat=True))
    n = reviews.approve_many(merchant=request.merchant, ids=ids, by=str(request.user))
    messages.success(request, ngettext("%(n)s photo is approved", "%(n)s photos are approved", n) % {"n": n})
    return redirect("dashboard:review")
