"""What a Shopware database holds, as far as the Admin API shows it, and how its tables hang together."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]
Tables = dict[str, dict[str, Row]]


@dataclass(frozen=True)
class Association:
    """`key` is the column here that names one row there, or (`many`) the column there that names a row here."""

    target: str
    key: str
    many: bool = False
    #: a list of ids in a column here
    ids: bool = False
    #: loaded without being asked for
    auto: bool = False

    @property
    def is_to_many(self) -> bool:
        return self.many or self.ids


ASSOCIATIONS: dict[str, dict[str, Association]] = {
    "product": {
        "media": Association("product_media", "productId", many=True),
        "cover": Association("product_media", "coverId"),
        "children": Association("product", "parentId", many=True),
        "parent": Association("product", "parentId"),
        "options": Association("property_group_option", "optionIds", ids=True),
        "tags": Association("tag", "tagIds", ids=True),
    },
    "product_media": {
        "media": Association("media", "mediaId", auto=True),
        "product": Association("product", "productId"),
    },
    "sales_channel_domain": {
        "salesChannel": Association("sales_channel", "salesChannelId"),
        "currency": Association("currency", "currencyId"),
    },
    "media_default_folder": {"folder": Association("media_folder", "defaultFolderId", many=True)},
}
COLUMNS: dict[str, Row] = {
    "product": {
        "parentId": None,
        "autoIncrement": 0,
        "coverId": None,
        "active": None,
        "name": None,
        "description": None,
        "productNumber": "",
        "ean": None,
        "stock": 0,
        "categoryIds": None,
        "optionIds": None,
        "tagIds": None,
        "childCount": 0,
    },
    "product_media": {"productId": "", "mediaId": "", "position": None},
    "media": {
        "mediaFolderId": None,
        "mimeType": None,
        "fileExtension": None,
        "fileName": None,
        "fileSize": None,
        "metaData": None,
        "alt": None,
        "title": None,
        "path": None,
        "uploadedAt": None,
        "private": False,
    },
    "category": {"parentId": None, "autoIncrement": 0, "name": "", "active": True, "level": 1},
    "tag": {"name": ""},
    "property_group_option": {"name": ""},
    "currency": {"isoCode": ""},
    "sales_channel": {"name": "", "typeId": "", "active": True},
    "sales_channel_domain": {"url": "", "salesChannelId": "", "currencyId": ""},
    "media_default_folder": {"entity": ""},
    "media_folder": {"name": "", "defaultFolderId": None},
}


def new_id() -> str:
    return uuid.uuid4().hex


def now() -> str:
    """As Shopware stores times: UTC with milliseconds (Defaults::STORAGE_DATE_TIME_FORMAT)."""
    return stored(datetime.now(UTC))


def stored(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03}"


def sent(time: str | None) -> str | None:
    return None if time is None else time.replace(" ", "T") + "+00:00"


def empty() -> Tables:
    return {entity: {} for entity in COLUMNS}


def insert(tables: Tables, entity: str, /, **values: Any) -> Row:
    """A new row. Products and categories are numbered through."""
    table = tables[entity]
    row = {"id": new_id(), **COLUMNS[entity], "createdAt": now(), "updatedAt": None}
    if "autoIncrement" in COLUMNS[entity]:
        row["autoIncrement"] = max((one["autoIncrement"] for one in table.values()), default=0) + 1
    row.update(values)
    table[row["id"]] = row
    return row


def linked(tables: Tables, row: Row, association: Association) -> list[Row]:
    """The rows at the other end; of one that names a single row at most one."""
    there = tables[association.target]
    if association.many:
        return [one for one in there.values() if one[association.key] == row["id"]]
    if association.ids:
        return [there[one] for one in row[association.key] or () if one in there]
    found = there.get(row[association.key] or "")
    return [found] if found else []
