"""Magento's JSON as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from connectors.answers import Answers, Raw
from connectors.contract import CategoryRecord, Gallery, ImageRecord, ProductRecord, VariantRecord
from connectors.errors import BadReply
from connectors.platforms.magento.views import View

# Times are as in the database: UTC, without their time zone.
read = Answers("Magento", zone=UTC)

MEDIA_FIELDS = "media_gallery_entries[id,media_type,label,position,disabled,types,file,extension_attributes]"
GALLERY_FIELDS = f"items[id,sku,{MEDIA_FIELDS}],total_count"
PRODUCT_FIELDS = (
    f"items[id,sku,name,status,visibility,updated_at,extension_attributes[category_links],{MEDIA_FIELDS}],total_count"
)
ENABLED, NOT_VISIBLE = 1, 1
MAIN_ROLE = "image"
LONGEST_SKU = 200


def categories(raw: Any, language: str) -> Iterator[CategoryRecord]:
    """The tree as a list, parents first. The level above the shops' own root categories is Magento's and left out."""
    waiting = [read.object(raw, "category")]
    while waiting:
        entry = waiting.pop()
        children = [read.object(one, "category") for one in entry.get("children_data") or ()]
        waiting += reversed(children)
        if entry.get("level") != 0:
            yield _category(entry, language)


def _category(entry: Raw, language: str) -> CategoryRecord:
    root = entry.get("level") == 1
    return CategoryRecord(
        id=str(number(entry)),
        name=_words(entry, "name"),
        parent_id=None if root else str(number(entry, "parent_id")),
        language=language,
        deactivated=entry.get("is_active") is False,
        product_count=number(entry, "product_count") if entry.get("product_count") is not None else None,
    )


def items(page: Raw) -> list[Any]:
    """A page's entries. A filtered empty list comes as null (Framework/Webapi/Rest/Response/FieldsFilter.php)."""
    return _list(page, "items", "items")


def total(page: Raw) -> int:
    """How many entries there are on all pages."""
    return number(page, "total_count")


def product(raw: Any, view: View) -> ProductRecord:
    """One SKU. The children of a configurable product are products too: each has photos of its own."""
    entry = read.object(raw, "product")
    product_id = sku(entry)
    pictures = images(entry, product_id, view)
    return ProductRecord(
        id=product_id,
        name=_words(entry, "name") or product_id,
        sku=product_id,
        url=view.product_url(number(entry)) if entry.get("visibility") != NOT_VISIBLE else "",
        category_ids=_category_ids(entry),
        updated_at=read.moment(entry, "updated_at"),
        language=view.language,
        deactivated=entry.get("status") != ENABLED,
        image_count=len(pictures),
        variants=_variants(entry, product_id),
        images=pictures,
    )


def gallery(raw: Raw, view: View) -> Gallery:
    product_id = sku(raw)
    return Gallery(product_id, images(raw, product_id, view), _variants(raw, product_id))


def images(raw: Raw, product_id: str, view: View) -> tuple[ImageRecord, ...]:
    """The photos in order, the main one first."""
    return tuple(
        ImageRecord(
            id=str(number(entry)),
            product_id=product_id,
            url=view.picture_url(read.needed(entry, "file")),
            position=place,
            alt=alt(entry),
        )
        for place, entry in enumerate(photos(raw))
    )


def photos(raw: Raw) -> list[Raw]:
    """The entries that are photos, the one with the main role before the others, whatever its position says."""
    found = [entry for entry in entries(raw) if is_photo(entry)]
    return sorted(found, key=lambda entry: MAIN_ROLE not in roles(entry))


def entries(raw: Raw) -> list[Raw]:
    """All entries of the gallery in the order of Magento: without a position last (Gallery/ReadHandler.php)."""
    found: dict[int, Raw] = {}
    for one in _list(raw, "media_gallery_entries", "images"):
        found.setdefault(number(read.object(one, "image")), one)
    return sorted(found.values(), key=lambda one: (place_of(one) is None, place_of(one) or 0, number(one)))


def place_of(entry: Raw) -> int | None:
    """An entry's position; many may have the same, and some have none."""
    return None if entry.get("position") is None else number(entry, "position")


def is_photo(entry: Raw) -> bool:
    """False for a video, whose file is only the picture that stands for it."""
    return entry.get("media_type") == "image"


def roles(entry: Raw) -> list[str]:
    """What the entry is shown as: image, small_image, thumbnail, swatch_image, and a shop's own."""
    return [str(role) for role in entry.get("types") or ()]


def alt(entry: Raw) -> str:
    """The label as text: names are taken over into it with their HTML entities."""
    return _words(entry, "label")


def sku(raw: Raw) -> str:
    """The SKU, which is what Magento's API calls a product by. Raises `BadReply`."""
    found = read.needed(raw, "sku", "A product")
    if len(found) > LONGEST_SKU:
        raise BadReply(f"Its SKU has {len(found)} characters; the hub takes up to {LONGEST_SKU}.")
    return found


def number(raw: Raw, name: str = "id") -> int:
    """A whole number, as such or as its digits. Raises `BadReply`."""
    found = raw.get(name)
    if isinstance(found, str) and found.isdecimal():
        return int(found)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise BadReply(f"{name} in Magento's answer is missing or not a whole number.")
    return found


def _variants(raw: Raw, product_id: str) -> tuple[VariantRecord, ...]:
    """The SKU itself, showing its main photo: so a main role that gets lost is noticed and given back."""
    main = next((str(number(entry)) for entry in photos(raw) if MAIN_ROLE in roles(entry)), None)
    return (VariantRecord(id=product_id, sku=product_id, image_id=main),)


def _category_ids(raw: Raw) -> tuple[str, ...]:
    """Filtered attributes that hold nothing are an empty list instead of an object."""
    attributes = raw.get("extension_attributes")
    links = attributes.get("category_links") if isinstance(attributes, Mapping) else None
    return tuple(str(number(read.object(link, "category"), "category_id")) for link in links or ())


def _list(raw: Raw, name: str, what: str) -> list[Any]:
    """A list that has to be there, though it may be null."""
    found = raw[name] or [] if name in raw else None
    if not isinstance(found, list):
        raise BadReply(f"Magento's answer has no list of {what} ({name}).")
    return found


def _words(raw: Raw, name: str) -> str:
    """Text for people: Magento stores names with HTML entities ("Strive Pack&trade;", as observed)."""
    return html.unescape(read.text(raw, name))
