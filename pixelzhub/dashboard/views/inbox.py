"""The inbox: everything that waits for the merchant, in groups, each with the one thing to do about it."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.guards import fragment, member_required
from pixelzhub.dashboard.recent import recent
from pixelzhub.dashboard.waiting import GROUPS, waiting_for


@require_safe
@member_required
def inbox(request: HubRequest) -> HttpResponseBase:
    """What waits comes first; what was done lately stands below it."""
    waiting = waiting_for(request.merchant)
    groups = [(label, [line for line in waiting if line.group == group]) for group, label in GROUPS.items()]
    context = {
        "waiting": waiting,
        "groups": [(label, lines) for label, lines in groups if lines],
        "recent": recent(request.merchant),
    }
    return render(request, fragment(request, "inbox/inbox.html", "inbox"), context)
