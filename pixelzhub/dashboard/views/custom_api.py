"""The editor of an API that the merchant describes: one part is tried, and shown as it went over the line."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from connectors.errors import ConnectorError
from connectors.http import Http
from connectors.models import Store
from connectors.platforms.custom.connector import CustomConnector
from connectors.platforms.custom.dry_run import DryRun, dry_run
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.guards import own, owner_required


@require_POST
@owner_required
def try_out(request: HubRequest) -> HttpResponseBase:
    """The request with its secrets masked, the raw answer, and the rows that come of it; nothing is kept or written."""
    values = {name: request.POST.get(name, "") for name in ("description", "secrets")}
    if not values["secrets"] and (store_id := request.POST.get("store")):
        kept = own(request, Store.objects.filter(platform=CustomConnector.platform), pk=store_id)
        values["secrets"] = kept.settings.get("secrets", "")
    found = _tried(values, request.POST.get("part", ""), request.POST.get("product", "").strip())
    rows = [json.dumps(row, indent=2, ensure_ascii=False) for row in found.rows]
    return render(request, "stores/dry_run.html", {"found": found, "rows": rows})


def _tried(values: dict[str, str], part: str, product_id: str) -> DryRun:
    try:
        address = CustomConnector.base_url(values)
    except ConnectorError:
        address = ""  # the dry run says what is wrong with the description, and asks nobody
    with Http(address, allowed_private=settings.ALLOWED_PRIVATE_HOSTS, tries=1) as http:
        return dry_run(values, part, http, product_id=product_id)
