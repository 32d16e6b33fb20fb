"""`Authorization: Bearer KEY` or `X-API-Key: KEY`: either opens every partner route."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from pixelzhub.accounts.keys import find_key
from pixelzhub.accounts.models import ApiKey

if TYPE_CHECKING:
    from rest_framework.views import APIView

# last_used_at tells days apart, not calls: one write a minute is enough
USED_EVERY = timedelta(minutes=1)


class Partner:
    """Whoever holds the key; stands where DRF wants a user."""

    is_authenticated = True

    def __init__(self, key: ApiKey) -> None:
        self.key = key
        self.merchant = key.merchant


class ApiKeyAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, ApiKey] | None:
        sent = _sent_key(request)
        if not sent:
            return None
        key = find_key(sent)
        if key is None:
            raise AuthenticationFailed("This API key is unknown, revoked or expired.")
        now = timezone.now()
        if key.last_used_at is None or now - key.last_used_at > USED_EVERY:
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
        return Partner(key), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Pixelz Hub"'


def _sent_key(request: Request) -> str:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else request.headers.get("X-API-Key", "").strip()


class HasScope(BasePermission):
    """The view names its `scope`; the key must have it."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ApiKey) and getattr(view, "scope", "") in request.auth.scopes
