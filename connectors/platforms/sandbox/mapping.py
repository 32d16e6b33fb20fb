"""The shop's JSON as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC

from connectors.answers import Answers, Raw, page_of
from connectors.contract import (
    Added,
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

read = Answers("the shop", zone=UTC)


def identity(raw: Raw) -> StoreIdentity:
    return StoreIdentity(_text(raw, "name"), read.text(raw, "url"), read.text(raw, "currency"))


def category(raw: Raw) -> CategoryRecord:
    return CategoryRecord(
        id=_text(raw, "id"),
        name=_text(raw, "name"),
        parent_id=read.text(raw, "parent_id") or None,
        language=read.text(raw, "language"),
        deactivated=raw.get("deactivated") is True,
        product_count=read.whole(raw, "product_count"),
    )


def product_page(raw: Raw) -> ProductPage:
    """A page; a product that cannot be read is set aside with its reason."""
    return page_of(entries(raw, "products"), product, read.text(raw, "next_cursor") or None)


def product(raw: Raw) -> ProductRecord:
    product_id = _text(raw, "id")
    return ProductRecord(
        id=product_id,
        name=_text(raw, "name"),
        sku=read.text(raw, "sku"),
        ean=read.text(raw, "ean"),
        url=read.text(raw, "url"),
        category_ids=tuple(str(one) for one in read.entries(raw, "category_ids")),
        updated_at=read.moment(raw, "updated_at"),
        language=read.text(raw, "language"),
        deactivated=raw.get("deactivated") is True,
        image_count=read.whole(raw, "image_count"),
        variants=variants(raw),
        images=images(raw, product_id),
    )


def gallery(raw: Raw, product_id: str) -> Gallery:
    return Gallery(product_id, images(raw, product_id), variants(raw))


def images(raw: Raw, product_id: str) -> tuple[ImageRecord, ...]:
    """The pictures in the shop's order, counted from 0."""
    found = sorted(entries(raw, "images"), key=lambda entry: read.whole(entry, "position") or 0)
    return tuple(image(entry, product_id, place) for place, entry in enumerate(found))


def image(raw: Raw, product_id: str, position: int | None = None) -> ImageRecord:
    return ImageRecord(
        id=_text(raw, "id"),
        product_id=product_id,
        url=_text(raw, "url"),
        position=position if position is not None else read.whole(raw, "position") or 0,
        alt=read.text(raw, "alt"),
        thumbnail_url=read.text(raw, "thumbnail_url"),
        width=read.whole(raw, "width"),
        height=read.whole(raw, "height"),
        created_at=read.moment(raw, "created_at"),
    )


def variants(raw: Raw) -> tuple[VariantRecord, ...]:
    return tuple(
        VariantRecord(
            id=_text(entry, "id"),
            name=read.text(entry, "name"),
            sku=read.text(entry, "sku"),
            ean=read.text(entry, "ean"),
            image_id=read.text(entry, "image_id") or None,
        )
        for entry in entries(raw, "variants")
    )


def counts(raw: Raw) -> Counts:
    return Counts(*(read.whole(raw, name) for name in ("categories", "products", "images")))


def wanted_images(given: Sequence[Kept | Added]) -> list[dict[str, str]]:
    """A gallery as the shop takes it: known pictures by id, new ones by address."""
    return [_wanted(one) for one in given]


def entries(raw: Raw, name: str) -> list[Raw]:
    """A list of objects. Raises `BadReply` if it is anything else."""
    found = read.entries(raw, name)
    if not all(isinstance(entry, Mapping) for entry in found):
        raise BadReply(f"The shop's {name} hold something that is no object.")
    return found


def _wanted(one: Kept | Added) -> dict[str, str]:
    if isinstance(one, Added):
        return {"url": one.picture.url, "alt": one.alt}
    return {"id": one.image_id} if one.alt is None else {"id": one.image_id, "alt": one.alt}


def _text(raw: Raw, name: str) -> str:
    found = raw.get(name)
    if not isinstance(found, str) or not found:
        raise BadReply(f"The shop's answer lacks {name}.")
    return found
