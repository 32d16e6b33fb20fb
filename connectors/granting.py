"""Connecting by clicks: the owner consents on the store's own page, and the store hands its key over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from connectors.contract import GrantCall, GrantsAccess
from connectors.errors import AuthFailed, NotFound
from connectors.http import Http
from connectors.models import Grant, Store
from connectors.registry import PLATFORMS, connector_class

# As long as somebody may take to log in to their store; older ones are worth nothing and go.
LASTS = timedelta(minutes=30)


def ask(
    *,
    merchant: Any,
    user: Any,
    platform: str,
    values: Mapping[str, str],
    store_name: str = "",
    store: Store | None = None,
) -> str:
    """Keep what was entered, and give the address of the store's consent page."""
    kind = _granting(platform)
    Grant.objects.filter(created_at__lt=timezone.now() - LASTS).delete()
    grant = Grant.objects.create(
        merchant=merchant, asked_by=user, platform=platform, settings=dict(values), store_name=store_name, store=store
    )
    callback = callback_url(platform)
    address: str = kind.grant_url(
        values, state=grant.state, callback_url=callback, return_url=f"{callback}?grant={grant.state}"
    )
    return address


def callback_url(platform: str) -> str:
    """Where a platform's answer comes to, from the store itself or with its owner."""
    return f"{settings.PUBLIC_URL}/stores/granted/{platform}/"


def take(platform: str, call: GrantCall, *, asked_by: Any = None) -> Grant:
    """Read a store's answer once, and keep the key. Raises `NotFound` for an answer that nobody waits for, `ConnectorError`.

    With `asked_by` only the person who asked may bring it.
    """
    kind = _granting(platform)
    waiting = Grant.objects.filter(platform=platform, granted_at=None, created_at__gte=timezone.now() - LASTS)
    if asked_by:
        waiting = waiting.filter(asked_by=asked_by)
    state = kind.state_of(call)
    # BigCommerce gives no state back: the person who comes is then the one who asked last.
    named = waiting.filter(state=state) if state or not asked_by else waiting.order_by("-pk")
    grant = named.first()
    if grant is None:
        raise NotFound("Nobody waits for this answer any more. Connect the store once more.")
    with Http(kind.base_url(grant.settings), allowed_private=settings.ALLOWED_PRIVATE_HOSTS) as http:
        found = kind.granted(grant.settings, call, callback_url=callback_url(platform), http=http)
    # Of two answers at once the first is kept.
    if not waiting.filter(pk=grant.pk).update(settings=found, granted_at=timezone.now()):
        raise NotFound("This answer was taken already.")
    grant.refresh_from_db()
    return grant


def granted_to(user: Any, state: str) -> Grant:
    """The grant that a person comes back with. Raises `AuthFailed` if the store did not hand over its key."""
    grant = Grant.objects.filter(asked_by=user, state=state, created_at__gte=timezone.now() - LASTS).first()
    if grant is None:
        raise NotFound("This visit to the store is too long ago. Connect the store once more.")
    if grant.granted_at is None:
        raise AuthFailed("The store has not handed over a key. Allow it there, or enter the key by hand.")
    return grant


def _granting(platform: str) -> Any:
    """The connector class of a platform that hands over its key."""
    kind = connector_class(platform) if platform in PLATFORMS else None
    if kind is None or not issubclass(kind, GrantsAccess):
        raise NotFound("This platform hands over no key.")
    return kind
