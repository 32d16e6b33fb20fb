"""The catalogue's entries as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from connectors.contract import CategoryRecord, Gallery, ImageRecord, ProductRecord, VariantRecord
from connectors.errors import BadReply
from connectors.platforms.upload.catalogue import CategoryEntry, ImageEntry, ProductEntry, VariantEntry
from connectors.platforms.upload.folder import SCHEME


def category(entry: CategoryEntry, product_count: int) -> CategoryRecord:
    return CategoryRecord(_text(entry, "id"), _text(entry, "name"), entry.get("parent_id"), product_count=product_count)


def product(entry: ProductEntry) -> ProductRecord:
    pictures = images(entry)
    return ProductRecord(
        id=_text(entry, "id"),
        name=_text(entry, "name"),
        sku=_text(entry, "sku"),
        ean=_text(entry, "ean"),
        category_ids=tuple(str(one) for one in _list(entry, "category_ids")),
        tags=tuple(str(tag) for tag in entry.get("tags", ())),
        updated_at=moment(entry, "updated_at"),
        image_count=len(pictures),
        variants=tuple(_variant(one) for one in _list(entry, "variants")),
        images=pictures,
    )


def gallery(entry: ProductEntry) -> Gallery:
    return Gallery(_text(entry, "id"), images(entry), tuple(_variant(variant) for variant in _list(entry, "variants")))


def images(entry: ProductEntry) -> tuple[ImageRecord, ...]:
    product_id = _text(entry, "id")
    return tuple(image(one, product_id, place) for place, one in enumerate(_list(entry, "images")))


def image(entry: ImageEntry, product_id: str, position: int) -> ImageRecord:
    return ImageRecord(
        id=_text(entry, "id"),
        product_id=product_id,
        url=SCHEME + _text(entry, "file"),
        position=position,
        alt=_text(entry, "alt"),
        created_at=moment(entry, "created_at"),
    )


def moment(entry: Any, name: str) -> datetime:
    try:
        return datetime.fromisoformat(_text(entry, name)).astimezone(UTC)
    except ValueError as error:
        raise BadReply(f"{name} in the store's catalogue is not a time.") from error


def _variant(entry: VariantEntry) -> VariantRecord:
    return VariantRecord(
        id=_text(entry, "id"),
        name=_text(entry, "name"),
        sku=_text(entry, "sku"),
        ean=_text(entry, "ean"),
        image_id=entry.get("image_id"),
    )


def _text(entry: Any, name: str) -> str:
    found = entry.get(name) if isinstance(entry, dict) else None
    if not isinstance(found, str):
        raise BadReply(f"An entry of the store's catalogue lacks {name}.")
    return found


def _list(entry: Any, name: str) -> list[Any]:
    found = entry.get(name) if isinstance(entry, dict) else None
    if not isinstance(found, list):
        raise BadReply(f"An entry of the store's catalogue has no list of {name}.")
    return found
