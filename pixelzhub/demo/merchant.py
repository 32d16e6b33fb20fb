"""The demo merchant: a login, a sandbox shop and a sandbox Pixelz account, made through the product's own doors."""

from __future__ import annotations

from typing import Any

from analytics.judging import list_default_channels
from connectors.errors import ConnectorError
from connectors.models import Store
from connectors.stores import connect_store, reconnect, register_webhook
from pixelzhub.accounts.members import create_merchant
from pixelzhub.accounts.models import Merchant, User
from pixelzhub.retouch.account import connect_pixelz

SLUG = "demo"
LOGIN = "demo@example.com"
PASSWORD = "look-at-every-photo"  # noqa: S105 - printed on the screen, for a demo on this machine


def demo_merchant() -> Merchant:
    """The merchant with slug `demo` and its owner."""
    found = Merchant.objects.filter(slug=SLUG).first()
    if found:
        return found
    owner = User.objects.create_user(LOGIN, PASSWORD, name="Demo Owner")
    User.objects.create_superuser("staff@example.com", PASSWORD, name="Demo Staff")
    merchant = create_merchant(name="Demo", owner=owner)
    return merchant


def connect_sandbox(merchant: Merchant, credentials: dict[str, Any]) -> Store:
    """The sandbox's shop and Pixelz account; connecting again after a restart renews their addresses."""
    pixelz = credentials["pixelz"]
    connect_pixelz(
        merchant=merchant,
        values={
            "contact_email": pixelz["contactEmail"],
            "contact_key": pixelz["contactAPIkey"],
            "secret": pixelz["secret"],
        },
    )
    return connect_platform(
        merchant, "sandbox", {"url": credentials["shop"]["url"], "token": credentials["shop"]["token"]}
    )


def connect_platform(merchant: Merchant, platform: str, values: dict[str, str]) -> Store:
    """A store of any platform with its default channels."""
    store = Store.objects.filter(merchant=merchant, platform=platform).first()
    if store:
        reconnect(store=store, values=values)
    else:
        store = connect_store(merchant=merchant, platform=platform, values=values)
        list_default_channels(store)
    try:
        register_webhook(store)
    except ConnectorError:
        # It is synced on time instead; a store that refuses webhooks can still be tried.
        return store
    return store
