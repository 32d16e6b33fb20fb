"""Image health: the score, what to do, the breakdown, the report, what is affected; the first run before that."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from analytics.channels import CHANNELS
from connectors.models import Store
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.affected import affected
from pixelzhub.dashboard.breakdown import KINDS, breakdown
from pixelzhub.dashboard.checklist import checklist
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.guards import fragment, member_required
from pixelzhub.dashboard.health_scope import menus, scope_of
from pixelzhub.dashboard.overview import overview
from pixelzhub.dashboard.progress import judgings, syncs_in_progress
from pixelzhub.dashboard.top_findings import top_findings
from pixelzhub.dashboard.waiting import waiting_for

#: lines of the inbox that the page shows
WAITING = 5


@require_safe
@member_required
def health(request: HubRequest) -> HttpResponseBase:
    """The page costs about the same with a hundred and a hundred thousand photos: it reads roll-ups."""
    stores = list(Store.objects.filter(merchant=request.merchant))
    if not stores:
        return render(request, "health/first.html", {"channels": [channel.name for channel in CHANNELS.values()]})
    return render(request, fragment(request, "health/health.html", "health"), _context(request, stores))


def _context(request: HubRequest, stores: list[Store]) -> dict[str, Any]:
    scope = scope_of(request.merchant, stores, request.GET)
    waiting = waiting_for(request.merchant)
    return {
        "stores": stores,
        "scope": scope,
        "menus": menus(request.merchant, stores, scope),
        "overview": overview(request.merchant, store=scope.store, category=scope.category, channel=scope.channel),
        "checklist": checklist(request.merchant),
        "waiting": waiting[:WAITING],
        "waiting_count": len(waiting),
        "syncs": syncs_in_progress(request.merchant),
        "judgings": judgings(request.merchant),
    }


@require_safe
@member_required
def breakdown_page(request: HubRequest) -> HttpResponseBase:
    """The same figures in a table, by store, category, channel or finding."""
    stores = list(Store.objects.filter(merchant=request.merchant))
    scope = scope_of(request.merchant, stores, request.GET)
    table = breakdown(request.merchant, stores, scope, request.GET)
    context = {
        "title": _("Breakdown"),
        "scope": scope,
        "menus": menus(request.merchant, stores, scope),
        "table": table,
        "tabs": [
            {"href": scope.query(by=name), "label": label, "here": name == table.kind} for name, label in KINDS.items()
        ],
        "kind_name": KINDS[table.kind],
    }
    return render(request, "health/breakdown.html", context)


@require_safe
@member_required
def report(request: HubRequest) -> HttpResponseBase:
    """The same on paper: what the page shows of this scope, without controls."""
    stores = list(Store.objects.filter(merchant=request.merchant))
    scope = scope_of(request.merchant, stores, request.GET)
    found = overview(request.merchant, store=scope.store, category=scope.category, channel=scope.channel)
    context = {
        "title": _("Image health report"),
        "scope": scope,
        "overview": found,
        "health": found.health,
        "findings": top_findings(request.merchant, scope),
        "now": timezone.now(),
    }
    return render(request, "health/report.html", context)


@require_safe
@member_required
def affected_photos(request: HubRequest) -> HttpResponseBase:
    """Every finding of every photo that matches, as CSV; whoever sees the photos may take it."""
    return affected(request.merchant, PhotoFilter.read(request.GET))


@require_safe
@member_required
def progress(request: HubRequest) -> HttpResponseBase:
    """The strip under the page head; it asks again every two seconds while something runs, and tells the page to."""
    response = render(
        request,
        "health/progress.html",
        {"syncs": syncs_in_progress(request.merchant), "judgings": judgings(request.merchant)},
    )
    response["HX-Trigger"] = "photos-changed"
    return response


@require_POST
@member_required
def hide_checklist(request: HubRequest) -> HttpResponseBase:
    """Hidden for all members of the merchant until someone shows it again."""
    request.merchant.checklist_hidden_at = timezone.now() if request.POST.get("hide", "1") == "1" else None
    request.merchant.save(update_fields=["checklist_hidden_at"])
    return redirect("dashboard:health")
