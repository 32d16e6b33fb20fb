"""Ticking photos: one form for all that the grid and its selection bar can ask."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard import photos, selected
from pixelzhub.dashboard.guards import member_required
from pixelzhub.dashboard.photos import PhotoFilter


@require_POST
@member_required
def change(request: HubRequest) -> HttpResponseBase:
    """`action` is add, remove, all or clear; `placement` names the photos; the address carries the filter."""
    wanted = PhotoFilter.read(request.GET)
    ids = [int(pk) for pk in request.POST.getlist("placement") if pk.isdigit()]
    match request.POST.get("action"):
        case "add":
            selected.select(request.member, ids)
        case "remove":
            selected.unselect(request.member, ids)
        case "all":
            selected.select_all(request.member, wanted)
        case "clear":
            selected.clear(request.member)
    if request.POST.get("next") == "order":
        return redirect("dashboard:new-order")
    if not request.htmx:
        return redirect(f"/images/{wanted.query()}")
    chosen = selected.selected_ids(request.member)
    matching, exact = photos.count_of(request.merchant, wanted)
    context = {"selected": set(chosen), "matching": matching, "matching_exact": exact, "wanted": wanted}
    return render(request, "images/images.html#selection", context)
