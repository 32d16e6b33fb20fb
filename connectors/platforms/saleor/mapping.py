"""Saleor's JSON as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from connectors.answers import Raw
from connectors.contract import (
    NAMELESS,
    BrokenRecord,
    CategoryRecord,
    Gallery,
    ImageRecord,
    ProductRecord,
    VariantRecord,
)
from connectors.errors import BadReply, ConnectorError
from connectors.platforms.saleor.api import read


def global_id(kind: str, number: str) -> str:
    """Saleor's id of a thing whose number we keep: base64 of `Product:152`."""
    return base64.b64encode(f"{kind}:{number}".encode()).decode()


def number(raw: Any, kind: str) -> str:
    """The number (or UUID) in a thing's id. Raises `BadReply`."""
    found = raw.get("id") if isinstance(raw, Mapping) else None
    try:
        name, _, tail = base64.b64decode(str(found), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        name, tail = "", ""
    if name != kind or not tail:
        raise BadReply(f"Saleor's answer lacks the id of a {kind}.")
    return tail


def category(raw: Any) -> CategoryRecord:
    entry = read.object(raw, "category")
    products = entry.get("products")
    return CategoryRecord(
        id=number(entry, "Category"),
        name=read.text(entry, "name"),
        parent_id=number(entry["parent"], "Category") if entry.get("parent") else None,
        product_count=read.total(products, "totalCount") if isinstance(products, Mapping) else None,
    )


def product(raw: Any) -> ProductRecord:
    """One product. Saleor has no barcodes; the SKU is that of its first variant."""
    entry = read.object(raw, "product")
    found = gallery(entry)
    return ProductRecord(
        id=found.product_id,
        name=read.text(entry, "name"),
        sku=next((one.sku for one in found.variants), ""),
        category_ids=(number(entry["category"], "Category"),) if entry.get("category") else (),
        updated_at=read.moment(entry, "updatedAt"),
        # A product is published for each channel apart.
        deactivated=not any(read.object(one, "channel listing").get("isPublished") for one in _listings(entry)),
        image_count=len(found.images),
        variants=found.variants,
        images=found.images,
    )


def broken(raw: Any, error: ConnectorError) -> BrokenRecord:
    """A product that could not be read, under its number as far as it has one."""
    try:
        return BrokenRecord(number(raw, "Product"), str(error))
    except BadReply:
        return BrokenRecord(NAMELESS, str(error))


def gallery(raw: Raw) -> Gallery:
    """The pictures, without films (type VIDEO, whose address is another site's)."""
    product_id = number(raw, "Product")
    pictures = [entry for entry in media(raw) if is_picture(entry)]
    images = tuple(_image(entry, product_id, position) for position, entry in enumerate(pictures))
    return Gallery(product_id, images, tuple(_variant(entry) for entry in read.entries(raw, "variants")))


def media(raw: Raw) -> list[Raw]:
    """Pictures and films in order."""
    return [read.object(entry, "image (media)") for entry in read.entries(raw, "media", "images (media)")]


def is_picture(entry: Raw) -> bool:
    return entry.get("type") == "IMAGE"


def shown_by_variants(raw: Raw) -> dict[str, list[str]]:
    """Variant number -> the numbers of all media that it shows, in order."""
    found = [read.object(entry, "variant") for entry in read.entries(raw, "variants")]
    return {number(one, "ProductVariant"): [number(m, "ProductMedia") for m in one.get("media") or ()] for one in found}


def _image(entry: Raw, product_id: str, position: int) -> ImageRecord:
    return ImageRecord(
        id=number(entry, "ProductMedia"),
        product_id=product_id,
        url=read.needed(entry, "url"),
        position=position,
        alt=read.text(entry, "alt"),
        thumbnail_url=read.text(entry, "thumbnail"),
    )


def _variant(raw: Any) -> VariantRecord:
    """A variant may show several pictures: the first counts."""
    entry = read.object(raw, "variant")
    shown = [one for one in entry.get("media") or () if isinstance(one, Mapping) and is_picture(one)]
    return VariantRecord(
        id=number(entry, "ProductVariant"),
        name=read.text(entry, "name"),
        sku=read.text(entry, "sku"),
        image_id=number(shown[0], "ProductMedia") if shown else None,
    )


def _listings(raw: Raw) -> list[Any]:
    """None at all for a product that is in no channel."""
    return read.entries(raw, "channelListings") if raw.get("channelListings") is not None else []
