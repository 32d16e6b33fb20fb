"""What a Vendure server holds: assets are things of their own, which products and variants show."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime

from PIL import Image


@dataclass
class Asset:
    id: int
    name: str
    data: bytes
    type: str = "IMAGE"

    @property
    def size(self) -> tuple[int, int]:
        if self.type != "IMAGE":
            return 0, 0
        with Image.open(io.BytesIO(self.data)) as image:
            return image.size


@dataclass
class Shown:
    """What a product or a variant shows."""

    id: int
    name: str
    asset_ids: list[int] = field(default_factory=list)
    featured_id: int | None = None
    sku: str = ""


@dataclass
class Product(Shown):
    updated: datetime = field(default_factory=lambda: datetime.now(UTC))
    enabled: bool = True
    variants: list[Shown] = field(default_factory=list)


class Shop:
    """The root collection, number 1, is in no list."""

    def __init__(self) -> None:
        self.products: dict[int, Product] = {}
        self.assets: dict[int, Asset] = {}
        self.collections: dict[int, tuple[str, int]] = {2: ("Electronics & more", 1), 3: ("Computers", 2)}
        self._last_id = 100

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def add_asset(self, name: str, data: bytes, kind: str = "IMAGE") -> Asset:
        asset = Asset(self.next_id(), name, data, kind)
        self.assets[asset.id] = asset
        return asset

    def add_product(self, name: str, photos: list[bytes], *, updated: datetime, enabled: bool = True) -> Product:
        ids = [self.add_asset(f"{number}.jpg", data).id for number, data in enumerate(photos, 1)]
        product = Product(self.next_id(), name, ids, ids[0], updated=updated, enabled=enabled)
        self.products[product.id] = product
        return product

    def add_variant(self, product: Product, name: str, asset_ids: list[int], featured_id: int | None) -> Shown:
        product.variants.append(Shown(self.next_id(), name, asset_ids, featured_id, f"SKU-{product.id}-{name}"))
        return product.variants[-1]

    def touch(self, product: Product) -> None:
        """Times are kept in whole seconds, as recorded."""
        product.updated = datetime.now(UTC).replace(microsecond=0)

    def show(self, one: Shown, asset_ids: list[int] | None, featured_id: int | None, *, is_told: bool) -> None:
        """What is not known is passed over without a word (asset.service.ts, `updateEntityAssets`)."""
        if asset_ids is not None:
            one.asset_ids = [asset for asset in asset_ids if asset in self.assets]
        if (is_told and featured_id is None) or asset_ids == []:
            one.featured_id = None
        elif featured_id in self.assets:
            one.featured_id = featured_id
