"""What a Medusa server holds, and its JSON: pictures are addresses, of whatever server."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@dataclass
class Image:
    id: str
    url: str
    variant_ids: list[str] = field(default_factory=list)
    created: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Variant:
    id: str
    title: str
    sku: str
    barcode: str | None = None
    thumbnail: str | None = None


@dataclass
class Product:
    id: str
    title: str
    images: list[Image]
    updated: datetime
    thumbnail: str | None = None
    status: str = "published"
    variants: list[Variant] = field(default_factory=list)


class Shop:
    def __init__(self, home: str = "") -> None:
        self.home = home
        self.products: dict[str, Product] = {}
        self.files: dict[str, bytes] = {}
        self.categories = {"pcat_1": ("Gear", None), "pcat_2": ("Bags & more", "pcat_1")}
        self._last = 0

    def next_id(self, kind: str) -> str:
        self._last += 1
        return f"{kind}_{self._last:026d}"

    def keep(self, name: str, data: bytes) -> str:
        """A file under a name of its own; its address."""
        self._last += 1
        file = f"{1795230534093 + self._last}-{name}"
        self.files[file] = data
        # As `URL.pathname` escapes it: a percent sign is not (file-local/src/services/local-file.ts).
        return f"{self.home}/static/{quote(file, safe='%')}"

    def add_product(self, title: str, photos: list[bytes], *, updated: datetime, status: str = "published") -> Product:
        images = [Image(self.next_id("img"), self.keep("photo.jpg", data)) for data in photos]
        product = Product(self.next_id("prod"), title, images, updated, images[0].url, status)
        self.products[product.id] = product
        return product

    def add_variant(self, product: Product, title: str, images: list[Image]) -> Variant:
        variant = Variant(self.next_id("variant"), title, f"{product.title}-{title}", "4006381333931")
        product.variants.append(variant)
        for image in images:
            image.variant_ids.append(variant.id)
        return variant

    def touch(self, product: Product) -> None:
        product.updated = datetime.now(UTC)

    # ---- JSON ----------------------------------------------------------------------------------------------------

    def product_json(self, product: Product) -> dict[str, Any]:
        return {
            "id": product.id,
            "title": product.title,
            "handle": product.title.lower().replace(" ", "-"),
            "status": product.status,
            "updated_at": stamp(product.updated),
            "thumbnail": product.thumbnail,
            "images": [self.image_json(product, one, rank) for rank, one in enumerate(product.images)],
            "categories": [{"id": "pcat_2"}],
            "tags": [{"value": "sale"}],
            "variants": [self.variant_json(product, one) for one in product.variants],
        }

    def image_json(self, product: Product, image: Image, rank: int) -> dict[str, Any]:
        return {
            "id": image.id,
            "url": image.url,
            "metadata": None,
            "rank": rank,
            "product_id": product.id,
            "created_at": stamp(image.created),
            "updated_at": stamp(image.created),
            "deleted_at": None,
            "variants": [{"id": one} for one in image.variant_ids],
        }

    def variant_json(self, product: Product, variant: Variant) -> dict[str, Any]:
        return {
            "id": variant.id,
            "title": variant.title,
            "sku": variant.sku,
            "barcode": variant.barcode,
            "ean": None,
            "upc": None,
            "thumbnail": variant.thumbnail,
            "product_id": product.id,
        }

    def category_json(self, category_id: str) -> dict[str, Any]:
        name, parent = self.categories[category_id]
        return {"id": category_id, "name": name, "parent_category_id": parent, "is_active": True}
