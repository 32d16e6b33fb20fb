"""What an API key may do: one scope for reading and one for writing each kind of thing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    PRODUCTS_READ = "ext:products:read", _("Read products")
    PRODUCTS_WRITE = "ext:products:write", _("Write products")
    IMAGES_READ = "ext:images:read", _("Read photos and what was found on them")
    ORDERS_READ = "ext:orders:read", _("Read orders and jobs")
    ORDERS_WRITE = "ext:orders:write", _("Order retouching, which costs money")
    PUBLICATIONS_READ = "ext:publications:read", _("Read publications")
    PUBLICATIONS_WRITE = "ext:publications:write", _("Publish into stores, and undo")
    CONNECTORS_READ = "connectors:read", _("Read stores and their syncs")
    CONNECTORS_WRITE = "connectors:write", _("Start syncs, which publish what is approved")
    IMPORTS_READ = "imports:read", _("Read imports")
    IMPORTS_WRITE = "imports:write", _("Import products and photos")
    WEBHOOKS_READ = "webhooks:read", _("Read webhooks")
    WEBHOOKS_WRITE = "webhooks:write", _("Change webhooks")


class UnknownScope(ValueError):
    """A scope that there is not; says which there are."""

    def __init__(self, unknown: Iterable[str]) -> None:
        names = ", ".join(sorted(unknown))
        super().__init__(f"Unknown scope: {names}. There are {', '.join(Scope.values)}.")


def checked(scopes: Iterable[str]) -> list[str]:
    """Each scope once, in their order. Raises `UnknownScope`."""
    asked = set(scopes)
    if unknown := asked - set(Scope.values):
        raise UnknownScope(unknown)
    return [scope for scope in Scope.values if scope in asked]
