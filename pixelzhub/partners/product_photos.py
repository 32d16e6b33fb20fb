"""Photos of the partner catalogue under the addresses that partners see."""

from __future__ import annotations

from connectors.articles.shelf import SCHEME
from pixelzhub.partners.files import lasting_address


def public_address(address: str) -> str:
    """Where a partner fetches a photo: as they gave it, or from the hub once the hub has renewed it."""
    return lasting_address(address.removeprefix(SCHEME)) if address.startswith(SCHEME) else address
