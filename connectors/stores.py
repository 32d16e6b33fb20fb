"""Stores: open their connector, connect, pause, and say in which state they are."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from connectors.contract import Connector, SendsWebhooks, StoreIdentity
from connectors.errors import AuthFailed, ConnectorError
from connectors.http import Http
from connectors.models import Store
from connectors.registry import connector_class
from connectors.renewing import renew, with_fresh_key


@contextmanager
def open_connector(platform: str, values: Mapping[str, str]) -> Iterator[Connector]:
    """A connector for one store's settings, with its own HTTP client that is closed at the end."""
    kind = connector_class(platform).for_settings(values)
    values = with_fresh_key(kind, values)
    http = Http(
        kind.base_url(values),
        auth=kind.auth(values),
        allowed_private=settings.ALLOWED_PRIVATE_HOSTS,
    )
    with http:
        yield kind(values, http)


@contextmanager
def connector_of(store: Store) -> Iterator[Connector]:
    """The connector of a connected store, its key renewed if it is about to end."""
    renew(store)
    with open_connector(store.platform, store.settings) as connector:
        yield connector


def check_settings(platform: str, values: Mapping[str, str]) -> StoreIdentity:
    """Prove address and key by a read. Raises a `ConnectorError` whose text the merchant can act on."""
    with open_connector(platform, values) as connector:
        return connector.check()


def connect_store(*, merchant: Any, platform: str, values: Mapping[str, str], name: str = "") -> Store:
    """Check the settings, keep them, and make the first sync due now."""
    identity = check_settings(platform, values)
    for number in range(1, 100):
        slug = _slug(name or identity.name or platform, number)
        try:
            with transaction.atomic():
                return Store.objects.create(
                    merchant=merchant,
                    platform=platform,
                    name=name or identity.name or connector_class(platform).label,
                    slug=slug,
                    url=identity.url,
                    settings=dict(values),
                    webhook_secret=_webhook_secret(
                        connector_class(platform).for_settings(values), values, secrets.token_urlsafe(24)
                    ),
                    due_at=timezone.now(),
                )
        except IntegrityError:
            continue
    raise ValueError(f"There are already 99 stores called {name}.")


def _webhook_secret(kind: type[Connector], values: Mapping[str, str], drawn: str) -> str:
    return kind.webhook_secret(values, drawn) if issubclass(kind, SendsWebhooks) else drawn


def _slug(name: str, number: int) -> str:
    base = slugify(name)[:50] or "store"
    return base if number == 1 else f"{base}-{number}"


def register_webhook(store: Store) -> None:
    """Ask the store to call the hub on changes. A store that refuses is synced on time instead."""
    if not issubclass(store.connector, SendsWebhooks):
        return
    with connector_of(store) as connector:
        assert isinstance(connector, SendsWebhooks)
        connector.register_webhook(f"{settings.PUBLIC_URL}/webhooks/stores/{store.pk}/", store.webhook_secret)


def reconnect(*, store: Store, values: Mapping[str, str]) -> None:
    """New credentials for a store that no longer accepted its key."""
    check_settings(store.platform, values)
    store.settings = dict(values)
    store.webhook_secret = _webhook_secret(store.connector, values, store.webhook_secret)
    mark_reached(store)
    store.due_at = timezone.now()
    store.save(update_fields=["settings", "webhook_secret", "due_at"])


def mark_reached(store: Store) -> None:
    """The store answered: forget its errors, unless the merchant paused it."""
    state = store.state if store.state == Store.State.PAUSED else Store.State.ACTIVE
    if (store.state, store.last_error, store.attempts) != (state, "", 0):
        store.state, store.error_since, store.last_error, store.attempts = state, None, "", 0
        store.save(update_fields=["state", "error_since", "last_error", "attempts"])


def mark_failed(store: Store, error: ConnectorError) -> None:
    """The store did not answer as it should: keep since when and why."""
    store.state = Store.State.NEEDS_REAUTH if isinstance(error, AuthFailed) else Store.State.ERROR
    store.error_since = store.error_since or timezone.now()
    store.last_error = str(error)
    store.save(update_fields=["state", "error_since", "last_error"])


def pause(store: Store) -> None:
    """No sync and no publishing until the merchant resumes."""
    store.state, store.due_at = Store.State.PAUSED, None
    store.save(update_fields=["state", "due_at"])


def resume(store: Store) -> None:
    store.state, store.due_at = Store.State.ACTIVE, timezone.now()
    store.save(update_fields=["state", "due_at"])
