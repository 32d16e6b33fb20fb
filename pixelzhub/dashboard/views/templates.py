"""Pixelz's templates with their prices, and one with all its settings in words."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.dashboard.guards import member_required, own
from pixelzhub.dashboard.prices import effect_words, fits, in_words, priced_templates
from pixelzhub.retouch.choose import effect
from pixelzhub.retouch.models import Job, Output, Template


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
    found = own(request, Template.objects.all(), pk=template_id)
    examples = Output.objects.filter(merchant=request.merchant, job__template=found, review=Output.Review.APPROVED)
    context = {
        "template": found,
        "settings": in_words(found.settings),
        "effects": effect_words(effect(found.settings)),
        "fits": fits(found),
        "examples": examples.select_related("job").order_by("-pk")[:4],
        "used": Job.objects.filter(merchant=request.merchant, template=found).count(),
    }
    return render(request, "prices/template.html", context)
