"""Medusa's JSON as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.answers import Raw
from connectors.contract import CategoryRecord, Gallery, ImageRecord, ProductRecord, VariantRecord
from connectors.errors import BadReply
from connectors.platforms.medusa.api import read

# `images.variants` are the links that were made. `variants.images` would also name all pictures without any link
# (product-module-service.ts, buildVariantImagesFromProduct; recorded).
GALLERY_FIELDS = "id,thumbnail,*images,images.variants.id,*variants"
PRODUCT_FIELDS = f"{GALLERY_FIELDS},title,status,updated_at,categories.id,tags.value"
CATEGORY_FIELDS = "id,name,parent_category_id,is_active"


def category(raw: Any) -> CategoryRecord:
    entry = read.object(raw, "category")
    return CategoryRecord(
        id=identifier(entry),
        name=read.text(entry, "name"),
        parent_id=read.text(entry, "parent_category_id") or None,
        deactivated=not entry.get("is_active"),
    )


def product(raw: Any) -> ProductRecord:
    """One product. Its SKU and barcode are those of its first variant that has any."""
    entry = read.object(raw, "product")
    found = gallery(entry)
    return ProductRecord(
        id=found.product_id,
        name=read.text(entry, "title"),
        sku=next((one.sku for one in found.variants if one.sku), ""),
        ean=next((one.ean for one in found.variants if one.ean), ""),
        category_ids=tuple(identifier(read.object(one, "category")) for one in entry.get("categories") or ()),
        tags=tuple(read.text(read.object(one, "tag"), "value") for one in entry.get("tags") or ()),
        updated_at=read.moment(entry, "updated_at"),
        deactivated=read.text(entry, "status") != "published",
        image_count=len(found.images),
        variants=found.variants,
        images=found.images,
    )


def gallery(raw: Raw) -> Gallery:
    product_id = identifier(raw)
    images = tuple(_image(entry, product_id, place) for place, entry in enumerate(pictures(raw)))
    return Gallery(product_id, images, tuple(_variant(one, raw) for one in variants(raw)))


def pictures(raw: Raw) -> list[Raw]:
    """The pictures in order of their rank."""
    found = [read.object(entry, "image") for entry in read.entries(raw, "images")]
    return sorted(found, key=lambda entry: _whole(entry, "rank"))


def variants(raw: Raw) -> list[Raw]:
    """None for a product that has no variants yet."""
    return (
        [read.object(one, "variant") for one in read.entries(raw, "variants")]
        if raw.get("variants") is not None
        else []
    )


def linked(variant: Raw, raw: Raw) -> list[str]:
    """The pictures that a variant has links to, in the product's order."""
    wanted = identifier(variant)
    return [
        identifier(entry)
        for entry in pictures(raw)
        if any(isinstance(one, Mapping) and one.get("id") == wanted for one in entry.get("variants") or ())
    ]


def shown(variant: Raw, raw: Raw) -> str | None:
    """What a variant shows: its thumbnail is a picture's address, else the first picture that it has a link to."""
    thumbnail = variant.get("thumbnail")
    by_thumbnail = [identifier(entry) for entry in pictures(raw) if thumbnail and entry.get("url") == thumbnail]
    return next(iter([*by_thumbnail, *linked(variant, raw)]), None)


def identifier(raw: Raw) -> str:
    found = raw.get("id")
    if not isinstance(found, str) or not found:
        raise BadReply("Medusa's answer lacks an id.")
    return found


def _image(entry: Raw, product_id: str, position: int) -> ImageRecord:
    return ImageRecord(
        id=identifier(entry),
        product_id=product_id,
        url=read.needed(entry, "url"),
        position=position,
        created_at=read.moment(entry, "created_at"),
    )


def _variant(entry: Raw, raw: Raw) -> VariantRecord:
    return VariantRecord(
        id=identifier(entry),
        name=read.text(entry, "title"),
        sku=read.text(entry, "sku"),
        ean=read.text(entry, "ean") or read.text(entry, "barcode") or read.text(entry, "upc"),
        image_id=shown(entry, raw),
    )


def _whole(raw: Raw, name: str) -> int:
    found = 0 if raw.get(name) is None else raw[name]
    if not isinstance(found, int) or isinstance(found, bool):
        raise BadReply(f"{name} in Medusa's answer is not a whole number.")
    return found
