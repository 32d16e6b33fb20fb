"""Rows of a store's answers as records, field by field as the description says. A wrong field is a `BadReply`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.contract import (
    BrokenRecord,
    CategoryRecord,
    ImageRecord,
    ProductRecord,
    VariantRecord,
)
from connectors.errors import BadReply
from connectors.platforms.custom import values
from connectors.platforms.custom.parts import Description, Section
from connectors.platforms.custom.values import Expression

Row = Mapping[str, Any]


def fields_of(row: Any, fields: Mapping[str, Expression]) -> dict[str, Any]:
    """What each field's expression finds in a row."""
    return {name: expression.of(row) for name, expression in fields.items()}


def category(row: Any, section: Section) -> CategoryRecord:
    found = fields_of(row, section.fields)
    parent = values.text(found.get("parent"), "parent")
    return CategoryRecord(
        id=values.identifier(found["id"], "id"),
        name=values.needed(found["name"], "name"),
        # 0 is what many stores write for "no parent".
        parent_id=parent if parent not in {"", "0"} else None,
        language=values.text(found.get("language"), "language"),
        deactivated=_deactivated(found),
        product_count=values.whole(found.get("product_count"), "product_count"),
    )


def product(row: Any, about: Description) -> ProductRecord:
    found = fields_of(row, about.products.fields)
    product_id = values.identifier(found["id"], "id")
    images = about.images.in_products
    variants = about.variants.in_products if about.variants else None
    return ProductRecord(
        id=product_id,
        name=values.needed(found["name"], "name"),
        sku=values.text(found.get("sku"), "sku"),
        ean=values.text(found.get("ean"), "ean"),
        url=values.text(found.get("url"), "url"),
        category_ids=categories(found.get("categories"), about),
        tags=values.texts(found.get("tags"), "tags"),
        updated_at=values.moment(found.get("updated"), "updated", _dates(about)),
        language=values.text(found.get("language"), "language"),
        deactivated=_deactivated(found),
        image_count=values.whole(found.get("image_count"), "image_count"),
        variants=variants_of(variants.of(row), about, "variants.in_products") if variants else (),
        images=gallery_of(images.of(row), product_id, about, "images.in_products") if images else None,
    )


def broken(row: Any, about: Description, error: BadReply) -> BrokenRecord:
    """A product that could not be read, by its id if at least that can be."""
    try:
        product_id = values.text(about.products.fields["id"].of(row), "id")
    except BadReply:
        product_id = ""
    return BrokenRecord(product_id or "?", str(error))


def categories(value: Any, about: Description) -> tuple[str, ...]:
    """Ids, or the names from the top down where categories are known by their products alone."""
    found = values.texts(value, "categories")
    return tuple(_path(one, about.separator) for one in found) if about.separator else found


def categories_from(paths: Sequence[str], separator: str) -> list[CategoryRecord]:
    """“Women > Bottoms” is the category Bottoms below Women; the whole path is its id."""
    found: dict[str, CategoryRecord] = {}
    for path in paths:
        names = _names(path, separator)
        for depth in range(1, len(names) + 1):
            one, above = _joined(names[:depth], separator), _joined(names[: depth - 1], separator)
            found[one] = CategoryRecord(id=one, name=names[depth - 1], parent_id=above or None)
    return list(found.values())


def _names(path: str, separator: str) -> list[str]:
    parts = path.split(separator) if separator else [path]
    return [name for name in (part.strip() for part in parts) if name]


def _joined(names: Sequence[str], separator: str) -> str:
    return f" {separator} ".join(names)[: values.LONGEST_ID]


def _path(path: str, separator: str) -> str:
    return _joined(_names(path, separator), separator)


def gallery_of(
    value: Any, product_id: str, about: Description, what: str = "images.records"
) -> tuple[ImageRecord, ...]:
    """A product's photos in the store's order, counted from 0. A photo that is listed twice hangs at its first place."""
    found = [fields_of(row, about.images.fields) for row in values.rows(value, what)]
    if "position" in about.images.fields:
        found.sort(key=lambda one: values.whole(one["position"], "position") or 0)
    unique = {values.identifier(one["id"], "id of a photo"): one for one in reversed(found)}
    ordered = dict.fromkeys(values.text(one["id"], "id of a photo") for one in found)
    return tuple(_image(unique[image_id], image_id, product_id, n, about) for n, image_id in enumerate(ordered))


def _image(found: Row, image_id: str, product_id: str, position: int, about: Description) -> ImageRecord:
    thumbnail = found.get("thumbnail")
    return ImageRecord(
        id=image_id,
        product_id=product_id,
        url=values.address(found["url"], "url of a photo", about.base_url),
        position=position,
        alt=values.text(found.get("alt"), "alt"),
        thumbnail_url=values.address(thumbnail, "thumbnail", about.base_url) if thumbnail else "",
        width=values.whole(found.get("width"), "width"),
        height=values.whole(found.get("height"), "height"),
        created_at=values.moment(found.get("created"), "created", about.dates),
    )


def variants_of(value: Any, about: Description, what: str = "variants.records") -> tuple[VariantRecord, ...]:
    assert about.variants is not None
    rows = [fields_of(row, about.variants.fields) for row in values.rows(value, what)]
    return tuple(_variant(found) for found in rows)


def _variant(found: Row) -> VariantRecord:
    return VariantRecord(
        id=values.identifier(found["id"], "id of a variant"),
        name=values.text(found.get("name"), "name of a variant"),
        sku=values.text(found.get("sku"), "sku of a variant"),
        ean=values.text(found.get("ean"), "ean of a variant"),
        image_id=_linked(found.get("image_id")),
    )


def _deactivated(found: Row) -> bool:
    return "active" in found and not values.yes(found["active"])


def _dates(about: Description) -> values.Dates:
    return about.incremental.dates if about.incremental else about.dates


def _linked(value: Any) -> str | None:
    """0 is what many stores write for "no photo"."""
    found = values.text(value, "image_id of a variant")
    return found if found not in {"", "0"} else None
