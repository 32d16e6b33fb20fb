"""A shop's catalogue as a plan, and writing it into the database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pixelzhub.sandbox.store import Store, stamp


@dataclass(frozen=True, slots=True)
class PlannedImage:
    """A picture to be: `source` says where its bytes come from, `age` how many days ago the shop got it."""

    name: str
    source: dict[str, Any]
    width: int
    height: int
    mime: str
    alt: str
    age: float


@dataclass(frozen=True, slots=True)
class PlannedVariant:
    name: str
    image: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedProduct:
    name: str
    category: str
    code: str
    images: tuple[PlannedImage, ...]
    variants: tuple[PlannedVariant, ...] = ()
    deactivated: bool = False


def fill(store: Store, products: Iterable[PlannedProduct]) -> None:
    """Write the whole catalogue at once; a killed start leaves nothing half done."""
    moment = datetime.now(UTC)
    with store.transaction():
        writer = _Writer(store, moment)
        for number, product in enumerate(products, 1):
            writer.add(number, product)
        store.set_fact("filled_at", stamp(moment))


class _Writer:
    def __init__(self, store: Store, moment: datetime) -> None:
        self.store = store
        self.moment = moment
        self.categories: dict[str, int] = {}

    def add(self, number: int, product: PlannedProduct) -> None:
        product_id = 1000 + number
        newest = min((image.age for image in product.images), default=0.0)
        self.store.run(
            "INSERT INTO products VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            product_id,
            product.name,
            f"HF-{product.code}-{number:04d}",
            ean13(number * 10),
            slug(f"{product.name} {number}"),
            self._category(product.category),
            product.deactivated,
            self._ago(newest),
        )
        image_ids = [self._add_image(product_id, place, image) for place, image in enumerate(product.images)]
        for place, variant in enumerate(product.variants, 1):
            self._add_variant(product_id, number, place, variant, product.code, image_ids)

    def _category(self, name: str) -> int:
        if name not in self.categories:
            number = len(self.categories) + 1
            self.categories[name] = self.store.run("INSERT INTO categories VALUES (?, ?, NULL)", number, name)
        return self.categories[name]

    def _add_image(self, product_id: int, position: int, image: PlannedImage) -> int:
        image_id = self.store.run(
            "INSERT INTO images (product_id, position, alt, created_at) VALUES (?, ?, ?, ?)",
            product_id,
            position,
            image.alt,
            self._ago(image.age),
        )
        add_file(self.store, image_id, 1, image)
        return image_id

    def _add_variant(
        self, product_id: int, number: int, place: int, variant: PlannedVariant, code: str, image_ids: list[int]
    ) -> None:
        self.store.run(
            "INSERT INTO variants (product_id, name, sku, ean, image_id) VALUES (?, ?, ?, ?, ?)",
            product_id,
            variant.name,
            f"HF-{code}-{number:04d}-{place}",
            ean13(number * 10 + place),
            None if variant.image is None else image_ids[variant.image],
        )

    def _ago(self, days: float) -> str:
        return stamp(self.moment - timedelta(days=days))


def add_file(store: Store, image_id: int, version: int, image: PlannedImage) -> None:
    """Note where the bytes of one version of a picture are."""
    store.run(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)",
        image_id,
        version,
        image.name,
        image.width,
        image.height,
        image.mime,
        json.dumps(image.source),
    )


def ean13(number: int) -> str:
    """A bar code number with its check digit, from GS1's range for use inside one company (200-299)."""
    digits = f"200{number:09d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def slug(name: str) -> str:
    """A name as a part of an address."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower())
    return "-".join(part for part in kept.split("-") if part) or "product"
