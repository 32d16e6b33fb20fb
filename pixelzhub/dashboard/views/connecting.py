"""Connecting stores: which platform, its form or its own consent page, and a new key for one that lost its own."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from analytics.judging import list_default_channels
from connectors import granting, stores
from connectors.contract import Connector, GrantCall, ability_report
from connectors.errors import ConnectorError, NotFound
from connectors.models import Grant, Store
from connectors.platforms.custom.connector import CustomConnector
from connectors.platforms.custom.examples import examples
from connectors.registry import PLATFORMS, connector_class, connector_classes
from pixelzhub import pipeline
from pixelzhub.accounts import audit
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.forms import ConnectForm
from pixelzhub.dashboard.guards import own, owner_required

#: what of a description can be tried; those that it does not have say so
PARTS = [
    ("products", _lazy("Products")),
    ("images", _lazy("Photos of a product")),
    ("categories", _lazy("Categories")),
    ("check", _lazy("Name of the store")),
    ("auth", _lazy("Log-in")),
    ("counts.products", _lazy("Number of products")),
    ("post_image", _lazy("Replace a photo (not sent)")),
    ("add_image", _lazy("Add a photo (not sent)")),
    ("post_product", _lazy("Rearrange photos (not sent)")),
]


@require_safe
@owner_required
def choose(request: HubRequest) -> HttpResponseBase:
    """Which platform? One card each, straight from the registry."""
    return render(
        request, "stores/choose.html", {"platforms": [_words(kind) for kind in connector_classes() if kind.offered]}
    )


def _words(kind: type[Connector]) -> dict[str, str]:
    """What pages say of a platform; a template would call the class itself."""
    return {"platform": kind.platform, "label": kind.label, "help": kind.help}


@require_http_methods(["GET", "POST"])
@owner_required
def connect(request: HubRequest, platform: str) -> HttpResponseBase:
    """One generic form; address and key are tried before anything is kept."""
    kind = _platform(platform)
    if platform == "upload":
        return redirect("dashboard:new-import")
    form = ConnectForm(kind, request.POST or None, by_grant=_by_grant(request), initial=_example(request))
    if request.method == "POST" and form.is_valid():
        try:
            if _by_grant(request):
                return _to_the_store(request, form)
            made = stores.connect_store(
                merchant=request.merchant, platform=platform, values=form.values(), name=form.cleaned_data["store_name"]
            )
        except ConnectorError as error:
            form.add_error(None, str(error))
        else:
            return _connected(request, made)
    context = {
        "form": form,
        "platform": _words(kind),
        "abilities": ability_report(kind),
        "by_hand": bool(form.errors),
        **_editor(kind),
    }
    return render(request, "stores/connect.html", context, status=422 if form.errors else 200)


def _editor(kind: type[Connector]) -> dict[str, Any]:
    """What stands beside a description of an API."""
    return {"examples": examples(), "parts": PARTS} if kind.platform == CustomConnector.platform else {}


def _example(request: HubRequest) -> dict[str, str]:
    """The worked description that was asked for."""
    asked = request.GET.get("example")
    texts = (example.text for example in examples() if example.name == asked)
    return {"description": next(texts, "")}


def _platform(name: str) -> type[Connector]:
    if name not in PLATFORMS or not connector_class(name).by_hand:
        raise Http404
    return connector_class(name)


def _connected(request: HubRequest, made: Store) -> HttpResponseBase:
    list_default_channels(made)
    audit.record(request.merchant, request.user, "store.connected", made)
    _register_webhook(request, made)
    pipeline.nudge()
    messages.success(request, _("%(store)s is connected. Its photos are being read.") % {"store": made.name})
    return redirect("dashboard:health")


@require_http_methods(["GET", "POST"])
@owner_required
def reconnect(request: HubRequest, store_id: uuid.UUID) -> HttpResponseBase:
    """A new key for a store that no longer accepts its old one."""
    found = own(request, Store.objects.all(), pk=store_id)
    _platform(found.platform)
    form = ConnectForm(found.connector, request.POST or None, kept=found.settings, by_grant=_by_grant(request))
    if request.method == "POST" and form.is_valid():
        try:
            if _by_grant(request):
                return _to_the_store(request, form, found)
            stores.reconnect(store=found, values=form.values())
        except ConnectorError as error:
            form.add_error(None, str(error))
        else:
            return _reconnected(request, found)
    context = {
        "form": form,
        "platform": _words(found.connector),
        "store": found,
        **_editor(found.connector),
        "abilities": ability_report(found.connector),
        "by_hand": bool(form.errors),
    }
    return render(request, "stores/connect.html", context, status=422 if form.errors else 200)


def _register_webhook(request: HubRequest, store: Store) -> None:
    try:
        stores.register_webhook(store)
    except ConnectorError as error:
        messages.warning(request, _("Changes are found at the next sync: %(error)s") % {"error": error})


def _reconnected(request: HubRequest, found: Store) -> HttpResponseBase:
    audit.record(request.merchant, request.user, "store.reconnected", found)
    _register_webhook(request, found)
    pipeline.nudge()
    messages.success(request, _("%(store)s is reached again.") % {"store": found.name})
    return redirect("dashboard:store", store_id=found.pk)


def _by_grant(request: HubRequest) -> bool:
    """Whether the button was pressed that leads to the store's own page."""
    return request.POST.get("way") == "grant"


def _to_the_store(request: HubRequest, form: ConnectForm, store: Store | None = None) -> HttpResponseBase:
    address = granting.ask(
        merchant=request.merchant, user=request.user, platform=form.platform.platform, values=form.values(),
        store_name=form.cleaned_data.get("store_name") or "", store=store,
    )  # fmt: skip
    return redirect(address)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def granted(request: HttpRequest, platform: str) -> HttpResponseBase:
    """Where the store's answer comes to: a POST is the store's own, a GET its owner who comes back."""
    if request.method == "GET":
        return _back(request, platform)  # type: ignore[arg-type]
    try:
        granting.take(platform, GrantCall(request.GET.dict(), request.body, request.content_type or ""))
    except ConnectorError as error:
        status = 404 if isinstance(error, NotFound) else 400
        return HttpResponse(str(error), status=status, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@owner_required
def _back(request: HubRequest, platform: str) -> HttpResponseBase:
    """Connect with the key that the store handed over, in its own call or with a code in this address."""
    try:
        if state := request.GET.get("grant"):
            grant = granting.granted_to(request.user, state)
        else:
            grant = granting.take(platform, GrantCall(request.GET.dict()), asked_by=request.user)
        if grant.merchant_id != request.merchant.pk:
            raise Http404
        return _finished(request, grant)
    except ConnectorError as error:
        messages.error(request, str(error))
        return redirect("dashboard:connect-platform", platform=platform)


def _finished(request: HubRequest, grant: Grant) -> HttpResponseBase:
    # It is worth one store: of two visits at once, or a page that is loaded again, the second finds it spent.
    if not Grant.objects.filter(pk=grant.pk).delete()[0]:
        raise NotFound(_("This answer was taken already."))
    if grant.store:
        stores.reconnect(store=grant.store, values=grant.settings)
        return _reconnected(request, grant.store)
    made = stores.connect_store(
        merchant=request.merchant, platform=grant.platform, values=grant.settings, name=grant.store_name
    )
    return _connected(request, made)
