"""`Authorization: Bearer KEY` or `X-API-Key: KEY`: either opens every partner route. Who called, and with what scopes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from pixelzhub.accounts.callers import Caller
from pixelzhub.accounts.keys import find_key
from pixelzhub.accounts.kinds import Kind
from pixelzhub.accounts.models import ApiKey, Merchant, Token
from pixelzhub.accounts.scopes import Scope

if TYPE_CHECKING:
    from rest_framework.views import APIView

# When a key was last used is told to so many seconds: a busy partner's calls do not each write a row.
USED_EVERY = timedelta(seconds=10)
# What a caller is told who shows nothing.
HOW_TO_CALL = (
    "Send your API key as “Authorization: Bearer KEY” or as “X-API-Key: KEY”, "
    "a token for reading as “Authorization: TOKEN”."
)


class Partner:
    """Whoever calls; stands where DRF wants a user."""

    is_authenticated = True

    def __init__(self, caller: Caller) -> None:
        self.caller = caller


class ApiKeyAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Partner, Caller] | None:
        sent = _sent_key(request)
        if not sent:
            return None
        key = find_key(sent)
        if key is None or not key.is_open:
            raise AuthenticationFailed(refusal(key, "API key"))
        return let_in(request, Caller(Kind.API_KEY, key, key.digest, key.scopes))

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Pixelz Hub"'


def let_in(request: Request, caller: Caller) -> tuple[Partner, Caller]:
    """What an authentication gives for a caller that may come in; notes that its key was used."""
    row, now = caller.row, timezone.now()
    if row.last_used_at is None or now - row.last_used_at >= USED_EVERY:
        address = request.META.get("REMOTE_ADDR") or None
        type(row).objects.filter(pk=row.pk).update(last_used_at=now, last_used_from=address)
    return Partner(caller), caller


def refusal(row: ApiKey | Token | None, named: str) -> str:
    """Why a key or token opens nothing. `named` is what the sentence calls it."""
    if row is None:
        return f"This {named} is unknown."
    return f"This {named} was revoked." if row.revoked_at else f"This {named} has expired."


def key_of(request: Request) -> Caller:
    """Whose key or token opened the route."""
    assert isinstance(request.auth, Caller)
    return request.auth


def merchant_of(request: Request) -> Merchant:
    """The merchant whose key or token opened the route."""
    return key_of(request).merchant


def merchant_id_of(request: Request) -> int:
    """The number of that merchant, without asking for the rest of them."""
    return key_of(request).merchant_id


def bearer_in(request: Request) -> str:
    """What stands behind `Bearer` in the header `Authorization`; nothing for any other."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""


def _sent_key(request: Request) -> str:
    kind, _, _value = request.headers.get("Authorization", "").partition(" ")
    return bearer_in(request) if kind.lower() == "bearer" else request.headers.get("X-API-Key", "").strip()


class HasScope(BasePermission):
    """The view's `scopes` name the scope that each method needs; reading is GET and HEAD."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        scopes: dict[str, Scope] = getattr(view, "scopes", {})
        needed = scopes.get("GET" if request.method == "HEAD" else str(request.method))
        if needed is None:
            # The method itself is refused, once somebody is known to ask.
            return request.auth is not None
        caller = request.auth
        if not isinstance(caller, Caller):
            raise NotAuthenticated(HOW_TO_CALL)
        check_scope(caller, needed)
        return True


def check_scope(caller: Caller, needed: Scope) -> None:
    """Raises `PermissionDenied` for a caller without this scope."""
    if needed not in caller.scopes:
        has = ", ".join(caller.scopes) or "none"
        raise PermissionDenied(f"This {caller.named} lacks the scope {needed.value}. Its scopes: {has}.")
