"""Pixelz's templates with their prices, one with all its settings in words, and a rough preview of what it does."""

from __future__ import annotations

import re

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.findings import measurements_for
from analytics.measure import thumbnail_path
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.dashboard.guards import member_required, own
from pixelzhub.dashboard.prices import priced_templates, template_page
from pixelzhub.retouch.files import read_file
from pixelzhub.retouch.models import Template
from pixelzhub.retouch.preview import draw_preview, preview_tag

DIGEST = re.compile(r"[0-9a-f]{64}")


@require_safe
@member_required
def templates(request: HubRequest) -> HttpResponseBase:
    """Every template of the account, its price for a photo, and the channels whose rules it meets."""
    account = PixelzAccount.objects.filter(merchant=request.merchant).first()
    rows = priced_templates(request.merchant)
    return render(request, "prices/templates.html", {"rows": rows, "account": account})


@require_safe
@member_required
def template(request: HubRequest, template_id: int) -> HttpResponseBase:
    """One template; `photo` in the address says which of the merchant's photos is previewed."""
    found = own(request, Template.objects.select_related("merchant"), pk=template_id)
    page = template_page(found, photo=request.GET.get("photo", ""))
    return render(request, "prices/template.html", {"page": page, "template": found})


@require_safe
@member_required
def preview(request: HubRequest, template_id: int, sha256: str) -> HttpResponseBase:
    """The preview of one photo on one template, drawn once for as long as a browser keeps it."""
    found = own(request, Template.objects.all(), pk=template_id)
    path = thumbnail_path(request.merchant.pk, sha256)
    if not DIGEST.fullmatch(sha256) or not default_storage.exists(path):
        raise Http404
    tag = f'"{preview_tag(sha256, found.settings)}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    measured = measurements_for(request.merchant.pk, [sha256]).get(sha256)
    if measured is None:
        raise Http404
    try:
        data = draw_preview(read_file(path), measured, found.settings)
    except OSError as error:
        raise Http404 from error
    response = HttpResponse(data, content_type="image/jpeg")
    response["ETag"] = tag
    response["Cache-Control"] = "private, max-age=600"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
