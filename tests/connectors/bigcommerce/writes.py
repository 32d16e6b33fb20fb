"""How the double takes photos: by address or as a form, one thumbnail, and numbers that move others."""

from __future__ import annotations

import json
import urllib.request
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from tests.connectors.bigcommerce.shop import Photo, Product, Shop, Variant
from tests.connectors.servers import Call

MAX_BYTES = 8 * 1024 * 1024
LONGEST_URL = 255
KINDS = {".bmp", ".gif", ".jpg", ".jpeg", ".png", ".wbmp", ".xbm", ".webp"}


class Refuse(Exception):
    """An error answer of the API."""

    def __init__(self, status: int, title: str, **errors: str) -> None:
        super().__init__(title)
        self.status, self.errors = status, errors


class Writes:
    """`reaches` is whether it can fetch from the hub; `ignores` which ways of replacing it passes over in silence;
    `fails_with` is the status of its refusal of any replacement.
    """

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.reaches = True
        self.ignores: set[str] = set()
        self.fails_with = 0

    def add_photo(self, product: Product, call: Call) -> Photo:
        fields, upload = read_body(call)
        name, data = self._file(fields, upload, required=True)
        photo = self.shop.add_photo(product, data, name)
        self._set(product, photo, fields, renumber=False)
        return photo

    def put_photo(self, product: Product, photo: Photo, call: Call) -> Photo:
        if self.fails_with:
            raise Refuse(self.fails_with, "Not now")
        fields, upload = read_body(call)
        name, data = self._file(fields, upload, required=False)
        if name and ("upload" if upload else "address") not in self.ignores:
            photo.file, photo.modified = self.shop.put_file(data, name), datetime.now(UTC)
        self._set(product, photo, fields, renumber=True)
        return photo

    def put_variant_picture(self, variant: Variant, call: Call) -> None:
        fields, _ = read_body(call)
        name, data = self._fetched(str(fields.get("image_url", "")))
        variant.file = self.shop.put_copy(data, name)

    def _file(self, fields: dict[str, Any], upload: tuple[str, bytes] | None, *, required: bool) -> tuple[str, bytes]:
        if upload is None and not fields.get("image_url"):
            if required:
                raise Refuse(422, "image_url must be present if uploading by url")
            return "", b""
        if upload is None and len(fields["image_url"]) > LONGEST_URL:
            raise Refuse(422, "JSON data is missing or invalid", image_url="image_url is longer than 255 characters")
        name, data = upload or self._fetched(fields["image_url"])
        if PurePosixPath(name).suffix.lower() not in KINDS or len(data) > MAX_BYTES:
            raise Refuse(422, "The image is not valid", image_file="wrong type or larger than 8 MB")
        return name, data

    def _fetched(self, url: str) -> tuple[str, bytes]:
        try:
            if not self.reaches:
                raise OSError
            with urllib.request.urlopen(url, timeout=10) as answer:
                return PurePosixPath(urlsplit(url).path).name, answer.read()
        except (OSError, ValueError) as error:
            raise Refuse(400, "The requested resource could not be downloaded and may be invalid.") from error

    def _set(self, product: Product, photo: Photo, fields: dict[str, Any], *, renumber: bool) -> None:
        photo.description = fields.get("description", photo.description)
        if fields.get("is_thumbnail"):
            for one in product.photos:
                one.is_thumbnail = one is photo
        if (order := fields.get("sort_order")) is None:
            return
        if renumber and order > photo.sort_order:
            for one in product.photos:
                one.sort_order += one is not photo and one.sort_order >= order
        photo.sort_order = order


def read_body(call: Call) -> tuple[dict[str, Any], tuple[str, bytes] | None]:
    """Fields, and the file of a form. A form in JSON's place, or the other way round, is refused."""
    kind = call.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        try:
            found = json.loads(call.body)
        except ValueError as error:
            raise Refuse(422, "JSON data is missing or invalid") from error
        return found, None
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + call.body)
    fields: dict[str, Any] = {}
    upload = None
    for part in message.get_payload():
        data = part.get_payload(decode=True)
        if part.get_filename():
            upload = (part.get_filename(), data)
        else:
            fields[str(part.get_param("name", header="content-disposition"))] = data.decode()
    if "sort_order" in fields:
        fields["sort_order"] = int(fields["sort_order"])
    fields["is_thumbnail"] = fields.get("is_thumbnail") == "true"
    return fields, upload
