"""What publishing will change, runs of many photos, every write with its undo, and the choice after a hold-back."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from connectors.models import Store
from pixelzhub import pipeline
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.csv_file import csv_file
from pixelzhub.dashboard.guards import editor_required, fragment, member_required, own
from pixelzhub.dashboard.publication_page import TABS, csv_heads, csv_rows, listing, number, step_of, tab_of, wanted_of
from pixelzhub.dashboard.publish_plan import Choice, drop_choice, plan
from pixelzhub.dashboard.run_page import day_rows, open_runs, progress_of, undo_plan
from pixelzhub.dashboard.templatetags.hub import count
from pixelzhub.retouch import publish, runs
from pixelzhub.retouch.models import Output, Publication, PublicationRun
from pixelzhub.retouch.publish import publishable


@require_safe
@member_required
def publications(request: HubRequest) -> HttpResponseBase:
    """Newest first, by day; asked again while a write is under way."""
    wanted = wanted_of(request.merchant, request.GET)
    page = listing(wanted.rows, request.GET, request.path)
    context = {
        "page": page,
        "wanted": wanted,
        "runs": open_runs(request.merchant),
        "stores": Store.objects.filter(merchant=request.merchant),
        "here": request.get_full_path(),
    }
    return render(request, fragment(request, "publications/publications.html", "publication-list"), context)


@require_safe
@member_required
def export(request: HubRequest) -> HttpResponseBase:
    """The list as CSV, with the filters of its address."""
    rows = wanted_of(request.merchant, request.GET).rows.filter(state__in=TABS[tab_of(request.GET)][0])
    return csv_file("publications.csv", csv_heads(), csv_rows(rows, timezone.get_current_timezone()))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def new(request: HubRequest) -> HttpResponseBase:
    """What will change in the stores; nothing is written before the button."""
    return _change(request) if request.method == "POST" else _plan(request)


def _plan(request: HubRequest) -> HttpResponseBase:
    choice = Choice.read(request.session, request.merchant)
    after = number(request.GET.get("after", ""))
    found = plan(request.merchant, _scope(request), choice=choice, after=after)
    context = {"plan": found, "choice": choice, "after": after, "here": request.get_full_path()}
    return render(request, fragment(request, "publications/new.html", "plan"), context)


def _scope(request: HubRequest) -> QuerySet[Output]:
    """All approved photos that wait, those of an order, or the very ones that the address names."""
    ones = _numbers(request.GET, "output")
    if ones:
        return Output.objects.filter(merchant=request.merchant, review=Output.Review.APPROVED, pk__in=ones)
    order = number(request.GET.get("order", ""))
    waiting = publishable(request.merchant)
    return waiting.filter(job__order__number=order) if order else waiting


def _numbers(query: QueryDict, name: str) -> list[int]:
    return [found for found in map(number, query.getlist(name)) if found]


@editor_required
def _change(request: HubRequest) -> HttpResponseBase:
    """`do` says which button it was; the ticks of the form are kept, whichever it was."""
    action, _colon, key = request.POST.get("do", "").partition(":")
    choice = Choice.read(request.session, request.merchant)
    choice.take(shown=_numbers(request.POST, "shown"), ticked=_numbers(request.POST, "tick"))
    if action in {"all", "none"}:
        choice = Choice(some=action == "none")
    choice.keep(request.session, request.merchant)
    if action == "publish":
        return _publish(request, choice)
    if action == "page":
        query = request.GET.copy()
        query["after"] = str(number(key))
        return redirect(f"{request.path}?{query.urlencode()}")
    return _plan(request) if request.htmx else redirect(request.get_full_path())


def _publish(request: HubRequest, choice: Choice) -> HttpResponseBase:
    """One click, one run: the pipeline does the rest. `upto` leaves out what was approved since the page was shown."""
    wanted = choice.narrow(_scope(request)).filter(pk__lte=number(request.POST.get("upto", "")))
    photos = number(request.POST.get("photos", ""))
    try:
        run = runs.start_run(
            merchant=request.merchant, outputs=wanted, by=str(request.user), token=_token(request), photos=photos
        )
    except (runs.NothingToPublish, runs.Changed) as reason:
        messages.warning(request, str(reason))
        return redirect(request.get_full_path())
    drop_choice(request.session, request.merchant)
    pipeline.nudge()
    only, *others = Publication.objects.filter(run=run).values_list("pk", flat=True)[:2]
    if others:
        return redirect("dashboard:publication-run", run_number=run.number)
    return redirect("dashboard:publication", publication_id=only)


def _token(request: HubRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


@require_POST
@editor_required
def leave_out(request: HubRequest) -> HttpResponseBase:
    """Photos that can go nowhere, for one reason at one store, no longer wait."""
    upto = number(request.POST.get("upto", ""))
    found = plan(request.merchant, publishable(request.merchant).filter(pk__lte=upto), choice=Choice())
    wanted = request.POST.get("against"), request.POST.get("store")
    stuck = [row for group in found.blocked if (group.against, str(group.store.pk)) == wanted for row in group.stuck]
    n = runs.leave_out(merchant=request.merchant, places=stuck, by=str(request.user))
    text = ngettext("%(n)s photo no longer waits.", "%(n)s photos no longer wait.", n) % {"n": count(n)}
    messages.success(request, text)
    return redirect("dashboard:new-publication")


@require_safe
@member_required
def run(request: HubRequest, run_number: int) -> HttpResponseBase:
    """One run: how far it is, and each of its photos."""
    found = _own_run(request, run_number)
    page = listing(Publication.objects.filter(merchant=request.merchant, run=found), request.GET, request.path)
    context = {"progress": progress_of(found), "page": page, "here": request.get_full_path()}
    return render(request, fragment(request, "publications/run.html", "run"), context)


def _own_run(request: HubRequest, run_number: int) -> PublicationRun:
    return own(request, PublicationRun.objects.select_related("merchant"), number=run_number)


@require_POST
@editor_required
def change_run(request: HubRequest, run_number: int) -> HttpResponseBase:
    """Pause, resume or stop it."""
    found, by = _own_run(request, run_number), str(request.user)
    match request.POST.get("do"):
        case "pause":
            runs.pause_run(run=found, by=by)
        case "resume":
            runs.resume_run(run=found, by=by)
        case "stop":
            runs.stop_run(run=found, by=by)
    pipeline.nudge()
    return redirect("dashboard:publication-run", run_number=run_number)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def undo_run(request: HubRequest, run_number: int) -> HttpResponseBase:
    """What would be taken back of a run; then it is stopped, and what it published is taken back."""
    found = _own_run(request, run_number)
    rows = Publication.objects.filter(merchant=request.merchant, run=found)
    if request.method == "POST":
        return _undo_run(request, found, rows)
    context = {
        "run": found,
        "not_begun": rows.filter(state=Publication.State.INTENT).count(),
        "plan": undo_plan(rows.exclude(state=Publication.State.INTENT)),
        "back": reverse("dashboard:publication-run", args=[found.number]),
    }
    return render(request, "publications/undo_many.html", context)


@editor_required
def _undo_run(request: HubRequest, run: PublicationRun, rows: QuerySet[Publication]) -> HttpResponseBase:
    by = str(request.user)
    runs.stop_run(run=run, by=by)
    publish.undo_many(merchant=request.merchant, publications=rows, by=by, what=f"run {run}")
    pipeline.nudge()
    return redirect("dashboard:publication-run", run_number=run.number)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def undo_day(request: HubRequest, day: str) -> HttpResponseBase:
    """What would be taken back of a day, at one store or at all; then it is."""
    found = _day(day)
    store = Store.objects.filter(merchant=request.merchant, slug=request.GET.get("store", "")).first()
    rows = day_rows(request.merchant, found)
    rows = rows.filter(store=store) if store else rows
    if not rows.exists():
        raise Http404
    if request.method == "POST":
        return _undo_day(request, found, rows)
    context = {
        "moment": rows.order_by("pk").values_list("created_at", flat=True)[0],
        "store": store,
        "plan": undo_plan(rows),
        "back": reverse("dashboard:publications"),
    }
    return render(request, "publications/undo_many.html", context)


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if found.year not in range(2000, 2100):
        raise Http404
    return found


@editor_required
def _undo_day(request: HubRequest, day: date, rows: QuerySet[Publication]) -> HttpResponseBase:
    n = publish.undo_many(merchant=request.merchant, publications=rows, by=str(request.user), what=f"day {day}")
    pipeline.nudge()
    text = ngettext("%(n)s old photo goes back.", "%(n)s old photos go back.", n) % {"n": count(n)}
    messages.success(request, text)
    return redirect("dashboard:publications")


@require_safe
@member_required
def publication(request: HubRequest, publication_id: int) -> HttpResponseBase:
    """One write: what was there, ours, and what the store shows when it was changed first."""
    found = _own(request, publication_id)
    context = {"publication": found, "step": step_of(found), "here": request.get_full_path()}
    return render(request, fragment(request, "publications/publication.html", "publication"), context)


def _own(request: HubRequest, publication_id: int) -> Publication:
    rows = Publication.objects.select_related(
        "store", "product", "placement", "image", "output__job__order", "output__job__template", "merchant", "run"
    ).prefetch_related("forwardings__store")
    return own(request, rows, pk=publication_id)


@require_POST
@editor_required
def undo(request: HubRequest, publication_id: int) -> HttpResponseBase:
    """The photo before goes back; the page that asked follows it."""
    found = _own(request, publication_id)
    if not publish.undo(publication=found, by=str(request.user)):
        messages.warning(request, _("There is nothing to undo: it is undone or being undone already."))
    pipeline.nudge()
    query = request.GET.copy()
    match query.pop("from", [""])[0]:
        case "list":
            return redirect(f"{reverse('dashboard:publications')}?{query.urlencode()}")
        case "run" if found.run:
            return redirect(f"{reverse('dashboard:publication-run', args=[found.run.number])}?{query.urlencode()}")
    return redirect("dashboard:publication", publication_id=found.pk)


@require_POST
@editor_required
def choose(request: HubRequest, publication_id: int) -> HttpResponseBase:
    """After a hold-back: ours all the same, or what the store shows."""
    found = _own(request, publication_id)
    done = {"ours": publish.publish_anyway, "keep": publish.leave_as_is}.get(request.POST.get("choice", ""))
    if done is None or not done(publication=found, by=str(request.user)):
        found.refresh_from_db()
        held = found.state == Publication.State.HELD_BACK
        decided = _("Nothing was changed: this was decided already.")
        busy = _("Another photo is on its way to the same place. Decide again when it is there.")
        messages.warning(request, busy if held and done else decided)
    pipeline.nudge()
    return redirect("dashboard:publication", publication_id=found.pk)
