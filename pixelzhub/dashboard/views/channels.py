"""Sales channels: which ones judge a store's photos, every rule of each, and the merchant's own limits."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from analytics.channels import CHANNELS, OWN
from analytics.channels.own import USUAL
from analytics.listed import channel_for
from analytics.models import ListedChannel
from connectors.models import Store
from pixelzhub.accounts import audit
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.channels import choose_channels, judged_now, listed_stores, own_limits, set_own_limits
from pixelzhub.dashboard.channels_page import groups, rule_rows
from pixelzhub.dashboard.forms import ChannelsForm
from pixelzhub.dashboard.guards import editor_required, member_required, own
from pixelzhub.dashboard.own_limits_form import OwnLimitsForm

form_view = require_http_methods(["GET", "POST"])


@form_view
@member_required
def channels(request: HubRequest) -> HttpResponseBase:
    """Per store: by whose rules are its photos judged? And what each channel asks most."""
    if request.method == "POST":
        return _choose(request)
    listed: dict[object, set[str]] = {}
    for row in ListedChannel.objects.filter(merchant=request.merchant):
        listed.setdefault(row.store_id, set()).add(row.code)
    stores = Store.objects.filter(merchant=request.merchant).order_by("name", "pk")
    mine = channel_for(request.merchant.pk, OWN)
    context = {
        "stores": [(store, groups(mine, listed.get(store.pk, ()))) for store in stores],
        "groups": groups(mine),
        "judged_now": judged_now(request.merchant),
    }
    return render(request, "settings/channels.html", context)


@editor_required
def _choose(request: HubRequest) -> HttpResponseBase:
    store = own(request, Store.objects.all(), pk=request.POST.get("store"))
    form = ChannelsForm(request.POST, prefix=str(store.pk))
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["channels"])))
    elif choose_channels(store, form.cleaned_data["channels"]):
        audit.record(request.merchant, request.user, "channels.changed", store, channels=form.cleaned_data["channels"])
        messages.success(request, _("%(store)s is judged anew.") % {"store": store.name})
    else:
        messages.info(request, _("%(store)s is judged by these already.") % {"store": store.name})
    return redirect("dashboard:settings-channels")


@form_view
@member_required
def channel(request: HubRequest, code: str) -> HttpResponseBase:
    """Every rule of one channel with its source; of "my shop" the limits to change."""
    if code not in CHANNELS:
        raise Http404
    if code == OWN:
        return _save_own(request) if request.method == "POST" else _own_page(request)
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET"])
    found = CHANNELS[code]
    stores = listed_stores(request.merchant, code)
    return render(
        request, "settings/channels_rules.html", {"channel": found, "weights": rule_rows(found), "stores": stores}
    )


def _own_page(request: HubRequest, form: OwnLimitsForm | None = None) -> HttpResponseBase:
    limits = own_limits(request.merchant)
    context = {
        "channel": CHANNELS[OWN],
        "form": form or OwnLimitsForm(initial=limits, may_edit=request.member.can_edit),
        "is_usual": limits == {name: value or None for name, value in USUAL.items()},
        "stores": listed_stores(request.merchant, OWN),
        "judged_now": judged_now(request.merchant),
    }
    return render(request, "settings/channels_own.html", context, status=422 if form else 200)


@editor_required
def _save_own(request: HubRequest) -> HttpResponseBase:
    form = OwnLimitsForm(request.POST)
    reset = request.POST.get("do") == "reset"
    if not reset and not form.is_valid():
        return _own_page(request, form)
    changes = set_own_limits(request.merchant, USUAL if reset else form.cleaned_data)
    if changes:
        audit.record(request.merchant, request.user, "own_limits.changed", CHANNELS[OWN].name, **changes)
    messages.success(request, _said(request, changed=bool(changes)))
    return redirect("dashboard:settings-channel", OWN)


def _said(request: HubRequest, *, changed: bool) -> str:
    if not changed:
        return _("Nothing changed.")
    n = len(listed_stores(request.merchant, OWN))
    if not n:
        return _("Saved. No store is judged by My shop yet.")
    return ngettext(
        "Saved. The photos of %(n)s store are judged anew.", "Saved. The photos of %(n)s stores are judged anew.", n
    ) % {"n": n}
