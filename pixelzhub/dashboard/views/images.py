"""The grid of photos, one photo with all that is known of it, and twins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from connectors.models import Image, Placement
from pixelzhub import pipeline
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.accepting import accepted_cards
from pixelzhub.dashboard.asked import advice, asked
from pixelzhub.dashboard.cards import Card, cards
from pixelzhub.dashboard.filters import VIEWS, PhotoFilter
from pixelzhub.dashboard.grid import grid
from pixelzhub.dashboard.guards import editor_required, fragment, member_required, own
from pixelzhub.dashboard.history import history
from pixelzhub.dashboard.measured import measured
from pixelzhub.dashboard.mending import mending
from pixelzhub.dashboard.one_image import one_image
from pixelzhub.dashboard.photos import neighbours, placements_in_order
from pixelzhub.dashboard.selected import selected_ids
from pixelzhub.dashboard.shot_list import shot_list
from pixelzhub.dashboard.twins import cards_of, twin_page
from pixelzhub.dashboard.views.accepted import just_accepted


@require_safe
@member_required
def images(request: HubRequest) -> HttpResponseBase:
    """The grid. Every filter is in the address; the selection is kept on the server."""
    if request.GET.get("format") == "csv":
        return shot_list(request.merchant, PhotoFilter.read(request.GET))
    context = grid(request.member, request.GET)
    if context["wanted"].state == "accepted":
        context["cards"] = accepted_cards(request.merchant, context["cards"], context["wanted"].channel)
    return render(request, fragment(request, "images/images.html", "photo-list"), context)


@require_safe
@member_required
def image(request: HubRequest, image_id: int) -> HttpResponseBase:
    """One photo: the picture with its box, findings per channel, what mends them, and what happened to it."""
    found = one_image(request.merchant, own(request, Image.objects.select_related("store"), pk=image_id))
    wanted, place = PhotoFilter.read(request.GET), found.placement
    mends = mending(request.merchant, found)
    context = {
        "one": found,
        "advice": advice(found.findings),
        "asked": asked(found.findings, mends.template) if mends and not mends.open_job else [],
        "measured": measured(found.measurement),
        "just_accepted": just_accepted(request, found.image),
        "channel": found.channel(request.GET.get("judge") or wanted.channel),
        "gallery": _gallery(request, place),
        "history": history(found.image),
        "mending": mends,
        "is_selected": place is not None and place.pk in selected_ids(request.member),
        "list": wanted.query(),
        "list_name": VIEWS[wanted.view][1] if wanted.view != "all" else "",
        "beside": neighbours(request.merchant, wanted, place) if place and place.gone_at is None else None,
    }
    return render(request, fragment(request, "images/image.html", "findings"), context)


def _gallery(request: HubRequest, placement: Placement | None) -> list[Card]:
    if placement is None:
        return []
    rows = Placement.objects.filter(product_id=placement.product_id, gone_at=None).order_by("position")
    return cards(request.merchant, placements_in_order(list(rows.values_list("pk", flat=True))))


@require_POST
@editor_required
def measure_again(request: HubRequest, image_id: int) -> HttpResponseBase:
    """The photo is fetched and read anew, also one that was given up."""
    found = own(request, Image.objects.filter(gone_at=None), pk=image_id)
    Image.objects.filter(pk=found.pk).update(due_at=timezone.now(), attempts=0)
    pipeline.nudge()
    messages.success(request, _("The photo is being read again."))
    return redirect("dashboard:image", image_id=found.pk)


@require_safe
@member_required
def duplicates(request: HubRequest) -> HttpResponseBase:
    """Twins by what to do about them; with ?photo= those of one photo."""
    photo = request.GET.get("photo", "")
    if photo.isdecimal() and len(photo) < 19:
        found = own(request, Image.objects.all(), pk=int(photo))
        context = {"cards": cards_of(request.merchant, found), "photo": found}
        return render(request, "images/twins_of_one.html", context)
    page = twin_page(request.merchant, request.GET.get("kind", ""), request.GET.get("after", ""))
    first = f"?kind={page.kind}" if request.GET.get("after") else ""
    return render(request, "images/duplicates.html", {"page": page, "first": first})
