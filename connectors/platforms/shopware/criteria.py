"""What is searched for: Shopware's criteria, with no more fields than are used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Criteria = Mapping[str, Any]

MEDIA: Criteria = {"sort": [{"field": "position"}], "associations": {"media": {}}}
VARIANTS: Criteria = {"associations": {"cover": {}, "options": {}}}
MEDIA_FIELDS: Mapping[str, Sequence[str]] = {
    "product_media": ["id", "mediaId", "position", "createdAt", "updatedAt", "media"],
    "media": [
        "id",
        "url",
        "alt",
        "mimeType",
        "fileName",
        "fileExtension",
        "metaData",
        "createdAt",
        "updatedAt",
        "thumbnails",
    ],
    "media_thumbnail": ["url", "width"],
    "property_group_option": ["id", "name"],
}
GALLERY: Criteria = {
    "associations": {"media": MEDIA, "children": VARIANTS},
    "includes": {
        **MEDIA_FIELDS,
        "product": ["id", "parentId", "coverId", "productNumber", "ean", "media", "cover", "children", "options"],
    },
}
PRODUCT: Criteria = {
    "associations": {"media": MEDIA, "children": VARIANTS, "parent": {}, "options": {}, "tags": {}},
    "includes": {
        **MEDIA_FIELDS,
        "tag": ["id", "name"],
        "product": [
            "id",
            "parentId",
            "autoIncrement",
            "coverId",
            "active",
            "name",
            "productNumber",
            "ean",
            "categoryIds",
            "createdAt",
            "updatedAt",
            "media",
            "cover",
            "children",
            "parent",
            "options",
            "tags",
        ],
    },
}
CATEGORY: Criteria = {"includes": {"category": ["id", "autoIncrement", "name", "parentId", "active"]}}
STOREFRONTS: Criteria = {
    "associations": {"salesChannel": {}, "currency": {}},
    "includes": {
        "sales_channel_domain": ["id", "url", "salesChannel", "currency"],
        "sales_channel": ["id", "name"],
        "currency": ["id", "isoCode"],
    },
    # Defaults::SALES_CHANNEL_TYPE_STOREFRONT: a domain of any other channel shows no page of a product.
    "filter": [
        {"type": "equals", "field": "salesChannel.typeId", "value": "8a243080f92e4c719546314b577cf82b"},
        {"type": "equals", "field": "salesChannel.active", "value": True},
    ],
    "sort": [{"field": "createdAt"}],
    "limit": 100,
}
PRODUCT_FOLDER: Criteria = {
    "associations": {"folder": {}},
    "includes": {"media_default_folder": ["id", "folder"], "media_folder": ["id"]},
    "filter": [{"type": "equals", "field": "entity", "value": "product"}],
    "limit": 1,
}
# A variant is a product with a parent. One that has photos of its own shows these instead of its parent's, and is a
# product of its own for the hub; the others are only variants. Without photos is "media.id is null"
# (JoinGroupBuilder.php, `isEmptyFilter`).
LISTED: Criteria = {
    "type": "multi",
    "operator": "or",
    "queries": [
        {"type": "equals", "field": "parentId", "value": None},
        {"type": "not", "operator": "and", "queries": [{"type": "equals", "field": "media.id", "value": None}]},
    ],
}
PHOTOS: Criteria = {"type": "prefix", "field": "media.mimeType", "value": "image/"}
# `updatedAt` is null until the first update. A file that is replaced in the media manager touches its media row alone,
# a photo that is added by another program may touch its relation alone, and a variant itself and not its parent.
TIMES = (
    "updatedAt",
    "createdAt",
    "media.updatedAt",
    "media.createdAt",
    "media.media.updatedAt",
    "children.updatedAt",
    "children.createdAt",
)


def one(product_id: str, criteria: Criteria) -> Criteria:
    """The product with this id; `ids` is heeded without a limit."""
    return {**criteria, "ids": [product_id]}


def after(begin: int, criteria: Criteria, filters: Sequence[Criteria], *, size: int) -> Criteria:
    """The `size` rows that follow the one with the number `begin`."""
    further = {"type": "range", "field": "autoIncrement", "parameters": {"gt": begin}}
    return {**criteria, "filter": [*filters, further], "sort": [{"field": "autoIncrement"}], "limit": size}


def counting(entity: str, *filters: Criteria) -> Criteria:
    """How many rows there are.

    A limit of 1 would count a product once for each photo (CriteriaQueryBuilder.php: it drops the GROUP BY then).
    Older versions know the mode by its number alone.
    """
    named = entity.replace("-", "_")
    return {"filter": list(filters), "includes": {named: ["id"]}, "limit": 2, "total-count-mode": 1}


def changed_since(moment: datetime) -> Criteria:
    """What changed at that millisecond or later. The time is compared as text with the database's, which is UTC."""
    text = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03}"
    ranges = [{"type": "range", "field": name, "parameters": {"gte": text}} for name in TIMES]
    return {"type": "multi", "operator": "or", "queries": ranges}


def photos_of(product_ids: Sequence[str]) -> Criteria:
    """The rows of media that these products have of their own."""
    return {
        "filter": [{"type": "equalsAny", "field": "productId", "value": list(product_ids)}],
        "includes": {"product_media": ["id", "productId", "mediaId", "position"]},
        "sort": [{"field": "position"}],
        "limit": 500,
    }
