"""Photos of the partner catalogue under the addresses that partners see."""

from __future__ import annotations

from connectors.articles.shelf import SCHEME
from pixelzhub.partners.renditions.fitted import fitted
from pixelzhub.partners.renditions.routes import lasting_address


def public_address(address: str, side: int | None = None) -> str:
    """Where a partner fetches a photo: as they gave it, or from the hub once the hub has renewed it, fitted to `side` px."""
    return lasting_address(fitted(address.removeprefix(SCHEME), side)) if address.startswith(SCHEME) else address
