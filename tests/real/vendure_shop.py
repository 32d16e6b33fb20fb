"""A small catalogue in a real Vendure, made by its own Admin API."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

from tests.connectors.servers import jpeg
from tests.real.vendure import Vendure

# The first bytes of a film: what it is is told by them (npm file-type).
FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64)
#: the least that the connector's help asks for
RIGHTS = ["ReadCatalog", "UpdateCatalog", "CreateAsset"]
PATIENCE_S = 30.0


@dataclass
class Shop:
    """What there is: ids by name, the bytes of each photo, and keys for the hub."""

    key: str
    #: each lacks one of the rights
    weak_keys: list[str]
    channel: str = "de-token"
    products: dict[str, str] = field(default_factory=dict)
    collections: dict[str, str] = field(default_factory=dict)
    pictures: list[bytes] = field(default_factory=lambda: [jpeg(number, (64, 48)) for number in range(1, 5)])


def fill(vendure: Vendure) -> Shop:
    """Three products: one with a film between its photos and three variants, one that is hidden, one without photos."""
    weak = [[right for right in RIGHTS if right != lacking] for lacking in RIGHTS[1:]]
    shop = Shop(_key(vendure, "hub", RIGHTS), [_key(vendure, f"weak-{rights[-1]}", rights) for rights in weak])
    first, second, third, other = (
        vendure.upload(f"photo-{number}.jpg", data) for number, data in enumerate(shop.pictures, 1)
    )
    film = vendure.upload("film.mp4", FILM, "video/mp4")
    tag = _tag(vendure)
    _product(
        vendure, shop, "Laptop", assetIds=[first, film, second, third], featuredAssetId=second, facetValueIds=[tag]
    )
    _product(vendure, shop, "Tablet", assetIds=[other], featuredAssetId=other, enabled=False)
    _product(vendure, shop, "Cable")
    _variants(vendure, shop.products["Laptop"], [([first], first), ([third, first], third), ([], None)])
    top = _collection(vendure, shop, "Electronics", [])
    _collection(vendure, shop, "Laptops", [shop.products["Laptop"]], top)
    _collection(vendure, shop, "Staff", [], isPrivate=True)
    _channel(vendure, shop)
    return shop


def _texts(name: str, **more: str) -> list[dict[str, str]]:
    return [{"languageCode": "en", "name": name, **more}]


def _key(vendure: Vendure, name: str, permissions: list[str]) -> str:
    role = vendure.ask(
        "mutation($input: CreateRoleInput!) { createRole(input: $input) { id } }",
        input={"code": name, "description": name, "permissions": permissions},
    )
    created = vendure.ask(
        "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey } }",
        input={"roleIds": [role["id"]], "translations": _texts(name)},
    )
    return str(created["apiKey"])


def _tag(vendure: Vendure) -> str:
    values = [{"code": "apple", "translations": _texts("Apple")}]
    facet = vendure.ask(
        "mutation($input: CreateFacetInput!) { createFacet(input: $input) { values { id } } }",
        input={"code": "brand", "isPrivate": False, "translations": _texts("Brand"), "values": values},
    )
    return str(facet["values"][0]["id"])


def _product(vendure: Vendure, shop: Shop, name: str, **more: Any) -> None:
    texts = _texts(name, slug=name.lower(), description="")
    made = vendure.ask(
        "mutation($input: CreateProductInput!) { createProduct(input: $input) { id } }",
        input={"translations": texts, **more},
    )
    shop.products[name] = str(made["id"])


def _variants(vendure: Vendure, product: str, shown: list[tuple[list[str], str | None]]) -> None:
    """More than one variant needs an option that tells them apart."""
    names = [f"{13 + 2 * number} inch" for number in range(len(shown))]
    options = [{"code": name.replace(" ", "-"), "translations": _texts(name)} for name in names]
    group = vendure.ask(
        "mutation($input: CreateProductOptionGroupInput!) { createProductOptionGroup(input: $input) { id options { id } } }",
        input={"code": "size", "translations": _texts("Size"), "options": options},
    )
    vendure.ask(
        "mutation($product: ID!, $group: ID!) { addOptionGroupToProduct(productId: $product, optionGroupId: $group) { id } }",
        product=product,
        group=group["id"],
    )
    vendure.ask(
        "mutation($input: [CreateProductVariantInput!]!) { createProductVariants(input: $input) { id } }",
        input=[
            {"productId": product, "sku": f"LAP-{name[:2]}", "translations": _texts(name), "price": 100_000,
             "optionIds": [option["id"]], "assetIds": assets, "featuredAssetId": featured}
            for name, option, (assets, featured) in zip(names, group["options"], shown, strict=True)
        ],
    )  # fmt: skip


def _collection(vendure: Vendure, shop: Shop, name: str, products: list[str], parent: str = "", **more: Any) -> str:
    """Which products it holds is worked out by a job of Vendure's: waits until it is done."""
    texts = _texts(name, slug=name.lower(), description="")
    told = [{"name": "productIds", "value": json.dumps(products)}, {"name": "combineWithAnd", "value": "true"}]
    filters = [{"code": "product-id-filter", "arguments": told}] if products else []
    made = vendure.ask(
        "mutation($input: CreateCollectionInput!) { createCollection(input: $input) { id } }",
        input={"translations": texts, "filters": filters, **({"parentId": parent} if parent else {}), **more},
    )
    shop.collections[name] = str(made["id"])
    until = time.monotonic() + PATIENCE_S
    held = "query($id: ID!) { collection(id: $id) { productVariants { totalItems } } }"
    while products and not vendure.ask(held, id=made["id"])["productVariants"]["totalItems"]:
        assert time.monotonic() < until, f"Vendure does not fill the collection {name}"
        time.sleep(0.2)
    return str(made["id"])


def _channel(vendure: Vendure, shop: Shop) -> None:
    """A second channel that sells the laptop."""
    zone = vendure.ask("{ zones { items { id } } }")["items"][0]["id"]
    made = vendure.ask(
        "mutation($input: CreateChannelInput!) { createChannel(input: $input) { __typename ... on Channel { id } } }",
        input={"code": "Germany", "token": shop.channel, "defaultLanguageCode": "en", "defaultCurrencyCode": "EUR",
               "pricesIncludeTax": True, "defaultTaxZoneId": zone, "defaultShippingZoneId": zone},
    )  # fmt: skip
    vendure.ask(
        "mutation($input: AssignProductsToChannelInput!) { assignProductsToChannel(input: $input) { id } }",
        input={"productIds": [shop.products["Laptop"]], "channelId": made["id"]},
    )
