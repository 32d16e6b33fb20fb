"""Files into the store's media: in place of an old one, or as a new one in the folder of product media."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import PurePosixPath

from connectors.answers import Raw
from connectors.contract import Picture
from connectors.errors import ConnectorError
from connectors.platforms.shopware import media
from connectors.platforms.shopware.answers import NameTaken
from connectors.platforms.shopware.api import ShopwareApi
from connectors.platforms.shopware.criteria import PRODUCT_FOLDER
from connectors.platforms.shopware.fields import identifier, read

ENDINGS = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "image/gif": ("gif",),
    "image/avif": ("avif",),
}
# RESTRICTED_CHARACTERS of FileNameValidator.php; a name must not begin or end with a dot either.
FORBIDDEN = re.compile(r"[\\/?*%&:|\"'<>$#{}\x00-\x1f\x7f]+")
LONGEST_NAME = 100


def new_id() -> str:
    """Ids are made by who writes: 32 hexadecimal digits."""
    return uuid.uuid4().hex


def replace_file(api: ShopwareApi, row: Raw, picture: Picture) -> None:
    """Put the picture into the photo's file, under its old name: the same name in the same media is no duplicate.

    Left out, the name would become the media's id (MediaUploadController.php).
    """
    file = media.file_of(row)
    name = read.text(file, "fileName") or PurePosixPath(picture.filename).stem
    _upload(api, identifier(file), name, _ending(picture, read.text(file, "fileExtension")), picture)


def add_file(api: ShopwareApi, picture: Picture, alt: str) -> str:
    """A new file; the id of its media. Nothing is left behind if the store does not take it."""
    media_id, folder = new_id(), _folder(api)
    # Which thumbnails are made is a setting of the folder: outside of it there would be none.
    placed = {"mediaFolderId": folder} if folder else {}
    api.create("media", {"id": media_id, **placed, **({"alt": alt} if alt else {})})
    try:
        _upload(api, media_id, PurePosixPath(picture.filename).stem, _ending(picture), picture)
    except ConnectorError:
        remove_file(api, media_id)
        raise
    return media_id


def remove_file(api: ShopwareApi, media_id: str) -> None:
    """Take a file away that was just added, as far as the store can be reached."""
    with suppress(ConnectorError):
        api.delete("media", media_id)


def _upload(api: ShopwareApi, media_id: str, name: str, ending: str, picture: Picture) -> None:
    """Names are unique in the whole store: one that is taken is tried once more with a part of the id behind it."""
    wanted = FORBIDDEN.sub("-", name)[:LONGEST_NAME].strip(" .-") or "photo"
    for one in (wanted, f"{wanted}-{media_id[:8]}"):
        try:
            api.upload(media_id, name=one, extension=ending, data=picture.data, mime=picture.mime)
            return
        except NameTaken:
            if one != wanted:
                raise


def _ending(picture: Picture, before: str = "") -> str:
    """The old one if it fits, so that the file's address stays."""
    fitting = ENDINGS.get(picture.mime, ())
    if before.lower() in fitting:
        return before
    return fitting[0] if fitting else PurePosixPath(picture.filename).suffix.lstrip(".").lower()


def _folder(api: ShopwareApi) -> str:
    """The folder that the admin puts product photos into; empty if the store has none."""
    for found in api.search("media-default-folder", PRODUCT_FOLDER):
        folder = found.get("folder") if isinstance(found, Mapping) else None
        if isinstance(folder, Mapping):
            return identifier(folder)
    return ""
