"""Pixee's JSON as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from connectors.answers import Raw
from connectors.contract import CategoryRecord, ProductRecord
from connectors.errors import BadReply
from connectors.platforms.pixee.api import read

# The states of a product (https://apidoc.pixeepim.com/external-api, “Product fields”) in which it is not sold.
NOT_SOLD = {"inactive", "archived"}


def product(raw: Any) -> ProductRecord:
    """One product under Pixee's own id: an EAN can be missing, and is corrected at times.

    The External API calls a name `title`, the rest of Pixee `name`. It hands out no photos, at most how many there are.
    """
    entry = read.object(raw, "product")
    category_id = entry.get("category_id")
    return ProductRecord(
        id=identifier(entry, "product"),
        name=read.text(entry, "title") or read.text(entry, "name"),
        sku=read.text(entry, "reference") or read.text(entry, "manufacturer_reference"),
        ean=read.text(entry, "ean"),
        category_ids=(str(category_id),) if category_id else (),
        updated_at=read.moment(entry, "updated_at"),
        deactivated=entry.get("is_active") is False or read.text(entry, "status") in NOT_SOLD,
        image_count=read.whole(entry, "gallery_images_count"),
        images=(),
    )


def categories(entries: Iterable[Any], parent_id: str | None = None) -> Iterator[CategoryRecord]:
    """A tree's categories, each after its parent. That it may be nested is not documented, only that it is a tree."""
    for raw in entries:
        entry = read.object(raw, "category")
        own = identifier(entry, "category")
        above = entry.get("parent_id")
        yield CategoryRecord(
            id=own,
            name=read.needed(entry, "name", "A category"),
            parent_id=str(above) if above else parent_id,
            deactivated=entry.get("is_active") is False,
            product_count=read.whole(entry, "product_count"),
        )
        if entry.get("children") is not None:
            yield from categories(read.entries(entry, "children"), own)


def identifier(raw: Raw, what: str) -> str:
    """An id as text; some of Pixee's are numbers."""
    found = raw.get("id")
    if isinstance(found, bool) or not isinstance(found, str | int) or not str(found):
        raise BadReply(f"A {what} in Pixee's answer lacks its id.")
    return str(found)
