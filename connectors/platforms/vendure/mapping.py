"""Vendure's JSON as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.answers import Raw
from connectors.contract import CategoryRecord, Gallery, ImageRecord, ProductRecord, VariantRecord
from connectors.errors import BadReply
from connectors.platforms.vendure.api import read


def categories(entries: list[Any]) -> list[CategoryRecord]:
    """All collections at once: the topmost have a parent too, the root, which is in no list (collection.service.ts)."""
    found = [read.object(raw, "collection") for raw in entries]
    known = {identifier(raw) for raw in found}
    return [
        CategoryRecord(
            id=identifier(raw),
            name=read.text(raw, "name"),
            parent_id=str(raw.get("parentId")) if str(raw.get("parentId")) in known else None,
            deactivated=bool(raw.get("isPrivate")),
        )
        for raw in found
    ]


def product(raw: Any) -> ProductRecord:
    """One product. Vendure has no barcodes; the SKU is that of its first variant, the tags are its facet values."""
    entry = read.object(raw, "product")
    found = gallery(entry)
    return ProductRecord(
        id=found.product_id,
        name=read.text(entry, "name"),
        sku=next((one.sku for one in found.variants), ""),
        category_ids=tuple(identifier(read.object(one, "collection")) for one in read.entries(entry, "collections")),
        tags=tuple(read.text(read.object(one, "facet value"), "name") for one in read.entries(entry, "facetValues")),
        updated_at=read.moment(entry, "updatedAt"),
        language=read.text(entry, "languageCode"),
        deactivated=not entry.get("enabled"),
        image_count=len(found.images),
        variants=found.variants,
        images=found.images,
    )


def gallery(raw: Raw) -> Gallery:
    """The pictures: the featured one is the main one, wherever it stands in the list."""
    product_id = identifier(raw)
    featured = raw.get("featuredAsset")
    first = [featured] if isinstance(featured, Mapping) else []
    unique = {identifier(one): one for one in [*first, *assets(raw)] if is_picture(one)}
    images = tuple(_image(one, product_id, place) for place, one in enumerate(unique.values()))
    return Gallery(product_id, images, tuple(_variant(one) for one in variants(raw)))


def assets(raw: Raw) -> list[Raw]:
    """The product's own list, in which films and documents may stand too."""
    return [read.object(one, "image (asset)") for one in read.entries(raw, "assets", "images (assets)")]


def variants(raw: Raw) -> list[Raw]:
    return [read.object(one, "variant") for one in read.entries(raw, "variants")]


def is_picture(asset: Raw) -> bool:
    return asset.get("type") == "IMAGE"


def shown(variant: Raw) -> str | None:
    """The asset that a variant shows; without any of its own it shows its product's."""
    first = variant.get("featuredAsset") or next(iter(read.entries(variant, "assets")), None)
    return identifier(first) if isinstance(first, Mapping) else None


def identifier(raw: Raw) -> str:
    """Numbers or UUIDs, by the server's settings (entityIdStrategy)."""
    found = raw.get("id")
    if not isinstance(found, (str, int)) or isinstance(found, bool) or not str(found):
        raise BadReply("Vendure's answer lacks an id.")
    return str(found)


def _image(asset: Raw, product_id: str, position: int) -> ImageRecord:
    return ImageRecord(
        id=identifier(asset),
        product_id=product_id,
        url=read.needed(asset, "source"),
        position=position,
        thumbnail_url=read.text(asset, "preview"),
        width=_whole(asset, "width"),
        height=_whole(asset, "height"),
        created_at=read.moment(asset, "createdAt"),
    )


def _variant(raw: Raw) -> VariantRecord:
    return VariantRecord(
        id=identifier(raw), name=read.text(raw, "name"), sku=read.text(raw, "sku"), image_id=shown(raw)
    )


def _whole(raw: Raw, name: str) -> int | None:
    """A size in px; 0 stands for one that Vendure could not tell."""
    found = raw.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else None
