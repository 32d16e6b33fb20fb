"""Who may see a page: members see their merchant's rows, editors order and publish, owners also change the set-up."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from pixelzhub.accounts.middleware import HubRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

P = ParamSpec("P")
View = Callable[Concatenate[HubRequest, P], HttpResponseBase]
Row = TypeVar("Row", bound=models.Model)


def member_required(view: View[P]) -> View[P]:
    """A logged-in person who works for a merchant; `request.member` and `request.merchant` are set."""

    @wraps(view)
    def guarded(request: HubRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.member is None:
            return _no_merchant(request)
        return view(request, *args, **kwargs)

    return login_required(guarded)  # type: ignore[return-value]


def _no_merchant(request: HubRequest) -> HttpResponse:
    reason = _("You do not work for a merchant yet. Ask an owner to invite you.")
    return render(request, "not_permitted.html", {"reason": reason}, status=403)


def editor_required(view: View[P]) -> View[P]:
    """For what spends money or writes to a store."""
    return _role_required(
        view, lambda request: request.member.can_edit, _("Only owners and editors can do this. Ask an owner.")
    )


def owner_required(view: View[P]) -> View[P]:
    """For credentials, members and keys."""
    return _role_required(view, lambda request: request.member.can_own, _("Only owners can do this. Ask an owner."))


def _role_required(view: View[P], allows: Callable[[HubRequest], bool], reason: StrPromise) -> View[P]:
    @wraps(view)
    def guarded(request: HubRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not allows(request):
            return render(request, "not_permitted.html", {"reason": reason}, status=403)
        return view(request, *args, **kwargs)

    return member_required(guarded)  # type: ignore[arg-type]


def own(request: HubRequest, rows: models.QuerySet[Row], **lookup: Any) -> Row:
    """The merchant's row, or 404: another merchant's rows do not exist for this request."""
    return get_object_or_404(rows.filter(merchant=request.merchant), **lookup)


def fragment(request: HubRequest, template: str, part: str) -> str:
    """The part of a template for htmx, the whole page for everyone else (boosted and history requests included)."""
    htmx: Any = request.htmx
    wants_part = htmx and not htmx.boosted and not htmx.history_restore_request
    return f"{template}#{part}" if wants_part else template


def page_or_404(text: str | None) -> int | None:
    """A keyset cursor from an address. Raises Http404 for anything but a number."""
    if not text:
        return None
    if not text.isdigit():
        raise Http404
    return int(text)
