"""The shop's JSON as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from connectors.contract import (
    Added,
    BrokenRecord,
    CategoryRecord,
    Counts,
    Gallery,
    ImageRecord,
    Kept,
    ProductPage,
    ProductRecord,
    StoreIdentity,
    VariantRecord,
)
from connectors.errors import BadReply

Raw = Mapping[str, Any]


def identity(raw: Raw) -> StoreIdentity:
    return StoreIdentity(_text(raw, "name"), _optional(raw, "url"), _optional(raw, "currency"))


def category(raw: Raw) -> CategoryRecord:
    return CategoryRecord(
        id=_text(raw, "id"),
        name=_text(raw, "name"),
        parent_id=_optional(raw, "parent_id") or None,
        language=_optional(raw, "language"),
        deactivated=raw.get("deactivated") is True,
        product_count=_whole(raw, "product_count"),
    )


def product_page(raw: Raw) -> ProductPage:
    """A page; a product that cannot be read is set aside with its reason."""
    products: list[ProductRecord] = []
    broken: list[BrokenRecord] = []
    for entry in entries(raw, "products"):
        try:
            products.append(product(entry))
        except BadReply as error:
            broken.append(BrokenRecord(str(entry.get("id", "?")), str(error)))
    return ProductPage(tuple(products), _optional(raw, "next_cursor") or None, tuple(broken))


def product(raw: Raw) -> ProductRecord:
    product_id = _text(raw, "id")
    return ProductRecord(
        id=product_id,
        name=_text(raw, "name"),
        sku=_optional(raw, "sku"),
        ean=_optional(raw, "ean"),
        url=_optional(raw, "url"),
        category_ids=tuple(str(one) for one in _list(raw, "category_ids")),
        updated_at=_moment(raw, "updated_at"),
        language=_optional(raw, "language"),
        deactivated=raw.get("deactivated") is True,
        image_count=_whole(raw, "image_count"),
        variants=variants(raw),
        images=images(raw, product_id),
    )


def gallery(raw: Raw, product_id: str) -> Gallery:
    return Gallery(product_id, images(raw, product_id), variants(raw))


def images(raw: Raw, product_id: str) -> tuple[ImageRecord, ...]:
    """The pictures in the shop's order, counted from 0."""
    found = sorted(entries(raw, "images"), key=lambda entry: _whole(entry, "position") or 0)
    return tuple(image(entry, product_id, place) for place, entry in enumerate(found))


def image(raw: Raw, product_id: str, position: int | None = None) -> ImageRecord:
    return ImageRecord(
        id=_text(raw, "id"),
        product_id=product_id,
        url=_text(raw, "url"),
        position=position if position is not None else _whole(raw, "position") or 0,
        alt=_optional(raw, "alt"),
        thumbnail_url=_optional(raw, "thumbnail_url"),
        width=_whole(raw, "width"),
        height=_whole(raw, "height"),
        created_at=_moment(raw, "created_at"),
    )


def variants(raw: Raw) -> tuple[VariantRecord, ...]:
    return tuple(
        VariantRecord(
            id=_text(entry, "id"),
            name=_optional(entry, "name"),
            sku=_optional(entry, "sku"),
            ean=_optional(entry, "ean"),
            image_id=_optional(entry, "image_id") or None,
        )
        for entry in entries(raw, "variants")
    )


def counts(raw: Raw) -> Counts:
    return Counts(*(_whole(raw, name) for name in ("categories", "products", "images")))


def wanted_images(given: Sequence[Kept | Added]) -> list[dict[str, str]]:
    """A gallery as the shop takes it: known pictures by id, new ones by address."""
    return [_wanted(one) for one in given]


def entries(raw: Raw, name: str) -> list[Raw]:
    """A list of objects. Raises `BadReply` if it is anything else."""
    found = _list(raw, name)
    if not all(isinstance(entry, Mapping) for entry in found):
        raise BadReply(f"The shop's {name} hold something that is no object.")
    return found


def _wanted(one: Kept | Added) -> dict[str, str]:
    if isinstance(one, Added):
        return {"url": one.picture.url, "alt": one.alt}
    return {"id": one.image_id} if one.alt is None else {"id": one.image_id, "alt": one.alt}


def _list(raw: Raw, name: str) -> list[Any]:
    found = raw.get(name)
    if not isinstance(found, list):
        raise BadReply(f"The shop's answer has no list of {name}.")
    return found


def _text(raw: Raw, name: str) -> str:
    found = raw.get(name)
    if not isinstance(found, str) or not found:
        raise BadReply(f"The shop's answer lacks {name}.")
    return found


def _optional(raw: Raw, name: str) -> str:
    found = raw.get(name)
    if found is not None and not isinstance(found, str):
        raise BadReply(f"{name} in the shop's answer is not text.")
    return found or ""


def _whole(raw: Raw, name: str) -> int | None:
    found = raw.get(name)
    if found is None:
        return None
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise BadReply(f"{name} in the shop's answer is not a whole number.")
    return found


def _moment(raw: Raw, name: str) -> datetime | None:
    found = _optional(raw, name)
    if not found:
        return None
    try:
        moment = datetime.fromisoformat(found)
    except ValueError as error:
        raise BadReply(f"{name} in the shop's answer is not a time.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
