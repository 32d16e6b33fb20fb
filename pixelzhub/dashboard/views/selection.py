"""Ticking photos: one address for all that the grid, its selection bar and the health page can ask."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard import selected
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.grid import grid, selection_bar
from pixelzhub.dashboard.guards import member_required
from pixelzhub.dashboard.photos import count_of


@require_POST
@member_required
def change(request: HubRequest) -> HttpResponseBase:
    """`action` is page (what of this page is ticked), add, remove, all or clear; the address carries the filter."""
    action = request.POST.get("action") or request.GET.get("action", "")
    _apply(request, action)
    if request.POST.get("next") == "order":
        return redirect("dashboard:new-order")
    if not request.htmx:
        here = request.GET.copy()
        here.pop("action", None)
        return redirect(f"{reverse('dashboard:images')}?{here.urlencode()}")
    return _ticks_changed(request) if action in {"all", "clear"} else _bar(request)


def _apply(request: HubRequest, action: str) -> None:
    member, ids = request.member, _ids(request.POST.getlist("selected"))
    match action:
        case "page":
            shown = _ids(request.POST.get("shown", "").split(","))
            selected.change(member, add=ids, remove=set(shown) - set(ids))
        case "add":
            selected.select(member, ids)
        case "remove":
            selected.unselect(member, ids)
        case "all":
            first = request.POST.get("first", "")
            most = int(first) if first.isdecimal() and len(first) < 9 else selected.MOST
            selected.select_all(member, PhotoFilter.read(request.GET), first=most)
        case "clear":
            selected.clear(member)


def _ids(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]


def _bar(request: HubRequest) -> HttpResponseBase:
    """Only the bar changes when photos are ticked one by one."""
    wanted = PhotoFilter.read(request.GET)
    matching, exact = count_of(request.merchant, wanted)
    chosen = selected.selected_ids(request.member)
    bar = selection_bar(request.merchant, wanted, chosen, matching, exact, request.GET)
    return render(request, "images/images.html#selection", {"bar": bar, "wanted": wanted})


def _ticks_changed(request: HubRequest) -> HttpResponseBase:
    """The whole list is drawn again when every tick on it may have changed."""
    response = render(request, "images/images.html#photo-list", grid(request.member, request.GET))
    response["HX-Retarget"] = "#photo-list"
    response["HX-Reswap"] = "outerHTML"
    return response
