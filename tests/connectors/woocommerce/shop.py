"""What a WooCommerce store holds, and its JSON: every field that WooCommerce 11 sends, plain values in most."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from PIL import Image

LARGEST_PX = 2560


@dataclass
class Attachment:
    """A file of the media library. `title` is the API's `name`."""

    id: int
    file: str
    data: bytes
    title: str
    alt: str = ""
    created: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Variation:
    id: int
    sku: str
    option: str
    image_id: int | None = None


@dataclass
class Product:
    id: int
    name: str
    sku: str
    image_ids: list[int]
    modified: datetime
    status: str = "publish"
    variations: list[Variation] = field(default_factory=list)
    category_id: int = 17


@dataclass
class Webhook:
    id: int
    topic: str
    delivery_url: str
    secret: str
    status: str = "active"


class Shop:
    """Attachments only ever grow: the API has no call that deletes a file."""

    def __init__(self, url: str = "", *, utc_offset_h: int = 2) -> None:
        self.url = url
        self.offset = timedelta(hours=utc_offset_h)
        self.products: dict[int, Product] = {}
        self.attachments: dict[int, Attachment] = {}
        self.files: dict[str, bytes] = {}
        self.categories = {17: "Hoodies &amp; Sweatshirts", 16: "Women"}
        self.webhooks: dict[int, Webhook] = {}
        self._last_id = 100

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def add_product(self, name: str, photos: list[bytes], **fields: Any) -> Product:
        stem = name.lower().replace(" ", "-")
        pictures = [self.attach(data, f"{stem}.jpg", alt=f"{name}, photo {n}") for n, data in enumerate(photos, 1)]
        product_id = self.next_id()
        values = {"sku": f"SKU-{product_id}", "modified": datetime.now(UTC)}
        product = Product(product_id, name, image_ids=[one.id for one in pictures], **(values | fields))
        self.products[product_id] = product
        return product

    def add_variation(self, product: Product, option: str, image_id: int | None = None) -> Variation:
        variation = Variation(self.next_id(), f"{product.sku}-{option}", option, image_id)
        product.variations.append(variation)
        return variation

    def attach(self, data: bytes, file: str, *, title: str = "", alt: str = "") -> Attachment:
        """A new file, under a name that none has yet: -1, -2 …; what is too large is shown as a smaller copy."""
        name, number = PurePosixPath(file), 0
        free = name.name
        while free in self.files:
            number += 1
            free = f"{name.stem}-{number}{name.suffix}"
        self.files[free] = data
        shown = self._scaled(free, data)
        attachment = Attachment(self.next_id(), shown, data, title or free, alt)
        self.attachments[attachment.id] = attachment
        return attachment

    def _scaled(self, file: str, data: bytes) -> str:
        with Image.open(io.BytesIO(data)) as image:
            if max(image.size) <= LARGEST_PX:
                return file
            image.thumbnail((LARGEST_PX, LARGEST_PX))
            out = io.BytesIO()
            image.save(out, "JPEG")
        name = PurePosixPath(file)
        shown = f"{name.stem}-scaled{name.suffix}"
        self.files[shown] = out.getvalue()
        return shown

    def touch(self, product: Product) -> None:
        product.modified = datetime.now(UTC)

    def src(self, attachment: Attachment) -> str:
        return f"{self.url}/wp-content/uploads/2026/11/{attachment.file}"

    # ---- JSON ----------------------------------------------------------------------------------------------------

    def dates(self, name: str, moment: datetime) -> dict[str, str]:
        """The pair of dates: the shop's local time, and GMT."""
        stamp = moment.replace(microsecond=0, tzinfo=None)
        return {name: (stamp + self.offset).isoformat(), f"{name}_gmt": stamp.isoformat()}

    def image_json(self, image_id: int) -> dict[str, Any]:
        one = self.attachments[image_id]
        dates = self.dates("date_created", one.created) | self.dates("date_modified", one.created)
        return {"id": one.id, **dates, "src": self.src(one), "name": one.title, "alt": one.alt}

    def gallery_image_json(self, image_id: int) -> dict[str, Any]:
        src = self.src(self.attachments[image_id])
        return self.image_json(image_id) | {"srcset": f"{src} 1274w", "sizes": "100vw", "thumbnail": src}

    def product_json(self, product: Product) -> dict[str, Any]:
        kind = "variable" if product.variations else "simple"
        return (
            {"id": product.id, "name": product.name, "sku": product.sku, "type": kind, "status": product.status}
            | self.dates("date_created", product.modified)
            | self.dates("date_modified", product.modified)
            | PLAIN_PRODUCT
            | {
                "slug": product.name.lower(),
                "permalink": f"{self.url}/product/{product.id}/",
                "categories": [{"id": product.category_id, "name": "Hoodies &amp; Sweatshirts", "slug": "hoodies"}],
                "images": [self.gallery_image_json(image_id) for image_id in product.image_ids],
                "variations": [variation.id for variation in product.variations],
            }
        )

    def variation_json(self, product: Product, variation: Variation) -> dict[str, Any]:
        """Without a picture of its own a variation shows its product's featured one."""
        image_id = variation.image_id or next(iter(product.image_ids), None)
        return (
            {"id": variation.id, "type": "variation", "sku": variation.sku, "name": variation.option}
            | self.dates("date_created", product.modified)
            | self.dates("date_modified", product.modified)
            | PLAIN_VARIATION
            | {
                "image": self.image_json(image_id) if image_id else None,
                "attributes": [{"id": 0, "name": "Color", "slug": "color", "option": variation.option}],
                "parent_id": product.id,
            }
        )

    def category_json(self, category_id: int) -> dict[str, Any]:
        count = sum(product.category_id == category_id for product in self.products.values())
        parent = 16 if category_id == 17 else 0
        name = self.categories[category_id]
        return {"id": category_id, "name": name, "slug": "x", "parent": parent, "count": count} | PLAIN_CATEGORY

    def webhook_json(self, hook: Webhook) -> dict[str, Any]:
        return {"id": hook.id, "name": "Pixelz Hub", "status": hook.status, "topic": hook.topic,
                "delivery_url": hook.delivery_url}  # fmt: skip


_EMPTY_TEXT = "price regular_price sale_price tax_class weight shipping_class global_unique_id description"
_NONE = "date_on_sale_from date_on_sale_from_gmt date_on_sale_to date_on_sale_to_gmt stock_quantity low_stock_amount"
_SOLD: dict[str, Any] = {
    **dict.fromkeys(_EMPTY_TEXT.split(), ""), **dict.fromkeys(_NONE.split()),
    "on_sale": False, "purchasable": True, "virtual": False, "downloadable": False, "downloads": [],
    "download_limit": -1, "download_expiry": -1, "tax_status": "taxable", "manage_stock": False,
    "stock_status": "instock", "backorders": "no", "backorders_allowed": False, "backordered": False,
    "dimensions": {"length": "", "width": "", "height": ""}, "shipping_class_id": 0, "menu_order": 0, "meta_data": [],
    "_links": {"self": []},
}  # fmt: skip
PLAIN_PRODUCT: dict[str, Any] = _SOLD | {
    "featured": False, "catalog_visibility": "visible", "short_description": "", "total_sales": 0, "external_url": "",
    "button_text": "", "sold_individually": False, "shipping_required": True, "shipping_taxable": True,
    "reviews_allowed": True, "average_rating": "0.00", "rating_count": 0, "upsell_ids": [], "cross_sell_ids": [],
    "parent_id": 0, "purchase_note": "", "brands": [], "tags": [], "attributes": [], "default_attributes": [],
    "grouped_products": [], "price_html": "", "related_ids": [], "has_options": False, "post_password": "",
}  # fmt: skip
PLAIN_VARIATION: dict[str, Any] = _SOLD | {"status": "publish", "gallery_image_ids": [], "permalink": ""}
PLAIN_CATEGORY: dict[str, Any] = {
    "description": "", "display": "default", "image": None, "menu_order": 0, "_links": {"self": []},
}  # fmt: skip
