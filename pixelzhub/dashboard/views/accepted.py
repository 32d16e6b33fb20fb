"""Findings that are fine for the merchant: said on a photo, listed in the settings, taken back in both places."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from analytics.accept import accept, take_back
from analytics.models import Acceptance
from connectors.models import Category, Image
from pixelzhub.accounts import audit
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.accepting import AcceptedRow, accepted_row, accepted_rows, title_of
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.guards import editor_required, member_required, own


@require_POST
@editor_required
def accept_finding(request: HubRequest, image_id: int) -> HttpResponseBase:
    """A finding of this photo is fine on it, in its category or everywhere; with `acceptance` it counts again."""
    image = own(request, Image.objects.all(), pk=image_id)
    back = reverse("dashboard:image", args=[image.pk]) + PhotoFilter.read(request.GET).query()
    channel = request.POST.get("channel", "")
    if request.POST.get("acceptance"):
        _count_again(request)
        return redirect(f"{back}&judge={channel}#findings")
    row = _accept(request, image, channel, request.POST.get("code", ""), request.POST.get("scope", ""))
    return redirect(f"{back}&judge={row.channel}&accepted={row.pk}#findings")


def _accept(request: HubRequest, image: Image, channel: str, code: str, scope: str) -> Acceptance:
    if scope not in {"image", "category", "everywhere"}:
        raise Http404
    category = own(request, Category.objects.all(), pk=_id(request, "category")) if scope == "category" else None
    try:
        row, new = accept(
            request.merchant,
            channel,
            code,
            image=image if scope == "image" else None,
            category=category,
            by=request.user,
        )
    except ValueError as unknown:
        raise Http404 from unknown
    if new:
        _record(request, "finding.accepted", row)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def accepted(request: HubRequest) -> HttpResponseBase:
    """What is fine in a category or everywhere; a POST takes one back."""
    if request.method == "POST":
        return _taken_back(request)
    return render(request, "images/accepted.html", {"rows": accepted_rows(request.merchant)})


@editor_required
def _taken_back(request: HubRequest) -> HttpResponseBase:
    _count_again(request)
    return redirect("dashboard:settings-accepted")


def _count_again(request: HubRequest) -> None:
    """An acceptance that another took back meanwhile is none: it counts already."""
    row = Acceptance.objects.filter(merchant=request.merchant, pk=_id(request, "acceptance")).first()
    if row is None:
        messages.success(request, _("It counts already."))
        return
    if take_back(request.merchant, row.channel, row.code, image=row.image, category=row.category):
        _record(request, "finding.counts_again", row)
    messages.success(request, _("“%(title)s” counts again.") % {"title": title_of(row.channel, row.code)})


def just_accepted(request: HubRequest, image: Image) -> AcceptedRow | None:
    """What was accepted a moment ago, by the address; only what still stands and is the merchant's own."""
    pk = request.GET.get("accepted", "")
    if not pk.isdecimal() or len(pk) > 18:
        return None
    rows = Acceptance.objects.filter(merchant=request.merchant, pk=int(pk)).select_related("category", "accepted_by")
    row = rows.first()
    return accepted_row(row) if row and row.image_id in {None, image.pk} else None


def _record(request: HubRequest, action: str, row: Acceptance) -> None:
    scope = f"photo {row.image_id}" if row.image_id else str(row.category) if row.category else "everywhere"
    title = title_of(row.channel, row.code)
    audit.record(request.merchant, request.user, action, title, channel=row.channel, code=row.code, scope=scope)


def _id(request: HubRequest, name: str) -> int:
    text = request.POST.get(name, "")
    # Longer numbers than a database's integer are no id of ours.
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)
