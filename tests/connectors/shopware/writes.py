"""Writes by Shopware's rules: rows one by one, several at once or not at all, and files into media."""

from __future__ import annotations

import copy
import re
from typing import Any

from tests.connectors.shopware.refusals import Refuse
from tests.connectors.shopware.shop import Shop
from tests.connectors.shopware.tables import COLUMNS, Row, insert

# MediaDefinition.php, `WriteProtected`
PROTECTED = {"mimeType", "fileExtension", "fileName", "fileSize", "metaData", "uploadedAt"}
ALLOWED = {"jpg", "jpeg", "png", "webp", "avif", "gif", "svg", "mp4", "pdf", "glb"}
RESTRICTED = "\\/?*%&:|\"'<>$#{}"
REQUIRED = {"product_media": ("productId", "mediaId"), "product": ("productNumber",)}


def sync(shop: Shop, operations: list[dict[str, Any]]) -> dict[str, Any]:
    """All or none (EntityWriter.php). What hangs on a row that goes is told by what was stored before."""
    before = copy.deepcopy(shop.tables)
    gone = {
        row["id"]
        for one in operations
        if one["action"] == "delete" and one["entity"] == "product_media"
        for row in one["payload"]
    }
    covers = [product["id"] for product in before["product"].values() if product["coverId"] in gone]
    try:
        for number, one in enumerate(operations):
            for place, row in enumerate(one["payload"]):
                if one["action"] == "upsert":
                    upsert(shop, one["entity"], row, at=f"/{number}/{place}")
                else:
                    shop.tables[one["entity"]].pop(row["id"], None)
    except Refuse:
        shop.tables = before
        raise
    for product_id in covers:
        shop.tables["product"][product_id]["coverId"] = None
    return {"data": {}, "notFound": [], "deleted": []}


def upsert(shop: Shop, entity: str, values: Row, *, at: str = "") -> Row:
    """Names that Shopware does not know are passed over, as Shopware does."""
    if entity == "media" and (bad := PROTECTED & values.keys()):
        raise Refuse(403, "FRAMEWORK__WRITE_CONSTRAINT_VIOLATION", f"The field {bad.pop()} is write protected.")
    table = shop.tables[entity]
    known = {name: value for name, value in values.items() if name in COLUMNS[entity]}
    if entity == "media" and known.get("alt") == "":
        known["alt"] = None
    row = table.get(values.get("id", ""))
    if row is None:
        if missing := [name for name in REQUIRED.get(entity, ()) if not known.get(name)]:
            code, detail = "c1051bb4-d103-4f74-8988-acbcafc7fdc3", "This value should not be blank."
            refused = Refuse(400, code, detail)
            refused.error["source"] = {"pointer": f"{at}/{missing[0]}"}
            raise refused
        row = insert(shop.tables, entity, **({"id": values["id"]} if "id" in values else {}), **known)
    else:
        row |= known
        shop.touch(row)
    if entity == "product_media" and row["mediaId"] not in shop.tables["media"]:
        raise Refuse(400, "FRAMEWORK__FOREIGN_KEY_CONSTRAINT", "Cannot add or update a child row.")
    for inner in values.get("media", ()) if entity == "product" else ():
        upsert(shop, "product_media", inner | {"productId": row["id"]}, at=f"{at}/media")
    return row


def delete(shop: Shop, entity: str, row_id: str) -> None:
    """A file's rows go with it (`CascadeDelete`)."""
    row = shop.tables[entity].pop(row_id, None)
    if row is None:
        detail = f"The {entity} resource with the following primary key was not found: id({row_id})"
        raise Refuse(404, "FRAMEWORK__RESOURCE_NOT_FOUND", detail)
    if entity == "media":
        shop.files.pop(row["path"] or "", None)
        for one in [row for row in shop.tables["product_media"].values() if row["mediaId"] == row_id]:
            del shop.tables["product_media"][one["id"]]


def upload(shop: Shop, media_id: str, query: dict[str, str], data: bytes, mime: str) -> None:
    """MediaUploadController.php, then FileSaver.php, in their order."""
    name, ending = query.get("fileName", media_id), query.get("extension", "")
    # The pattern works on bytes: of a letter beyond ASCII none is left.
    name = re.sub(rb"[\x00-\x1F\x7F-\xFF]", b"", name.encode()).decode()
    if not ending:
        raise Refuse(400, "CONTENT__MEDIA_MISSING_FILE_EXTENSION", "No file extension provided.")
    media = shop.tables["media"].get(media_id)
    if media is None:
        raise Refuse(404, "CONTENT__MEDIA_NOT_FOUND", f'Could not find media with id "{media_id}"')
    _check_name(name := name.rstrip())
    for other in shop.tables["media"].values():
        if other is not media and other["path"] and (other["fileName"], other["fileExtension"]) == (name, ending):
            said = f'A file with the name "{name}.{ending}" already exists.'
            raise Refuse(400, "CONTENT__MEDIA_DUPLICATED_FILE_NAME", said, fileName=name, fileExtension=ending)
    if ending.lower() not in ALLOWED:
        said = f'The file extension "{ending}" for media object with id {media_id} is not supported.'
        raise Refuse(400, "CONTENT__MEDIA_FILE_TYPE_NOT_SUPPORTED", said)
    shop.put_file(media, name, ending, mime, data)


def _check_name(name: str) -> None:
    if not name:
        raise Refuse(400, "CONTENT__MEDIA_EMPTY_FILE_NAME", "A valid filename must be provided.")
    cause = next((f'Filename must not contain "{one}"' for one in RESTRICTED if one in name), "")
    if name[0] == "." or name[-1] == ".":
        cause = 'Filename must not start or end with a "." (dot).'
    if cause:
        said = f'Provided filename "{name}" is not permitted: {cause}'
        raise Refuse(400, "CONTENT__MEDIA_ILLEGAL_FILE_NAME", said)
