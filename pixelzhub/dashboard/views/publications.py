"""What publishing will change, every write with its undo, and the choice when the store was changed first."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from connectors.models import Store
from pixelzhub import pipeline
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.guards import editor_required, fragment, member_required, own
from pixelzhub.dashboard.publication_page import publications_page, step_of
from pixelzhub.dashboard.publish_plan import PRODUCTS, plan
from pixelzhub.dashboard.waiting import publishable
from pixelzhub.retouch import publish
from pixelzhub.retouch.models import Output, Publication

MORE = 100


@require_safe
@member_required
def publications(request: HubRequest) -> HttpResponseBase:
    """Newest first; asked again while a write is under way."""
    context = {
        "page": publications_page(request.merchant, request.GET),
        "stores": Store.objects.filter(merchant=request.merchant),
        "here": request.get_full_path(),
    }
    return render(request, fragment(request, "publications/publications.html", "publication-list"), context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def new(request: HubRequest) -> HttpResponseBase:
    """What will change in the stores; nothing is written before the button."""
    return _publish(request) if request.method == "POST" else _plan(request)


def _plan(request: HubRequest) -> HttpResponseBase:
    outputs = list(_wanted(request, request.GET))
    upto = request.GET.get("upto", "")
    shown = int(upto) if upto.isdigit() else PRODUCTS
    found = plan(request.merchant, outputs, left_out=_left_out(request.GET), upto=shown)
    context = {"plan": found, "one": request.GET.get("output", ""), "upto": shown, "more_upto": shown + MORE}
    return render(request, fragment(request, "publications/new.html", "plan"), context)


def _wanted(request: HubRequest, query: QueryDict) -> QuerySet[Output]:
    """All approved photos that are not published; or the one that an undone or failed publication had."""
    one = query.get("output", "")
    if not one.isdigit():
        return publishable(request.merchant)
    rows = Output.objects.filter(merchant=request.merchant, review=Output.Review.APPROVED, pk=one)
    return rows.select_related("job__product", "job__image", "job__template")


def _left_out(query: QueryDict) -> set[int]:
    """What was shown with a tick and came back without one."""
    shown = {int(pk) for pk in query.getlist("shown") if pk.isdigit()}
    return shown - {int(pk) for pk in query.getlist("tick") if pk.isdigit()}


@editor_required
def _publish(request: HubRequest) -> HttpResponseBase:
    """One click: the intents are written, the pipeline does the rest. `upto` leaves out what was approved since."""
    last = request.POST.get("last", "")
    wanted = _wanted(request, request.POST).filter(pk__lte=int(last) if last.isdigit() else 0)
    found = plan(request.merchant, list(wanted), left_out=set())
    left_out = _left_out(request.POST)
    outputs = [output for output in found.outputs if output.pk not in left_out]
    made = publish.publish_outputs(merchant=request.merchant, outputs=outputs, by=str(request.user))
    pipeline.nudge()
    if not made:
        messages.warning(request, _("Nothing was published: these photos are in the store or on their way already."))
        return redirect("dashboard:publications")
    if len(made) == 1:
        return redirect("dashboard:publication", publication_id=made[0].pk)
    return redirect(f"{reverse('dashboard:publications')}?batch={made[0].pk}-{made[-1].pk}")


@require_safe
@member_required
def publication(request: HubRequest, publication_id: int) -> HttpResponseBase:
    """One write: what was there, ours, and what the store shows when it was changed first."""
    found = _own(request, publication_id)
    context = {"publication": found, "step": step_of(found), "here": request.get_full_path()}
    return render(request, fragment(request, "publications/publication.html", "publication"), context)


def _own(request: HubRequest, publication_id: int) -> Publication:
    rows = Publication.objects.select_related(
        "store", "product", "placement", "image", "output__job__order", "output__job__template", "merchant"
    )
    return own(request, rows, pk=publication_id)


@require_POST
@editor_required
def undo(request: HubRequest, publication_id: int) -> HttpResponseBase:
    """The original goes back; the page that asked follows it."""
    found = _own(request, publication_id)
    if not publish.undo(publication=found, by=str(request.user)):
        messages.warning(request, _("There is nothing to undo: it is undone or being undone already."))
    pipeline.nudge()
    if request.GET.get("from") == "list":
        query = request.GET.copy()
        del query["from"]
        return redirect(f"{reverse('dashboard:publications')}?{query.urlencode()}")
    return redirect("dashboard:publication", publication_id=found.pk)


@require_POST
@editor_required
def choose(request: HubRequest, publication_id: int) -> HttpResponseBase:
    """After a hold-back: ours all the same, or what the store shows."""
    found = _own(request, publication_id)
    done = {"ours": publish.publish_anyway, "keep": publish.leave_as_is}.get(request.POST.get("choice", ""))
    if done is None or not done(publication=found, by=str(request.user)):
        messages.warning(request, _("Nothing was changed: this was decided already."))
    pipeline.nudge()
    return redirect("dashboard:publication", publication_id=found.pk)
