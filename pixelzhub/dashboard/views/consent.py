"""Whether an app may come in: an owner is asked on a page of the hub's, and sent back to the app with the answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from oauth2_provider.views import AuthorizationView

from pixelzhub.accounts import audit
from pixelzhub.accounts.models import App, Membership, User
from pixelzhub.accounts.scopes import Scope


@method_decorator(never_cache, name="dispatch")
class Consent(AuthorizationView):
    """Only owners of the app's merchant can say yes; to strangers there is no such app."""

    template_name = "oauth/authorize.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            app = _app(request)
            if app and not _member_of(app, request).can_own:
                reason = _("Only owners can let an app in. Ask an owner.")
                return render(request, "not_permitted.html", {"reason": reason}, status=403)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().render_to_response(context, **kwargs)
        if address := context.get("redirect_uri"):
            # Browsers hold a form to `form-action` through its redirects too, and this one ends at the app.
            answer._csp_update = {"form-action": [_place(address)]}  # type: ignore[attr-defined]
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if address := context.get("redirect_uri"):
            context["place"] = _place(address)
            context["asked"] = [Scope(scope) for scope in context["scopes"]]
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        app = App.objects.select_related("merchant").get(client_id=form.cleaned_data["client_id"])
        if form.cleaned_data["allow"] and answer.status_code == 302 and "code=" in answer["Location"]:
            scopes = form.cleaned_data["scope"].split()
            audit.record(app.merchant, self.request.user, "app.let_in", app.name, scopes=scopes)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response({}, status=400)


def _app(request: HttpRequest) -> App | None:
    """The app that is asked for, None if no app is named. Raises `Http404` for one that is not there."""
    client_id = (request.POST if request.method == "POST" else request.GET).get("client_id")
    if not client_id:
        return None
    found = App.objects.filter(client_id=client_id).first()
    if found is None:
        raise Http404
    return found


def _member_of(app: App, request: HttpRequest) -> Membership:
    assert isinstance(request.user, User)
    found = request.user.memberships.filter(merchant=app.merchant_id).first()
    if found is None:
        raise Http404
    return found


def _place(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
