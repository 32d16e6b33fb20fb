"""Apps that come in by OAuth 2.0: made, with a secret that is shown once, and removed with all that they were given."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from pixelzhub.accounts import audit
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.accounts.models import App
from pixelzhub.accounts.oauth import create_app
from pixelzhub.dashboard.app_form import AppForm
from pixelzhub.dashboard.guards import own, owner_required


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
@never_cache
def apps(request: HubRequest) -> HttpResponseBase:
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        app, secret = create_app(merchant=request.merchant, **form.app())
        audit.record(request.merchant, request.user, "app.made", app.name, scopes=app.scopes)
        return _page(request, AppForm(), app, secret)
    return _page(request, form)


def _page(request: HubRequest, form: AppForm, made: App | None = None, secret: str = "") -> HttpResponseBase:
    rows = App.objects.filter(merchant=request.merchant)
    context = {"form": form, "apps": rows, "made": made, "secret": secret}
    return render(request, "settings/apps.html", context, status=422 if form.errors else 200)


@require_POST
@owner_required
def remove(request: HubRequest, app_id: int) -> HttpResponseBase:
    """Its codes and tokens go with it, and open nothing from then on."""
    app = own(request, App.objects.all(), pk=app_id)
    app.delete()
    audit.record(request.merchant, request.user, "app.removed", app.name)
    messages.success(request, _("%(name)s opens nothing any more.") % {"name": app.name})
    return redirect("dashboard:settings-apps")
