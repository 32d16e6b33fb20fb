"""Tokens of pages and apps: made and revoked. A new one is shown once, on the page that answers the form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from pixelzhub.accounts import audit
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.accounts.models import Token
from pixelzhub.accounts.tokens import create_token
from pixelzhub.dashboard.guards import own, owner_required
from pixelzhub.dashboard.token_form import TokenForm


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
@never_cache
def tokens(request: HubRequest) -> HttpResponseBase:
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row, token = create_token(merchant=request.merchant, **form.token())
        audit.record(request.merchant, request.user, "token.made", row.name, kind=row.kind, scopes=row.scopes)
        return _page(request, TokenForm(), token)
    return _page(request, form)


def _page(request: HubRequest, form: TokenForm, token: str = "") -> HttpResponseBase:
    rows = Token.objects.filter(merchant=request.merchant).prefetch_related("origins")
    context = {"form": form, "tokens": rows, "token": token}
    return render(request, "settings/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@owner_required
def revoke(request: HubRequest, token_id: int) -> HttpResponseBase:
    token = own(request, Token.objects.filter(revoked_at=None), pk=token_id)
    Token.objects.filter(pk=token.pk).update(revoked_at=timezone.now())
    audit.record(request.merchant, request.user, "token.revoked", token.name)
    messages.success(request, _("%(name)s opens nothing any more.") % {"name": token.name})
    return redirect("dashboard:settings-tokens")
