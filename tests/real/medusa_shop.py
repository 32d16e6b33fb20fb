"""A small catalogue in a real Medusa, made by its own Admin API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.connectors.servers import jpeg
from tests.real.medusa import Medusa


@dataclass
class Shop:
    """What there is: ids by name, and the bytes of each photo."""

    products: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    pictures: list[bytes] = field(default_factory=lambda: [jpeg(number, (64, 48)) for number in range(1, 5)])


def fill(medusa: Medusa) -> Shop:
    """Three products: one with photos and variants, one that is a draft, one without photos."""
    shop = Shop()
    gear = _category(medusa, shop, "Gear", None)
    bags = _category(medusa, shop, "Bags & more", gear)
    _category(medusa, shop, "Staff", None, is_active=False)
    first, second, third, other = (
        medusa.upload(f"photo {number}.jpg", data) for number, data in enumerate(shop.pictures, 1)
    )
    tag = medusa.ask("product-tags", {"value": "sale"})["product_tag"]["id"]
    bag = _product(
        medusa, shop, "Bag", ["S", "M", "L"], images=[first, second, third], thumbnail=first, status="published",
        categories=[{"id": bags}], tags=[{"id": tag}],
    )  # fmt: skip
    _product(medusa, shop, "Tent", ["One"], images=[other], thumbnail=other, status="draft")
    _product(medusa, shop, "Rope", ["One"], images=[], status="published")
    _links(medusa, bag)
    return shop


def _category(medusa: Medusa, shop: Shop, name: str, parent: str | None, *, is_active: bool = True) -> str:
    body = {"name": name, "parent_category_id": parent, "is_active": is_active}
    made: dict[str, Any] = medusa.ask("product-categories", body)["product_category"]
    shop.categories[name] = made["id"]
    return str(made["id"])


def _product(medusa: Medusa, shop: Shop, title: str, sizes: list[str], *, images: list[str], **more: Any) -> Any:
    variants = [
        {"title": size, "sku": f"{title.upper()}-{size}", "options": {"Size": size}, "prices": []} for size in sizes
    ]
    body = {"title": title, "images": [{"url": url} for url in images],
            "options": [{"title": "Size", "values": sizes}], "variants": variants, **more}  # fmt: skip
    made = medusa.ask("products", body)["product"]
    shop.products[title] = made["id"]
    return made


def _links(medusa: Medusa, product: Any) -> None:
    """S shows the second photo, M the second and the third, L the first by its thumbnail."""
    first, second, third = sorted(product["images"], key=lambda one: one["rank"])
    ids = {one["title"]: one["id"] for one in product["variants"]}
    for size, shown in {"S": [second], "M": [second, third]}.items():
        path = f"products/{product['id']}/variants/{ids[size]}/images/batch"
        medusa.ask(path, {"add": [one["id"] for one in shown]})
    medusa.ask(f"products/{product['id']}/variants/{ids['L']}", {"thumbnail": first["url"]})
