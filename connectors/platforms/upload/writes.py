"""What changes when a photo of an upload store is replaced, added or moved."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import PurePosixPath

from connectors.contract import Picture
from connectors.errors import NotFound
from connectors.platforms.upload.catalogue import Catalogue, ImageEntry, ProductEntry
from connectors.platforms.upload.folder import Folder


def now() -> str:
    """This moment as ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat()


def touch(product: ProductEntry) -> None:
    """The product changed: the next sync reads it."""
    product["updated_at"] = now()


def added(folder: Folder, catalogue: Catalogue, picture: Picture, alt: str) -> ImageEntry:
    """A photo that the hub puts in; the merchant never handed it in."""
    return {
        "id": catalogue.new_id(),
        "file": folder.keep(picture.data, picture.filename),
        "name": picture.filename,
        "alt": alt,
        "source": "",
        "sha256": hashlib.sha256(picture.data).hexdigest(),
        "imported_sha256": "",
        "created_at": now(),
    }


def renewed(folder: Folder, product: ProductEntry, image_id: str, picture: Picture) -> int:
    """Other bytes under the same id and the merchant's own name, with the new file's ending; gives the place."""
    for place, image in enumerate(product["images"]):
        if image["id"] == image_id:
            ending = PurePosixPath(picture.filename).suffix or PurePosixPath(image["name"]).suffix
            image["name"] = PurePosixPath(image["name"]).stem + ending
            image["file"] = folder.keep(picture.data, image["name"])
            image["sha256"] = hashlib.sha256(picture.data).hexdigest()
            image["created_at"] = now()
            return place
    raise NotFound(f"The product has no photo {image_id}.")


def moved(product: ProductEntry, place: int, position: int) -> int:
    """Put the photo at `place` at `position` among the others; gives where it is then."""
    image = product["images"].pop(place)
    target = max(0, min(position, len(product["images"])))
    product["images"].insert(target, image)
    return target
