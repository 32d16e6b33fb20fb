"""What merchants should know of their stores before they publish."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from connectors.contract import WritesImage
from connectors.models import Store


def platform_notes(stores: Iterable[Store]) -> dict[str, str]:
    """By platform, what replacing a photo does there beside that."""
    kinds = {store.platform: store.connector for store in stores}
    return {kind.label: kind.replacing for kind in kinds.values() if kind.replacing}


def out_of_sight(stores: Iterable[Store]) -> list[str]:
    """Why these stores will most likely not get the photos: they fetch them here, and cannot reach this hub."""
    if not _is_private(settings.PUBLIC_URL):
        return []
    text = _("%(store)s fetches new photos from %(hub)s, an address that only this network knows. Publishing will fail"
             " until whoever runs this hub gives it a public address.")  # fmt: skip
    cut_off = {store.pk: store.name for store in stores if _must_fetch(store) and not _is_private(store.url)}
    return [text % {"store": name, "hub": settings.PUBLIC_URL} for name in cut_off.values()]


def _must_fetch(store: Store) -> bool:
    kind = store.connector.for_settings(store.settings) if store.connector.varies else store.connector
    return issubclass(kind, WritesImage) and kind.must_fetch


def _is_private(url: str) -> bool:
    """As far as the address itself tells: a number of a private network, or a name without a dot."""
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".lan", ".localhost"))
