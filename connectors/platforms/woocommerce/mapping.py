"""WooCommerce's JSON as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.answers import Raw
from connectors.contract import CategoryRecord, Gallery, ImageRecord, ProductRecord, VariantRecord
from connectors.errors import BadReply
from connectors.platforms.woocommerce.api import read


def category(raw: Any) -> CategoryRecord:
    entry = read.object(raw, "category")
    parent = read.whole(entry, "parent")
    return CategoryRecord(
        id=identifier(entry),
        name=_words(entry, "name"),
        parent_id=str(parent) if parent else None,
        product_count=read.whole(entry, "count"),
    )


def product(raw: Any, variants: tuple[VariantRecord, ...]) -> ProductRecord:
    entry = read.object(raw, "product")
    product_id = identifier(entry)
    pictures = images(entry, product_id)
    return ProductRecord(
        id=product_id,
        name=_words(entry, "name"),
        sku=read.text(entry, "sku"),
        ean=read.text(entry, "global_unique_id"),
        url=read.text(entry, "permalink"),
        category_ids=tuple(identifier(read.object(one, "category")) for one in read.entries(entry, "categories")),
        tags=tuple(_words(read.object(one, "tag"), "name") for one in _tags(entry)),
        updated_at=read.moment(entry, "date_modified_gmt"),
        deactivated=read.text(entry, "status") != "publish",
        image_count=len(pictures),
        variants=variants,
        images=pictures,
    )


def gallery(raw: Raw, variants: tuple[VariantRecord, ...]) -> Gallery:
    product_id = identifier(raw)
    return Gallery(product_id, images(raw, product_id), variants)


def images(raw: Raw, product_id: str) -> tuple[ImageRecord, ...]:
    """The pictures in order, the featured one first."""
    return tuple(_image(entry, product_id, position) for position, entry in enumerate(unique_pictures(raw)))


def unique_pictures(raw: Raw) -> list[Raw]:
    """The featured picture is often in the gallery once more, under the same id: its first place counts."""
    found: dict[str, Raw] = {}
    for entry in read.entries(raw, "images"):
        found.setdefault(identifier(read.object(entry, "image")), entry)
    return list(found.values())


def variant(raw: Any) -> VariantRecord:
    """One variation. Without a picture of its own it shows its product's featured one (class-wc-product-variation.php)."""
    entry = read.object(raw, "variation")
    picture = entry.get("image")
    return VariantRecord(
        id=identifier(entry),
        name=_words(entry, "name") or _options(entry),
        sku=read.text(entry, "sku"),
        ean=read.text(entry, "global_unique_id"),
        image_id=identifier(picture) if isinstance(picture, Mapping) else None,
    )


def has_variations(raw: Any) -> bool:
    """True for a product whose variations have to be read."""
    return isinstance(raw, Mapping) and raw.get("type") == "variable" and bool(raw.get("variations"))


def identifier(raw: Raw) -> str:
    found = raw.get("id")
    if not isinstance(found, int) or isinstance(found, bool) or found <= 0:
        raise BadReply("WooCommerce's answer lacks an id.")
    return str(found)


def _image(raw: Raw, product_id: str, position: int) -> ImageRecord:
    return ImageRecord(
        id=identifier(raw),
        product_id=product_id,
        url=read.needed(raw, "src"),
        position=position,
        alt=_words(raw, "alt"),
        thumbnail_url=read.text(raw, "thumbnail"),
        created_at=read.moment(raw, "date_created_gmt"),
    )


def _tags(raw: Raw) -> list[Any]:
    """None where the store sends no tags at all."""
    return read.entries(raw, "tags") if "tags" in raw else []


def _options(raw: Raw) -> str:
    """The variation's attributes as a name: older stores send none."""
    found: Sequence[Any] = raw.get("attributes") or ()
    return ", ".join(str(one.get("option") or "") for one in found if isinstance(one, Mapping))


def _words(raw: Raw, name: str) -> str:
    """Text for people: WordPress stores names with HTML entities ("Hoodies &amp; Sweatshirts", as recorded)."""
    return html.unescape(read.text(raw, name))
