"""Shopware's JSON as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.answers import Raw
from connectors.contract import CategoryRecord, Gallery, ProductRecord, VariantRecord
from connectors.errors import NotFound
from connectors.platforms.shopware import media
from connectors.platforms.shopware.fields import identifier, latest, objects, read

ID = re.compile(r"[0-9a-f]{32}")


def known_id(found: str, what: str) -> str:
    """An id as Shopware makes them: for another text it answers that it is no UUID. Raises `NotFound`."""
    if not ID.fullmatch(found):
        raise NotFound(f"The store has no {what} {found[:40]}.")
    return found


def category(raw: Any) -> CategoryRecord:
    entry = read.object(raw, "category")
    return CategoryRecord(
        id=identifier(entry),
        name=read.text(entry, "name") or identifier(entry),
        parent_id=read.text(entry, "parentId") or None,
        deactivated=entry.get("active") is False,
    )


def product(raw: Any, page_url: str) -> ProductRecord:
    """A product, or a variant with photos of its own: what a variant has not got it takes over from its parent.

    `page_url` is the address under which the shop shows products by their id, with a slash at its end, or empty.
    """
    entry = read.object(raw, "product")
    product_id, images = identifier(entry), media.images(entry)
    return ProductRecord(
        id=product_id,
        name=name_of(entry),
        sku=read.text(entry, "productNumber"),
        ean=read.text(entry, "ean"),
        url=f"{page_url}{product_id}" if page_url else "",
        category_ids=tuple(str(one) for one in _inherited(entry, "categoryIds") or ()),
        tags=tuple(filter(None, (read.text(tag, "name") for tag in objects(entry, "tags")))),
        updated_at=latest(_all_rows(entry)),
        deactivated=_inherited(entry, "active") is not True,
        image_count=len(images),
        variants=variants(entry),
        images=images,
    )


def gallery(raw: Raw) -> Gallery:
    return Gallery(identifier(raw), media.images(raw), variants(raw))


def variants(raw: Raw) -> tuple[VariantRecord, ...]:
    """A product's children. One without a cover shows its parent's (`sw-inheritance`), and none here."""
    shown = media.photos(raw)
    return tuple(_variant(child, shown) for child in objects(raw, "children"))


def name_of(raw: Raw) -> str:
    """A variant is called as its parent, with its options."""
    own, parent = read.text(raw, "name"), raw.get("parent")
    if own or not isinstance(parent, Mapping):
        return own or read.text(raw, "productNumber")
    return ", ".join(filter(None, (read.text(parent, "name"), _options(raw))))


def _variant(raw: Raw, shown: list[Raw]) -> VariantRecord:
    return VariantRecord(
        id=identifier(raw),
        name=_options(raw) or read.text(raw, "name"),
        sku=read.text(raw, "productNumber"),
        ean=read.text(raw, "ean"),
        image_id=_cover_of(raw, shown),
    )


def _cover_of(raw: Raw, shown: list[Raw]) -> str | None:
    """Which of the parent's photos a variant shows.

    Its cover is as a rule a row of its own for the same file (sw-product-variants-overview makes it so).
    """
    cover, cover_id = raw.get("cover"), read.text(raw, "coverId")
    media_id = read.text(cover, "mediaId") if isinstance(cover, Mapping) else ""
    if cover_id in {identifier(row) for row in shown}:
        return cover_id
    return next((identifier(row) for row in shown if media_id and row.get("mediaId") == media_id), cover_id or None)


def _options(raw: Raw) -> str:
    return ", ".join(filter(None, (read.text(one, "name") for one in objects(raw, "options"))))


def _inherited(raw: Raw, name: str) -> Any:
    """Null and an empty list stand for the parent's."""
    parent = raw.get("parent")
    return raw.get(name) or (parent.get(name) if raw.get(name) is not False and isinstance(parent, Mapping) else None)


def _all_rows(raw: Raw) -> Iterator[Raw]:
    """Everything whose time of change is the product's: see criteria.TIMES."""
    yield raw
    yield from objects(raw, "children")
    for row in media.rows(raw):
        yield row
        yield media.file_of(row)
