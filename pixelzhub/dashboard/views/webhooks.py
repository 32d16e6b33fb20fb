"""Webhooks of partners: made, changed, tried and taken away, with the log of what was sent."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from pixelzhub import pipeline
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.guards import own, owner_required, page_or_404
from pixelzhub.dashboard.webhook_form import WebhookForm
from pixelzhub.deliveries import managing
from pixelzhub.deliveries.endpoints import Endpoint, Message

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def webhooks(request: HubRequest) -> HttpResponseBase:
    """The endpoints, and a form for one more."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = managing.make_endpoint(merchant=request.merchant, by=request.user, **form.fields_of_endpoint())
        except managing.WrongEndpoint as wrong:
            form.add_error(wrong.field, wrong.reason)
        else:
            messages.success(request, _("The webhook hears of what happens from now on."))
            return redirect("dashboard:webhook", endpoint_id=made.pk)
    context = {"form": form, "endpoints": Endpoint.objects.filter(merchant=request.merchant)}
    return render(request, "settings/webhooks.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
@never_cache
def webhook(request: HubRequest, endpoint_id: uuid.UUID) -> HttpResponseBase:
    """One endpoint with its log; a POST changes it."""
    found = own(request, Endpoint.objects.select_related("merchant"), pk=endpoint_id)
    if request.method != "POST":
        return _page(request, found, _filled(found))
    form = WebhookForm(request.POST)
    if form.is_valid():
        try:
            managing.change_endpoint(endpoint=found, by=request.user, **form.fields_of_endpoint())
        except managing.WrongEndpoint as wrong:
            form.add_error(wrong.field, wrong.reason)
        else:
            messages.success(request, _("Saved."))
            return redirect("dashboard:webhook", endpoint_id=found.pk)
    return _page(request, found, form)


def _filled(endpoint: Endpoint) -> WebhookForm:
    values = {"url": endpoint.url, "description": endpoint.description, "events": endpoint.events}
    return WebhookForm(initial=values)


def _page(request: HubRequest, endpoint: Endpoint, form: WebhookForm, secret: str = "") -> HttpResponseBase:
    before = page_or_404(request.GET.get("before"))
    log = Message.objects.filter(endpoint=endpoint, **({"pk__lt": before} if before else {}))
    rows = list(log[: PER_PAGE + 1])
    context = {
        "endpoint": endpoint,
        "form": form,
        "secret": secret,
        "rows": rows[:PER_PAGE],
        "older": f"?before={rows[PER_PAGE - 1].pk}#log" if len(rows) > PER_PAGE else "",
        "paged": before is not None,
        "waiting": endpoint.messages.filter(state=Message.State.WAITING).count(),
    }
    return render(request, "settings/webhooks_one.html", context, status=422 if form.errors else 200)


@require_POST
@owner_required
@never_cache
def secret(request: HubRequest, endpoint_id: uuid.UUID) -> HttpResponseBase:
    """The secret, or a new one in its place: either is shown on the page that answers."""
    found = own(request, Endpoint.objects.select_related("merchant"), pk=endpoint_id)
    act = managing.rotate if request.POST.get("do") == "replace" else managing.reveal
    shown = act(endpoint=found, by=request.user)
    return _page(request, found, _filled(found), shown)


@require_POST
@owner_required
def switch(request: HubRequest, endpoint_id: uuid.UUID) -> HttpResponseBase:
    """Disable it, or enable it again: `do` says which, so that a second click changes nothing."""
    found = own(request, Endpoint.objects.select_related("merchant"), pk=endpoint_id)
    (managing.enable if request.POST.get("do") == "enable" else managing.disable)(endpoint=found, by=request.user)
    pipeline.nudge()
    return redirect("dashboard:webhook", endpoint_id=found.pk)


@require_POST
@owner_required
def test(request: HubRequest, endpoint_id: uuid.UUID) -> HttpResponseBase:
    """A message that only says that messages come."""
    found = own(request, Endpoint.objects.select_related("merchant"), pk=endpoint_id)
    try:
        managing.send_test(endpoint=found, by=request.user)
        messages.success(request, _("A test message is on its way. See the log below."))
    except managing.Disabled as error:
        messages.error(request, str(error))
    pipeline.nudge()
    return redirect("dashboard:webhook", endpoint_id=found.pk)


@require_POST
@owner_required
def replay(request: HubRequest, endpoint_id: uuid.UUID, message_number: uuid.UUID) -> HttpResponseBase:
    """One message once more, or now if it waits for its next try."""
    rows = Message.objects.select_related("endpoint__merchant")
    found = own(request, rows, endpoint=endpoint_id, number=message_number)
    try:
        managing.replay(message=found, by=request.user)
        messages.success(request, _("It is sent now, with the same id."))
    except managing.Disabled as error:
        messages.error(request, str(error))
    pipeline.nudge()
    return redirect("dashboard:webhook", endpoint_id=endpoint_id)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def delete(request: HubRequest, endpoint_id: uuid.UUID) -> HttpResponseBase:
    """Asks first: its log goes with it."""
    found = own(request, Endpoint.objects.select_related("merchant"), pk=endpoint_id)
    if request.method != "POST":
        return render(request, "settings/webhooks_delete.html", {"endpoint": found})
    managing.delete(endpoint=found, by=request.user)
    messages.success(request, _("The webhook to %(host)s is deleted.") % {"host": found})
    return redirect("dashboard:settings-webhooks")
