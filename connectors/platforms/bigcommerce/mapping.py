"""BigCommerce's JSON as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

from connectors.answers import Raw
from connectors.contract import CategoryRecord, Gallery, ImageRecord, ProductRecord, VariantRecord
from connectors.errors import BadReply
from connectors.platforms.bigcommerce.access import HOME
from connectors.platforms.bigcommerce.api import read

PRODUCT_FIELDS = "name,sku,upc,gtin,categories,date_modified,is_visible,custom_url"


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What GET /v2/store says that products need."""

    name: str
    url: str
    currency: str
    language: str


def store(raw: Raw) -> StoreFacts:
    url = read.text(raw, "secure_url") or f"https://{read.text(raw, 'domain')}"
    return StoreFacts(read.text(raw, "name"), url, read.text(raw, "currency"), read.text(raw, "language"))


def category(raw: Any) -> CategoryRecord:
    entry = read.object(raw, "category")
    parent = entry.get("parent_id")
    return CategoryRecord(
        id=identifier(entry, "category_id"),
        name=read.text(entry, "name"),
        parent_id=str(parent) if parent else None,
        deactivated=entry.get("is_visible") is False,
    )


def product(raw: Any, hash_: str, facts: StoreFacts) -> ProductRecord:
    shown = gallery(raw, hash_)
    return ProductRecord(
        id=shown.product_id,
        name=read.text(raw, "name"),
        sku=read.text(raw, "sku"),
        ean=read.text(raw, "gtin") or read.text(raw, "upc"),
        url=_page_url(raw, facts.url),
        category_ids=tuple(str(one) for one in read.entries(raw, "categories")),
        updated_at=read.moment(raw, "date_modified"),
        language=facts.language,
        deactivated=raw.get("is_visible") is False,
        image_count=len(shown.images),
        variants=shown.variants,
        images=shown.images,
    )


def gallery(raw: Any, hash_: str) -> Gallery:
    """A product's photos, the main one first, and which of them a variant shows as far as that can be told."""
    entry = read.object(raw, "product")
    product_id = identifier(entry)
    images = tuple(_image(one, product_id, place, hash_) for place, one in enumerate(photos(entry)))
    variants = tuple(_variant(one, images[0].id if images else None) for one in own_variants(entry))
    return Gallery(product_id, images, variants)


def photos(raw: Raw) -> list[Raw]:
    """The entries in the order in which they are shown.

    The one with `is_thumbnail` is the main photo, on lists and on the product's page, wherever it stands in the order
    (bigcommerce/docs, store-operations/catalog: there is one at most). The others follow by `sort_order`, in which
    many are often equal.
    """
    found = {identifier(read.object(one, "image")): one for one in read.entries(raw, "images")}
    return sorted(found.values(), key=lambda one: (one.get("is_thumbnail") is not True, *place_of(one)))


def place_of(raw: Raw) -> tuple[int, int]:
    """By what photos are ordered: `sort_order`, then the id."""
    order = raw.get("sort_order")
    return (order if isinstance(order, int) else 0), int(identifier(raw))


def own_variants(raw: Raw) -> list[Raw]:
    """Without the one that has no option: it is the product itself (`base_variant_id`)."""
    found = {identifier(read.object(one, "variant")): one for one in read.entries(raw, "variants")}
    return [one for one in found.values() if one.get("option_values")]


def identifier(raw: Raw, name: str = "id") -> str:
    found = raw.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or found <= 0:
        raise BadReply("BigCommerce's answer lacks an id.")
    return str(found)


def original_url(raw: Raw, hash_: str) -> str:
    """The file as it was uploaded.

    All of `url_zoom` and its kin are encoded anew and at most 1280 px (products_catalog.v3.yml). `image_file` is the
    file's path below product_images/, where the CDN has it too, as `image_url` of a category or of a variant shows
    beside version 2's `image_file` of the same (bigcommerce/docs, v2-categories.mdx, product-variants_catalog.v3.yml).
    Each upload gets a name of its own, so no cache shows an old file.
    """
    file = read.needed(raw, "image_file")
    if "://" in file:
        return file
    shown = re.match(
        r"(https?://[^?#]+?)/products/\d+/images/", read.text(raw, "url_zoom") or read.text(raw, "url_standard")
    )
    return f"{shown[1] if shown else HOME.format(store=hash_)}/product_images/{quote(file)}"


def _image(raw: Raw, product_id: str, position: int, hash_: str) -> ImageRecord:
    return ImageRecord(
        id=identifier(raw),
        product_id=product_id,
        url=original_url(raw, hash_),
        position=position,
        alt=read.text(raw, "description"),
        thumbnail_url=read.text(raw, "url_thumbnail"),
        created_at=read.moment(raw, "date_modified"),
    )


def _variant(raw: Raw, main: str | None) -> VariantRecord:
    """One variant, which shows the main photo if it has no picture of its own ("they can inherit these values from the
    product", bigcommerce/docs, store-operations/catalog). Its own is a copy that nothing joins to the gallery.
    """
    options = (one for one in raw["option_values"] if isinstance(one, Mapping))
    return VariantRecord(
        id=identifier(raw),
        name=", ".join(read.text(one, "label") for one in options),
        sku=read.text(raw, "sku"),
        ean=read.text(raw, "gtin") or read.text(raw, "upc"),
        image_id=None if read.text(raw, "image_url") else main,
    )


def _page_url(raw: Raw, home: str) -> str:
    custom = raw.get("custom_url")
    path = read.text(custom, "url") if isinstance(custom, Mapping) else ""
    return urljoin(f"{home}/", path) if path else ""
