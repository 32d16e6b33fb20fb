"""Before and after of each finished photo: approve it or send it back, one or many."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pixelzhub import pipeline
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.guards import editor_required, member_required, own, page_or_404
from pixelzhub.dashboard.reject_page import reject_page
from pixelzhub.dashboard.review_page import next_to_review, review_page
from pixelzhub.retouch import review as reviews
from pixelzhub.retouch.markup import BadMarks, read_strokes
from pixelzhub.retouch.models import Job, Output
from pixelzhub.retouch.publish import publishable
from pixelzhub.retouch.review import NotSentBack, SentBack, waiting_outputs

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
    request: HubRequest, output: Output, *, comment: str = "", marks: str = "", problem: str = "", status: int = 200
) -> HttpResponseBase:
    view, against = request.GET.get("view", ""), request.GET.get("against", "")
    page = review_page(request.merchant, output, view=view, against=against)
    context = {
        "page": page,
        "output": output,
        "comment": comment or (page.refused.comment if page.refused else ""),
        "marks": marks or page.refused_marks,
        "problem": problem or (page.refused.last_error if page.refused else ""),
    }
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
    """Back to Pixelz with a comment and what was drawn; when it cannot go, the reason is shown and both stay."""
    output = own(request, ROWS.all(), pk=output_id)
    comment, marks = _comment(request), request.POST.get("marks", "")
    if not comment:
        return _show(request, output, marks=marks, problem=_("Say what should be different."), status=422)
    try:
        strokes = read_strokes(marks)
    except BadMarks as reason:
        return _show(request, output, comment=comment, problem=str(reason), status=422)
    try:
        reviews.send_back(output=output, by=str(request.user), comment=comment, marks=strokes)
    except NotSentBack as reason:
        return _show(request, output, comment=comment, marks=marks, problem=str(reason), status=422)
    pipeline.nudge()
    return _next(request, output)


@require_http_methods(["GET", "HEAD", "POST"])
@editor_required
def send_back_several(request: HubRequest) -> HttpResponseBase:
    """Several photos back with one comment for all."""
    if request.method != "POST":
        return _several(request)
    ids = {int(text) for text in request.POST.getlist("selected") if text.isdecimal() and len(text) < 19}
    comment = _comment(request)
    if not ids or not comment:
        problem = _("Say what should be different.") if ids else _("Tick the photos that should go back.")
        return _several(request, ticked=ids, comment=comment, problem=problem)
    try:
        done = reviews.send_back_many(merchant=request.merchant, ids=sorted(ids), by=str(request.user), comment=comment)
    except NotSentBack as reason:
        return _several(request, ticked=ids, comment=comment, problem=str(reason))
    pipeline.nudge()
    _tell(request, done)
    return redirect("dashboard:review")


def _several(
    request: HubRequest, *, ticked: set[int] | None = None, comment: str = "", problem: str = ""
) -> HttpResponseBase:
    after = page_or_404(request.GET.get("after"))
    page = reject_page(request.merchant, show=request.GET.get("show", ""), after=after, ticked=ticked or set())
    context = {"page": page, "comment": comment, "problem": problem, "here": request.get_full_path()}
    return render(request, "review/several.html", context, status=422 if problem else 200)


def _tell(request: HubRequest, done: SentBack) -> None:
    """How many go back, and for those that do not the reason, once for all that share it."""
    if done.sent:
        text = ngettext("%(n)s photo goes back to Pixelz.", "%(n)s photos go back to Pixelz.", done.sent)
        messages.success(request, text % {"n": done.sent})
    for reason, n in Counter(reason for _output, reason in done.refused).items():
        stays = ngettext("%(n)s photo stays here:", "%(n)s photos stay here:", n) % {"n": n}
        messages.error(request, f"{stays} {reason}")


def _comment(request: HubRequest) -> str:
    return request.POST.get("comment", "").strip()[:COMMENT_MOST]


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
