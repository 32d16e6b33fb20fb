"""Image health: the score, what to do, by channel, the trend, and what waits; the first run before that."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from analytics.channels import CHANNELS
from connectors.models import Store
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.checklist import checklist
from pixelzhub.dashboard.guards import fragment, member_required
from pixelzhub.dashboard.overview import overview
from pixelzhub.dashboard.progress import judgings, syncs_in_progress
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
    store = next((row for row in stores if row.slug == request.GET.get("store")), None)
    waiting = waiting_for(request.merchant)
    return {
        "stores": stores,
        "store": store,
        "overview": overview(request.merchant, store=store),
        "checklist": checklist(request.merchant),
        "waiting": waiting[:WAITING],
        "waiting_count": len(waiting),
        "syncs": syncs_in_progress(request.merchant),
        "judgings": judgings(request.merchant),
    }


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
