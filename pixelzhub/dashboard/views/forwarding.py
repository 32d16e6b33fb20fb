"""What a store without photos of its own heard of those that were published elsewhere."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from connectors.contract import TakesPhotos
from connectors.models import Store
from pixelzhub import pipeline
from pixelzhub.accounts import audit
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.guards import editor_required, own
from pixelzhub.retouch.forwarding import try_again
from pixelzhub.retouch.models import Forwarding

SHOWN = 20


def forwarded_to(store: Store) -> dict[str, Any]:
    """For the store's page: the latest photos that it heard of, and how many it did not take; nothing for a shop."""
    if not issubclass(store.connector, TakesPhotos):
        return {}
    rows = Forwarding.objects.filter(store=store)
    latest = rows.select_related("publication__product", "publication__store")[:SHOWN]
    return {
        "takes_photos": True,
        "forwardings": list(latest),
        "refused": rows.filter(state=Forwarding.State.REFUSED).count(),
    }


@require_POST
@editor_required
def again(request: HubRequest, store_id: uuid.UUID) -> HttpResponseBase:
    """Hand over once more what the store did not take."""
    found = own(request, Store.objects.all(), pk=store_id)
    n = try_again(found)
    audit.record(request.merchant, request.user, "store.forwarded_again", found, photos=n)
    pipeline.nudge()
    said = ngettext("%(n)d photo is handed over again.", "%(n)d photos are handed over again.", n)
    messages.success(request, said % {"n": n})
    return redirect("dashboard:store", store_id=found.pk)
