"""What a Pixee PIM holds, and its JSON."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass
class Product:
    id: str
    ean: str | None
    title: str
    updated: datetime
    status: str = "active"
    supplier: str = "KIMEX"


@dataclass
class PushConnector:
    """One of Pixee's own connectors."""

    id: str
    name: str
    status: str = "active"
    synced: str | None = "2026-05-14T08:00:00Z"
    pending: int = 0
    error: str | None = None
    asked: list[list[str]] = field(default_factory=list)


class Shop:
    def __init__(self) -> None:
        self.products: dict[str, Product] = {}
        self.connectors: dict[str, PushConnector] = {}
        lamps = {"id": 3, "name": "Lampes & spots", "is_active": False, "children": []}
        self.categories = [
            {"id": 1, "name": "Maison", "children": [lamps]},
            {"id": 2, "name": "TV", "product_count": 4},
        ]

    def add(self, title: str, *, ean: str | None, updated: datetime, **more: str) -> Product:
        product = Product(str(uuid.uuid4()), ean, title, updated, **more)
        self.products[product.id] = product
        return product

    def add_connector(self, name: str, status: str = "active") -> PushConnector:
        made = PushConnector(str(uuid.uuid4()), name, status)
        self.connectors[made.id] = made
        return made

    def touch(self, product: Product) -> None:
        product.updated = datetime.now(UTC)

    def listed(self) -> list[Product]:
        """Who was saved last comes last: a save moves all that were behind it one place on."""
        return sorted(self.products.values(), key=lambda one: (one.updated, one.id))

    def by_ean(self, ean: str) -> Product | None:
        return next((one for one in self.products.values() if one.ean == ean), None)


def product_json(product: Product) -> dict[str, Any]:
    """As in the sample of GET /ext/products."""
    return {
        "id": product.id,
        "ean": product.ean,
        "title": product.title,
        "brand_name": "KIMEX",
        "is_active": product.status == "active",
        "status": product.status,
        "weight": 1.5,
        "updated_at": stamp(product.updated),
    }


def connector_json(connector: PushConnector, *, alone: bool) -> dict[str, Any]:
    """As in the sample of GET /connectors, and with its statistics if it is asked for alone."""
    stats = {"products_synced": 1250, "products_pending": connector.pending, "last_error": connector.error}
    return {
        "id": connector.id,
        "name": connector.name,
        "platform": "shopify",
        "status": connector.status,
        "last_sync_at": connector.synced,
        **({"sync_stats": stats} if alone else {"created_at": "2026-01-15T00:00:00Z"}),
    }
