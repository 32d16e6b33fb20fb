"""The inbox: everything that waits for the merchant, in groups, each with the one thing to do about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pixelzhub import pipeline
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.guards import editor_required, fragment, member_required
from pixelzhub.dashboard.inbox_page import ask_now, dismiss_strays, inbox_page, line_of, send_all_again


@require_safe
@member_required
def inbox(request: HubRequest) -> HttpResponseBase:
    """What waits comes first, one of it opened beside the list; what was done lately stands below it."""
    page = inbox_page(request.merchant, request.GET.get("line", ""))
    return render(request, fragment(request, "inbox/inbox.html", "inbox"), {"page": page})


@require_POST
@editor_required
def act(request: HubRequest) -> HttpResponseBase:
    """Do to all photos of a line what its button says: send again, ask now, or dismiss."""
    line = line_of(request.merchant, request.POST.get("line", ""))
    if line is None:
        messages.success(request, _("That was settled already."))
        return redirect("dashboard:inbox")
    match request.POST.get("do"):
        case "again":
            n = send_all_again(line)
            text = ngettext("%(n)s photo is being sent again.", "%(n)s photos are being sent again.", n)
        case "ask":
            n = ask_now(line)
            text = ngettext("Pixelz is asked about %(n)s photo.", "Pixelz is asked about %(n)s photos.", n)
        case "dismiss" if line.kind == "stray":
            n = dismiss_strays(request.merchant, by=str(request.user))
            text = ngettext("%(n)s ticket was dismissed.", "%(n)s tickets were dismissed.", n)
        case _:
            return redirect("dashboard:inbox")
    pipeline.nudge()
    messages.success(request, text % {"n": n} if n else _("Nothing was changed."))
    return redirect("dashboard:inbox")
