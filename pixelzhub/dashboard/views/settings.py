"""Settings: the merchant, the member and the Pixelz account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from connectors.errors import ConnectorError
from pixelzhub.accounts import audit
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.accounts.models import AuditEvent, PixelzAccount
from pixelzhub.dashboard.forms import MerchantForm, PixelzForm, ProfileForm
from pixelzhub.dashboard.guards import member_required, own, owner_required
from pixelzhub.dashboard.ordering_forms import OrderingForm
from pixelzhub.retouch.account import connect_pixelz

form_view = require_http_methods(["GET", "POST"])


@form_view
@member_required
def settings(request: HubRequest) -> HttpResponseBase:
    """Name and time zone, and the audit trail."""
    form = MerchantForm(request.POST or None, instance=request.merchant)
    if request.method == "POST" and request.member.can_own and form.is_valid():
        form.save()
        audit.record(request.merchant, request.user, "merchant.changed", request.merchant)
        messages.success(request, _("Saved"))
        return redirect("dashboard:settings")
    trail = AuditEvent.objects.filter(merchant_id=request.merchant.pk)[:50]
    return render(request, "settings/merchant.html", {"form": form, "trail": trail})


@form_view
@member_required
def profile(request: HubRequest) -> HttpResponseBase:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved"))
        response = redirect("dashboard:profile")
        # Cookies hold a choice for this device only; a saved one counts everywhere.
        response.delete_cookie("theme")
        response.delete_cookie("keys")
        return response
    return render(request, "settings/profile.html", {"form": form})


@form_view
@owner_required
def pixelz(request: HubRequest) -> HttpResponseBase:
    """The account's keys, tried before they are kept; below them how orders are placed."""
    account = PixelzAccount.objects.filter(merchant=request.merchant).first()
    form = PixelzForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        try:
            connect_pixelz(merchant=request.merchant, values=form.values())
        except ConnectorError as error:
            form.add_error(None, str(error))
        else:
            audit.record(request.merchant, request.user, "pixelz.connected", form.cleaned_data["contact_email"])
            messages.success(request, _("Pixelz is connected."))
            return redirect("dashboard:settings-pixelz")
    return _pixelz_page(request, account, form, OrderingForm(instance=account) if account else None)


@require_POST
@owner_required
def pixelz_orders(request: HubRequest) -> HttpResponseBase:
    """Format of the calls, the plan's promises, and the caps."""
    account = own(request, PixelzAccount.objects.all())
    form = OrderingForm(request.POST, instance=account)
    if not form.is_valid():
        return _pixelz_page(request, account, PixelzForm(account=account), form)
    PixelzAccount.objects.filter(pk=account.pk).update(**form.cleaned_data)
    changes = {name: str(form.cleaned_data[name]) for name in form.changed_data}
    audit.record(request.merchant, request.user, "pixelz.changed", account, **changes)
    messages.success(request, _("Saved"))
    return redirect("dashboard:settings-pixelz")


def _pixelz_page(
    request: HubRequest, account: PixelzAccount | None, form: PixelzForm, ordering: OrderingForm | None
) -> HttpResponseBase:
    wrong = form.errors or (ordering and ordering.errors)
    context = {"form": form, "ordering": ordering, "account": account}
    return render(request, "settings/pixelz.html", context, status=422 if wrong else 200)
