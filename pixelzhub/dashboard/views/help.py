"""The help page, and the living guide to the looks."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analytics.channels import CHANNELS
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.finding_help import help_groups
from pixelzhub.dashboard.guards import member_required


@require_safe
@member_required
def help_page(request: HubRequest) -> HttpResponseBase:
    """How figures are counted, what findings mean, keys, and what never happens by itself."""
    names = ", ".join(channel.name for channel in CHANNELS.values())
    return render(request, "help/help.html", {"title": _("Help"), "names": names})


@require_safe
@member_required
def findings(request: HubRequest) -> HttpResponseBase:
    """Each finding in a sentence, with a picture that has it and one that has not; #code leads to one."""
    return render(request, "help/findings.html", {"title": _("What findings mean"), "groups": help_groups()})


@require_safe
@member_required
def looks(request: HubRequest) -> HttpResponseBase:
    """Every component in use, with sample data."""
    return render(request, "help/looks.html", {"title": _("How it looks")})
