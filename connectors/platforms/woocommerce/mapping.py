"""WooCommerce's JSON as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from connectors.contract import (
    BrokenRecord,
    CategoryRecord,
    Gallery,
    ImageRecord,
    ProductRecord,
    VariantRecord,
)
from connectors.errors import BadReply, ConnectorError

Raw = Mapping[str, Any]


def category(raw: Any) -> CategoryRecord:
    entry = _object(raw, "category")
    parent = _number(entry, "parent")
    return CategoryRecord(
        id=identifier(entry),
        name=_words(entry, "name"),
        parent_id=str(parent) if parent else None,
        product_count=_number(entry, "count"),
    )


def product(raw: Any, variants: tuple[VariantRecord, ...]) -> ProductRecord:
    entry = _object(raw, "product")
    product_id = identifier(entry)
    pictures = images(entry, product_id)
    return ProductRecord(
        id=product_id,
        name=_words(entry, "name"),
        sku=_text(entry, "sku"),
        ean=_text(entry, "global_unique_id"),
        url=_text(entry, "permalink"),
        category_ids=tuple(identifier(_object(one, "category")) for one in _list(entry, "categories")),
        tags=tuple(_words(_object(one, "tag"), "name") for one in _list(entry, "tags")) if "tags" in entry else (),
        updated_at=moment(entry, "date_modified_gmt"),
        deactivated=_text(entry, "status") != "publish",
        image_count=len(pictures),
        variants=variants,
        images=pictures,
    )


def broken(raw: Any, error: ConnectorError) -> BrokenRecord:
    """A product that could not be read, under its id as far as it has one."""
    return BrokenRecord(str(raw.get("id", "?")) if isinstance(raw, Mapping) else "?", str(error))


def gallery(raw: Raw, variants: tuple[VariantRecord, ...]) -> Gallery:
    product_id = identifier(raw)
    return Gallery(product_id, images(raw, product_id), variants)


def images(raw: Raw, product_id: str) -> tuple[ImageRecord, ...]:
    """The pictures in order, the featured one first."""
    return tuple(_image(entry, product_id, position) for position, entry in enumerate(unique_pictures(raw)))


def unique_pictures(raw: Raw) -> list[Raw]:
    """The featured picture is often in the gallery once more, under the same id: its first place counts."""
    found: dict[str, Raw] = {}
    for entry in _list(raw, "images"):
        found.setdefault(identifier(_object(entry, "image")), entry)
    return list(found.values())


def variant(raw: Any) -> VariantRecord:
    """One variation. Without a picture of its own it shows its product's featured one (class-wc-product-variation.php)."""
    entry = _object(raw, "variation")
    picture = entry.get("image")
    return VariantRecord(
        id=identifier(entry),
        name=_words(entry, "name") or _options(entry),
        sku=_text(entry, "sku"),
        ean=_text(entry, "global_unique_id"),
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


def moment(raw: Raw, name: str) -> datetime | None:
    """A …_gmt date, which comes without its time zone."""
    found = _text(raw, name)
    if not found:
        return None
    try:
        return datetime.fromisoformat(found).replace(tzinfo=UTC)
    except ValueError as error:
        raise BadReply(f"{name} in WooCommerce's answer is not a time.") from error


def _image(raw: Raw, product_id: str, position: int) -> ImageRecord:
    url = _text(raw, "src")
    if not url:
        raise BadReply("An image in WooCommerce's answer lacks its src.")
    return ImageRecord(
        id=identifier(raw),
        product_id=product_id,
        url=url,
        position=position,
        alt=_words(raw, "alt"),
        thumbnail_url=_text(raw, "thumbnail"),
        created_at=moment(raw, "date_created_gmt"),
    )


def _options(raw: Raw) -> str:
    """The variation's attributes as a name: older stores send none."""
    found: Sequence[Any] = raw.get("attributes") or ()
    return ", ".join(str(one.get("option") or "") for one in found if isinstance(one, Mapping))


def _object(raw: Any, what: str) -> Raw:
    if not isinstance(raw, Mapping):
        raise BadReply(f"A {what} in WooCommerce's answer is no object.")
    return raw


def _list(raw: Raw, name: str) -> list[Any]:
    found = raw.get(name)
    if not isinstance(found, list):
        raise BadReply(f"WooCommerce's answer has no list of {name}.")
    return found


def _text(raw: Raw, name: str) -> str:
    found = raw.get(name)
    if found is not None and not isinstance(found, str):
        raise BadReply(f"{name} in WooCommerce's answer is not text.")
    return found or ""


def _words(raw: Raw, name: str) -> str:
    """Text for people: WordPress stores names with HTML entities ("Hoodies &amp; Sweatshirts", as recorded)."""
    return html.unescape(_text(raw, name))


def _number(raw: Raw, name: str) -> int | None:
    found = raw.get(name)
    if found is None:
        return None
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise BadReply(f"{name} in WooCommerce's answer is not a whole number.")
    return found
