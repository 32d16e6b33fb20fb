"""The grid of photos, and one photo with all that is known of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from analytics.channels import CHANNELS
from analytics.findings import findings_of, listed_channels, measurements_for
from connectors.models import Category, Image, Placement, Store
from pixelzhub import pipeline
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard import photos
from pixelzhub.dashboard.guards import editor_required, fragment, member_required, own
from pixelzhub.dashboard.photos import PhotoFilter
from pixelzhub.dashboard.selected import selected_ids
from pixelzhub.dashboard.twins import twin_groups
from pixelzhub.retouch.choose import recommend
from pixelzhub.retouch.models import Job, Publication, Template


@require_safe
@member_required
def images(request: HubRequest) -> HttpResponseBase:
    """The grid. Every filter is in the address; the selection is kept on the server."""
    wanted = PhotoFilter.read(request.GET)
    page = photos.page_of(
        request.merchant, wanted, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    matching, exact = photos.count_of(request.merchant, wanted)
    context = {
        "wanted": wanted,
        "cards": photos.cards(request.merchant, page.placements, channel=wanted.channel),
        "page": page,
        "matching": matching,
        "matching_exact": exact,
        "tabs": photos.tab_counts(request.merchant, wanted),
        "selected": set(selected_ids(request.member)),
        "stores": Store.objects.filter(merchant=request.merchant),
        "categories": _categories(request, wanted),
        "channels": CHANNELS.values(),
        "findings": photos.finding_choices(request.merchant, wanted),
        "states": photos.STATES,
        "views": photos.VIEWS,
    }
    return render(request, fragment(request, "images/images.html", "photo-list"), context)


def _categories(request: HubRequest, wanted: PhotoFilter) -> list[Category]:
    rows = Category.objects.filter(merchant=request.merchant, gone_at=None)
    return list((rows.filter(store=wanted.store) if wanted.store else rows)[:300])


@require_safe
@member_required
def image(request: HubRequest, image_id: int) -> HttpResponseBase:
    """One photo: the picture with its box, findings per channel, versions, jobs, publications."""
    found = own(request, Image.objects.select_related("store"), pk=image_id)
    placements = list(found.placements.select_related("product__category", "image").order_by("gone_at", "position"))
    placement = next((row for row in placements if row.gone_at is None), placements[0] if placements else None)
    measurement = measurements_for(request.merchant.pk, [found.sha256]).get(found.sha256)
    channels = listed_channels([found.store_id]).get(found.store_id, [])
    findings = findings_of(placement, measurement, channels) if placement and measurement else []
    chosen = request.GET.get("channel", "")
    templates = list(Template.objects.filter(merchant=request.merchant, gone_at=None).exclude(price=None))
    wanted = PhotoFilter.read(request.GET)
    context = {
        "image": found,
        "placement": placement,
        "placements": placements,
        "measurement": measurement,
        "channels": [
            {"channel": CHANNELS[code], "findings": [f for f in findings if f.channel == code]} for code in channels
        ],
        "chosen_channel": chosen if chosen in channels else (channels[0] if channels else ""),
        "findings": findings,
        "gallery": _gallery(placement),
        "versions": found.versions.all()[:50],
        "jobs": Job.objects.filter(merchant=request.merchant, image=found).select_related("order", "template"),
        "publications": Publication.objects.filter(merchant=request.merchant, image=found),
        "choice": recommend(findings, templates),
        "is_selected": bool(placement and placement.pk in selected_ids(request.member)),
        "wanted": wanted,
        "neighbours": photos.neighbours(request.merchant, wanted, placement) if placement else None,
    }
    return render(request, "images/image.html", context)


def _gallery(placement: Placement | None) -> list[Placement]:
    if placement is None:
        return []
    rows = Placement.objects.filter(product_id=placement.product_id, gone_at=None)
    return list(rows.select_related("image", "product").order_by("position"))


@require_POST
@editor_required
def measure_again(request: HubRequest, image_id: int) -> HttpResponseBase:
    found = own(request, Image.objects.filter(gone_at=None), pk=image_id)
    Image.objects.filter(pk=found.pk).update(due_at=timezone.now(), attempts=0)
    pipeline.nudge()
    messages.success(request, _("The photo is being read again."))
    return redirect("dashboard:image", image_id=found.pk)


@require_safe
@member_required
def duplicates(request: HubRequest) -> HttpResponseBase:
    """Photos that are the same picture, byte for byte."""
    return render(request, "images/duplicates.html", {"groups": twin_groups(request.merchant)})
