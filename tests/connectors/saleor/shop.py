"""What a Saleor shop holds."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath

ALT_LIMIT = 250


def gid(kind: str, number: int) -> str:
    return base64.b64encode(f"{kind}:{number}".encode()).decode()


@dataclass
class Media:
    id: int
    file: str
    data: bytes
    alt: str = ""
    type: str = "IMAGE"


@dataclass
class Variant:
    id: int
    name: str
    sku: str | None
    media_ids: list[int] = field(default_factory=list)


@dataclass
class Product:
    id: int
    name: str
    media: list[Media]
    updated: datetime
    published: bool = True
    category: int | None = 39
    variants: list[Variant] = field(default_factory=list)


class Shop:
    """Media belong to one product; deleting one takes it off the variants too."""

    def __init__(self) -> None:
        self.products: dict[int, Product] = {}
        self.categories: dict[int, tuple[str, int | None]] = {27: ("Apparel", None), 39: ("T-shirts & Tops", 27)}
        self._last_id = 100

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def add_media(self, product: Product, name: str, data: bytes, alt: str = "", kind: str = "IMAGE") -> Media:
        """At the end, under a file name of its own."""
        stem = PurePosixPath(name)
        file = f"{stem.stem}_{secrets.token_hex(4)}{stem.suffix}"
        product.media.append(Media(self.next_id(), file, data, alt, kind))
        return product.media[-1]

    def add_product(self, name: str, photos: list[bytes], *, updated: datetime, published: bool = True) -> Product:
        product = Product(self.next_id(), name, [], updated, published)
        for number, data in enumerate(photos, 1):
            self.add_media(product, f"tee-{number}.jpg", data, f"{name}, photo {number}")
        self.products[product.id] = product
        return product

    def add_variant(self, product: Product, name: str, media_ids: list[int]) -> Variant:
        product.variants.append(Variant(self.next_id(), name, f"SKU-{product.id}-{name}", media_ids))
        return product.variants[-1]

    def touch(self, product: Product) -> None:
        product.updated = datetime.now(UTC)

    def media(self) -> dict[int, tuple[Product, Media]]:
        return {media.id: (product, media) for product in self.products.values() for media in product.media}

    def variants(self) -> dict[int, tuple[Product, Variant]]:
        return {one.id: (product, one) for product in self.products.values() for one in product.variants}

    def delete_media(self, media: Media, product: Product) -> None:
        product.media.remove(media)
        for variant in product.variants:
            variant.media_ids = [one for one in variant.media_ids if one != media.id]
        self.touch(product)
