"""What a PrestaShop holds: products with their pictures in order, combinations that show some, categories, keys."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image, ImageOps

EXIF_ORIENTATION = 0x0112
ENTITIES = {
    "categories": "category",
    "combinations": "combination",
    "configurations": "configuration",
    "images": "image",
    "languages": "language",
    "products": "product",
}
RESOURCES = ("categories", "combinations", "configurations", "images", "languages", "orders", "products")
ALL_METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD")


@dataclass
class Combination:
    id: int
    reference: str
    image_ids: list[int]


@dataclass
class Product:
    """`image_ids` are in the order of their positions; any of them may be the cover."""

    id: int
    names: dict[int, str]
    reference: str
    image_ids: list[int]
    cover: int | None
    updated: datetime
    active: bool = True
    category_ids: list[int] = field(default_factory=lambda: [2, 3])
    combinations: list[Combination] = field(default_factory=list)
    positions: dict[int, int] = field(default_factory=dict)

    def position_of(self, image_id: int) -> int:
        """From 1, unless an old module or a deletion left other numbers in `positions`."""
        return self.positions.get(image_id, self.image_ids.index(image_id) + 1)

    def move(self, image_id: int, position: int) -> None:
        """Set off by one so as to pass its neighbour, sorted and numbered anew (ProductImageUpdater.php)."""
        positions = {one: self.position_of(one) for one in self.image_ids}
        old = positions[image_id]
        positions[image_id] = position + (position > old) - (position < old)
        self.image_ids.sort(key=positions.__getitem__)
        self.positions.clear()


@dataclass
class Category:
    id: int
    parent: int
    names: dict[int, str]
    active: bool = True


class Shop:
    """`reencodes` is what each real shop does with each upload; the double can also keep the bytes."""

    def __init__(self) -> None:
        self.zone = ZoneInfo("Europe/Paris")
        self.products: dict[int, Product] = {}
        self.files: dict[int, bytes] = {}
        self.legends: dict[int, dict[int, str]] = {}
        self.languages = {1: "en", 2: "fr"}
        self.locales = {1: "en-US", 2: "fr-FR"}
        self.default_language = 1
        self.reencodes = False
        self.quality = 90
        self.categories = {
            1: Category(1, 0, {1: "Root", 2: "Racine"}),
            2: Category(2, 1, {1: "Home", 2: "Accueil"}),
            3: Category(3, 2, {1: "Shirts & more", 2: "Chemises"}),
            4: Category(4, 2, {1: "Old", 2: "Ancien"}, active=False),
        }
        self.keys: dict[str, dict[str, set[str]]] = {}
        self._last_id = 20

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def add_key(self, key: str) -> None:
        self.keys[key] = {resource: set(ALL_METHODS) for resource in RESOURCES}

    def add_product(self, name: str, photos: list[bytes], **fields: Any) -> Product:
        product_id = self.next_id()
        names = {1: name, 2: f"{name} (fr)"}
        values = {"reference": f"REF-{product_id}", "updated": datetime.now(UTC)}
        product = Product(product_id, names, image_ids=[], cover=None, **(values | fields))
        self.products[product_id] = product
        for number, data in enumerate(photos, 1):
            self.add_image(product, data, f"{name}, photo {number}")
        return product

    def add_combination(self, product: Product, reference: str, image_ids: list[int]) -> Combination:
        combination = Combination(self.next_id(), reference, image_ids)
        product.combinations.append(combination)
        return combination

    def add_image(self, product: Product, data: bytes, legend: str = "") -> int:
        """At the end; it is the cover if there is none. The product's date stays."""
        image_id = self.next_id()
        self.files[image_id] = data
        self.legends[image_id] = {1: legend, 2: f"{legend} (fr)" if legend else ""}
        product.image_ids.append(image_id)
        product.cover = product.cover or image_id
        return image_id

    def remove_image(self, product: Product, image_id: int) -> None:
        """With its links to combinations; the first of those that are left becomes the cover if it was the cover."""
        product.image_ids.remove(image_id)
        del self.files[image_id], self.legends[image_id]
        for combination in product.combinations:
            combination.image_ids = [one for one in combination.image_ids if one != image_id]
        if product.cover == image_id:
            product.cover = next(iter(product.image_ids), None)

    def stored(self, data: bytes, *, turns: bool) -> bytes:
        """What becomes of an upload: a JPEG on white without EXIF, turned upright only when it is added."""
        if not self.reencodes:
            return data
        with Image.open(io.BytesIO(data)) as image:
            seen = (ImageOps.exif_transpose(image) if turns else image).convert("RGBA")
        white = Image.new("RGBA", seen.size, (255, 255, 255, 255))
        out = io.BytesIO()
        Image.alpha_composite(white, seen).convert("RGB").save(out, "JPEG", quality=self.quality, progressive=turns)
        return out.getvalue()

    def touch(self, product: Product) -> None:
        product.updated = datetime.now(UTC)

    # ---- rows ----------------------------------------------------------------------------------------------------

    def rows(self, resource: str) -> list[dict[str, Any]]:
        """Every field that the double knows of each thing; associations under a name with "[]"."""
        match resource:
            case "products":
                return [self._product(one) for one in self.products.values()]
            case "combinations":
                return [self._combination(p, one) for p in self.products.values() for one in p.combinations]
            case "categories":
                return [self._category(one) for one in self.categories.values()]
            case "languages":
                return [
                    {"id": number, "iso_code": code, "locale": self.locales[number], "active": "1"}
                    for number, code in self.languages.items()
                ]
            case "configurations":
                return [
                    {"id": 50, "name": "PS_LANG_DEFAULT", "value": str(self.default_language)},
                    {"id": 51, "name": "PS_TIMEZONE", "value": self.zone.key},
                    {"id": 52, "name": "PS_SHOP_NAME", "value": "Rosa's Shop"},
                ]
        return []

    def _local(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def _product(self, product: Product) -> dict[str, Any]:
        return {
            "id": product.id,
            "id_category_default": product.category_ids[-1],
            "id_default_image": product.cover or "",
            "reference": product.reference,
            "ean13": "",
            "active": "1" if product.active else "0",
            "date_add": self._local(product.updated - timedelta(days=1)),
            "date_upd": self._local(product.updated),
            "name": product.names,
            "categories[]": product.category_ids,
            "images[]": product.image_ids,
            "combinations[]": [one.id for one in product.combinations],
        }

    def _combination(self, product: Product, combination: Combination) -> dict[str, Any]:
        return {
            "id": combination.id,
            "id_product": product.id,
            "reference": combination.reference,
            "ean13": "4006381333931",
            "images[]": combination.image_ids,
        }

    def _category(self, category: Category) -> dict[str, Any]:
        inside = sum(category.id in one.category_ids for one in self.products.values())
        return {
            "id": category.id,
            "id_parent": category.parent,
            "nb_products_recursive": inside,
            "active": "1" if category.active else "0",
            "date_upd": self._local(datetime.now(UTC)),
            "name": category.names,
        }


def turned(data: bytes) -> bytes:
    """The same picture with an EXIF note that turns it by a quarter."""
    with Image.open(io.BytesIO(data)) as image:
        exif = image.getexif()
        exif[EXIF_ORIENTATION] = 6
        out = io.BytesIO()
        image.save(out, "JPEG", exif=exif)
    return out.getvalue()
