"""Image health: the score, what to do, by channel, the trend, and what waits; the first run's checklist before that."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from connectors.models import Store
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.guards import fragment, member_required
from pixelzhub.dashboard.overview import checklist, overview
from pixelzhub.dashboard.progress import syncs_in_progress
from pixelzhub.dashboard.waiting import waiting_for


@require_safe
@member_required
def health(request: HubRequest) -> HttpResponseBase:
    """Everything comes from roll-ups: the page costs the same with a hundred and a hundred thousand photos."""
    stores = list(Store.objects.filter(merchant=request.merchant))
    store = next((row for row in stores if row.slug == request.GET.get("store")), None)
    context = {
        "stores": stores,
        "store": store,
        "overview": overview(request.merchant, store=store),
        "checklist": checklist(request.merchant),
        "waiting": waiting_for(request.merchant),
        "syncs": syncs_in_progress(request.merchant),
    }
    return render(request, fragment(request, "health/health.html", "health"), context)


@require_safe
@member_required
def progress(request: HubRequest) -> HttpResponseBase:
    """The strip under the page head; asked again every two seconds while something runs."""
    return render(request, "health/health.html#progress", {"syncs": syncs_in_progress(request.merchant)})


@require_POST
@member_required
def hide_checklist(request: HubRequest) -> HttpResponseBase:
    request.merchant.checklist_hidden_at = timezone.now() if request.POST.get("hide", "1") == "1" else None
    request.merchant.save(update_fields=["checklist_hidden_at"])
    return redirect("dashboard:health")
