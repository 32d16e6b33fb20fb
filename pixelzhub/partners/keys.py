"""`Authorization: Bearer KEY` or `X-API-Key: KEY`: either opens every partner route."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from pixelzhub.accounts.keys import find_key
from pixelzhub.accounts.models import ApiKey, Merchant
from pixelzhub.accounts.scopes import Scope

if TYPE_CHECKING:
    from rest_framework.views import APIView

# When a key was last used is told to so many seconds: a busy partner's calls do not each write a row.
USED_EVERY = timedelta(seconds=10)


class Partner:
    """Whoever holds the key; stands where DRF wants a user."""

    is_authenticated = True

    def __init__(self, key: ApiKey) -> None:
        self.key = key


class ApiKeyAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, ApiKey] | None:
        sent = _sent_key(request)
        if not sent:
            return None
        key = find_key(sent)
        if key is None or not key.is_open:
            raise AuthenticationFailed(_refusal(key))
        _note_use(key, request.META.get("REMOTE_ADDR") or None)
        return Partner(key), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Pixelz Hub"'


def key_of(request: Request) -> ApiKey:
    """The key that opened the route."""
    assert isinstance(request.auth, ApiKey)
    return request.auth


def merchant_of(request: Request) -> Merchant:
    """The merchant whose key opened the route."""
    return key_of(request).merchant


def merchant_id_of(request: Request) -> int:
    """The number of that merchant, without asking for the rest of them."""
    return key_of(request).merchant_id


def _sent_key(request: Request) -> str:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else request.headers.get("X-API-Key", "").strip()


def _refusal(key: ApiKey | None) -> str:
    if key is None:
        return "This API key is unknown."
    return "This API key was revoked." if key.revoked_at else "This API key has expired."


def _note_use(key: ApiKey, address: str | None) -> None:
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at >= USED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now, last_used_from=address)


class HasScope(BasePermission):
    """The view's `scopes` name the scope that each method needs; reading is GET and HEAD."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        scopes: dict[str, Scope] = getattr(view, "scopes", {})
        needed = scopes.get("GET" if request.method == "HEAD" else str(request.method))
        if needed is None:
            # The method itself is refused, once somebody is known to ask.
            return request.auth is not None
        if not isinstance(request.auth, ApiKey):
            raise NotAuthenticated("Send your API key as “Authorization: Bearer KEY” or as “X-API-Key: KEY”.")
        if needed not in request.auth.scopes:
            has = ", ".join(request.auth.scopes) or "none"
            raise PermissionDenied(f"This API key lacks the scope {needed.value}. Its scopes: {has}.")
        return True
