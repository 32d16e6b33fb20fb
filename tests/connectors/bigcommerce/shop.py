"""What a BigCommerce store holds, and its JSON as the reference describes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

HASH = "abc123"


@dataclass
class Photo:
    id: int
    file: str
    sort_order: int
    description: str = ""
    is_thumbnail: bool = False
    modified: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Variant:
    """`file` is its own copy of a picture, below product_images/."""

    id: int
    sku: str
    label: str = ""
    file: str = ""


@dataclass
class Product:
    id: int
    name: str
    photos: list[Photo]
    variants: list[Variant]
    modified: datetime
    is_visible: bool = True
    upc: str = ""
    gtin: str = ""


@dataclass
class Hook:
    id: int
    scope: str
    destination: str
    headers: dict[str, str] | None
    is_active: bool = True


class Shop:
    """`url` is where the store believes its CDN to be."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.products: dict[int, Product] = {}
        self.files: dict[str, bytes] = {}
        self.hooks: dict[int, Hook] = {}
        self.categories = {23: ("Shop All", 0, True), 24: ("Bath & Body", 23, True), 25: ("Secret", 23, False)}
        self._last_id = 100

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def add_product(self, name: str, files: list[bytes], **fields: Any) -> Product:
        product_id = self.next_id()
        values: dict[str, Any] = {"modified": datetime.now(UTC), "variants": []}
        product = Product(product_id, name, [], **(values | fields))
        product.variants.append(Variant(self.next_id(), f"SKU-{product_id}"))
        self.products[product_id] = product
        for number, data in enumerate(files):
            stem = name.lower().replace(" ", "-")
            photo = self.add_photo(product, data, f"{stem}.jpg", sort_order=number)
            photo.description = f"{name}, photo {number + 1}"
            photo.modified = product.modified
        return product

    def add_variants(self, product: Product, *labels: str) -> list[Variant]:
        """Options take the base variant's place."""
        product.variants = [Variant(self.next_id(), f"SKU-{product.id}-{label}", label) for label in labels]
        return product.variants

    def add_photo(self, product: Product, data: bytes, name: str, *, sort_order: int = 0) -> Photo:
        """The only photo becomes the thumbnail."""
        photo = Photo(self.next_id(), self.put_file(data, name), sort_order, is_thumbnail=not product.photos)
        product.photos.append(photo)
        return photo

    def put_file(self, data: bytes, name: str) -> str:
        """Each upload gets a name of its own."""
        number, path = self.next_id(), PurePosixPath(name)
        file = f"{'abcdefghij'[number % 10]}/{number % 1000:03}/{path.stem}__{number:05}{path.suffix}"
        self.files[file] = data
        return file

    def put_copy(self, data: bytes, name: str) -> str:
        """A variant's copy."""
        file = f"attribute_rule_images/{self.next_id()}_source_1536863430{PurePosixPath(name).suffix}"
        self.files[file] = data
        return file

    def file_url(self, file: str) -> str:
        return f"{self.url}/s-{HASH}/product_images/{file}" if file else ""

    # ---- JSON ----------------------------------------------------------------------------------------------------

    def store_json(self) -> dict[str, Any]:
        return {"id": HASH, "name": "Bath Shop", "domain": "bath.example", "secure_url": "https://bath.example",
                "control_panel_base_url": f"https://store-{HASH}.mybigcommerce.com", "currency": "USD",
                "language": "en", "status": "live"}  # fmt: skip

    def category_json(self, category_id: int) -> dict[str, Any]:
        name, parent, visible = self.categories[category_id]
        return {"category_id": category_id, "parent_id": parent, "tree_id": 1, "name": name, "is_visible": visible,
                "sort_order": 0, "url": {"path": f"/{category_id}/", "is_customized": False}}  # fmt: skip

    def product_json(self, product: Product) -> dict[str, Any]:
        """Without what an `include` brings."""
        return {"id": product.id, "name": product.name, "type": "physical", "sku": f"SKU-{product.id}", "weight": 1.0,
                "price": 7.95, "description": "<p>Lorem ipsum</p>", "categories": [24], "is_visible": product.is_visible,
                "upc": product.upc, "gtin": product.gtin, "date_created": stamp(product.modified),
                "date_modified": stamp(product.modified), "search_keywords": "",
                "custom_url": {"url": f"/{product.id}-{product.name.lower().replace(' ', '-')}/",
                               "is_customized": False}}  # fmt: skip

    def photo_json(self, product: Product, photo: Photo) -> dict[str, Any]:
        """No order can be relied upon: by id (archive/v2-product-images.mdx), whatever their sort_order."""
        path, time = PurePosixPath(photo.file), int(photo.modified.timestamp())
        shown = f"{self.url}/s-{HASH}/products/{product.id}/images/{photo.id}/{path.stem}.{time}"
        sizes = {"zoom": "1280.1280", "standard": "560.850", "thumbnail": "330.500", "tiny": "66.100"}
        urls = {f"url_{name}": f"{shown}.{size}{path.suffix}?c=2" for name, size in sizes.items()}
        return {"id": photo.id, "product_id": product.id, "is_thumbnail": photo.is_thumbnail,
                "sort_order": photo.sort_order, "description": photo.description, "image_file": photo.file,
                "date_modified": stamp(photo.modified), **urls}  # fmt: skip

    def variant_json(self, product: Product, variant: Variant) -> dict[str, Any]:
        options = [{"id": 146, "label": variant.label, "option_id": 151, "option_display_name": "Color"}]
        return {"id": variant.id, "product_id": product.id, "sku": variant.sku, "sku_id": variant.id, "upc": "",
                "gtin": "", "image_url": self.file_url(variant.file), "purchasing_disabled": False,
                "option_values": options if variant.label else []}  # fmt: skip

    def hook_json(self, hook: Hook) -> dict[str, Any]:
        return {"id": hook.id, "client_id": "client-1", "store_hash": HASH, "scope": hook.scope,
                "destination": hook.destination, "headers": hook.headers, "is_active": hook.is_active,
                "created_at": 1580329317, "updated_at": 1580329317}  # fmt: skip


def stamp(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()
