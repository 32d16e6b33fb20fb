"""Keys of partners: made, replaced and revoked. A new one is shown once, on the page that answers the form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from pixelzhub.accounts import audit
from pixelzhub.accounts.keys import OVERLAP, create_key, rotate_key
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.accounts.models import ApiKey
from pixelzhub.dashboard.forms import ApiKeyForm
from pixelzhub.dashboard.guards import own, owner_required


@require_http_methods(["GET", "POST"])
@owner_required
@never_cache
def api_keys(request: HubRequest) -> HttpResponseBase:
    form = ApiKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row, key = create_key(merchant=request.merchant, **form.key())
        audit.record(request.merchant, request.user, "api_key.made", row.name, scopes=row.scopes)
        return _page(request, ApiKeyForm(), key)
    return _page(request, form)


def _page(request: HubRequest, form: ApiKeyForm, key: str = "") -> HttpResponseBase:
    rows = ApiKey.objects.filter(merchant=request.merchant)
    context = {"form": form, "api_keys": rows, "key": key, "overlap": OVERLAP.days}
    return render(request, "settings/api_keys.html", context, status=422 if form.errors else 200)


@require_POST
@owner_required
@never_cache
def rotate(request: HubRequest, key_id: int) -> HttpResponseBase:
    """Another key in its place; the old one opens for some days yet."""
    old = own(request, ApiKey.objects.all(), pk=key_id)
    made = rotate_key(old)
    if made is None:
        messages.error(request, _("%(name)s was replaced or closed already.") % {"name": old.name})
        return redirect("dashboard:settings-api-keys")
    audit.record(request.merchant, request.user, "api_key.replaced", old.name)
    return _page(request, ApiKeyForm(), made[1])


@require_POST
@owner_required
def revoke(request: HubRequest, key_id: int) -> HttpResponseBase:
    key = own(request, ApiKey.objects.filter(revoked_at=None), pk=key_id)
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())
    audit.record(request.merchant, request.user, "api_key.revoked", key.name)
    messages.success(request, _("%(name)s opens nothing any more.") % {"name": key.name})
    return redirect("dashboard:settings-api-keys")
