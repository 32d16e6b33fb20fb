"""What a Magento store holds, and its JSON: every field that Magento 2.4.7 sends, plain values in most."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

MEDIA_ROLES = ("image", "small_image", "thumbnail", "swatch_image")


@dataclass
class Entry:
    """One entry of a product's gallery."""

    id: int
    file: str
    label: str | None = ""
    position: int | None = 1
    disabled: bool = False
    types: list[str] = field(default_factory=list)
    media_type: str = "image"
    video: dict[str, Any] | None = None


@dataclass
class Product:
    id: int
    sku: str
    name: str
    updated: datetime
    status: int = 1
    visibility: int = 4
    type_id: str = "simple"
    category_ids: tuple[int, ...] = (6,)
    entries: list[Entry] = field(default_factory=list)

    def entry(self, entry_id: int) -> Entry:
        return next(entry for entry in self.entries if entry.id == entry_id)


class Shop:
    """`home` is the address that the shop believes to have, `media` that of its files; both without a slash."""

    def __init__(self, home: str = "") -> None:
        self.home, self.media = home, f"{home}/media"
        self.products: dict[int, Product] = {}
        self.files: dict[str, bytes] = {}
        self.categories = {6: "Erin &amp; Friends", 4: "Bags", 3: "Gear"}
        self.configs = [("default", "en_US", home)]
        self._last_id = 100

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def add_product(self, sku: str, photos: list[bytes], *, name: str = "", **fields: Any) -> Product:
        """The first photo gets all roles, as in the admin."""
        fields.setdefault("updated", datetime.now(UTC))
        product = Product(self.next_id(), sku, name or f"{sku}&trade;", **fields)
        for place, data in enumerate(photos, 1):
            entry = Entry(self.next_id(), self.keep(data, f"{sku}-{place}.jpg"), f"{sku} photo {place}", place)
            entry.types = list(MEDIA_ROLES[:3]) if place == 1 else []
            product.entries.append(entry)
        self.products[product.id] = product
        return product

    def add_video(self, product: Product, data: bytes, position: int) -> Entry:
        video = {"media_type": "external-video", "video_provider": "", "video_url": "https://vimeo.com/1",
                 "video_title": "On a walk", "video_description": "", "video_metadata": ""}  # fmt: skip
        entry = Entry(self.next_id(), self.keep(data, "video.jpg"), "On a walk", position)
        entry.media_type, entry.video = "external-video", video
        product.entries.append(entry)
        return entry

    def keep(self, data: bytes, name: str) -> str:
        """Lower case, other characters replaced, spread over folders by its letters, counted up while it is taken."""
        path = PurePosixPath(re.sub(r"[^a-z0-9_\-.]+", "_", name.lower()))
        number, found = 0, path.name
        while (file := f"/{found[0]}/{found[1]}/{found}") in self.files:
            number += 1
            found = f"{path.stem}_{number}{path.suffix}"
        self.files[file] = data
        return file

    def by_sku(self, sku: str) -> Product | None:
        return next((product for product in self.products.values() if product.sku == sku), None)

    def touch(self, product: Product) -> None:
        product.updated = datetime.now(UTC)

    # ---- as JSON -------------------------------------------------------------------------------------------------

    def product_json(self, product: Product) -> dict[str, Any]:
        moment = f"{product.updated:%Y-%m-%d %H:%M:%S}"
        links = [{"position": 0, "category_id": str(one)} for one in product.category_ids]
        attributes: dict[str, Any] = {"website_ids": [1]} | ({"category_links": links} if links else {})
        return {
            "id": product.id, "sku": product.sku, "name": product.name, "attribute_set_id": 4, "price": 32,
            "status": product.status, "visibility": product.visibility, "type_id": product.type_id,
            "created_at": moment, "updated_at": moment, "weight": 1,
            "extension_attributes": attributes,
            "product_links": [], "options": [],
            "media_gallery_entries": [self.entry_json(entry) for entry in self.ordered(product)],
            "tier_prices": [],
            "custom_attributes": [{"attribute_code": "url_key", "value": "x"}],
        }  # fmt: skip

    def ordered(self, product: Product) -> list[Entry]:
        return sorted(product.entries, key=lambda entry: (entry.position is None, entry.position or 0))

    def entry_json(self, entry: Entry, *, content: bool = False) -> dict[str, Any]:
        found: dict[str, Any] = {
            "id": entry.id, "media_type": entry.media_type, "label": entry.label, "position": entry.position,
            "disabled": entry.disabled, "types": list(entry.types), "file": entry.file,
        }  # fmt: skip
        if entry.video:
            found["extension_attributes"] = {"video_content": entry.video}
        if content:
            data = base64.b64encode(self.files[entry.file]).decode()
            name = PurePosixPath(entry.file).name
            found["content"] = {"base64_encoded_data": data, "type": "image/jpeg", "name": name}
        return found

    def tree_json(self, scope: str) -> dict[str, Any]:
        """The scope "all" shows one level more: the root above the shops' own root categories."""
        top = _node(2, 1, 1, "Default Category", [])
        above = top
        for level, number in enumerate(sorted(self.categories), 2):
            below = _node(number, above["id"], level, self.categories[number], [])
            above["children_data"].append(below)
            above = below
        return _node(1, 0, 0, "Root Catalog", [top]) if scope == "all" else top

    def configs_json(self) -> list[dict[str, Any]]:
        return [
            {"id": number, "code": code, "website_id": 1, "locale": locale, "base_currency_code": "USD",
             "default_display_currency_code": "USD", "timezone": "UTC", "weight_unit": "lbs"}
            | {f"{start}{name}": address
               for start in ("", "secure_")
               for name, address in {"base_url": f"{home}/", "base_link_url": f"{home}/",
                                     "base_static_url": f"{home}/static/", "base_media_url": f"{self.media}/"}.items()}
            for number, (code, locale, home) in enumerate(self.configs, 1)
        ]  # fmt: skip


def _node(number: int, parent: int, level: int, name: str, children: list[Any]) -> dict[str, Any]:
    return {"id": number, "parent_id": parent, "name": name, "is_active": number != 3, "position": 1, "level": level,
            "product_count": 3, "children_data": children}  # fmt: skip
