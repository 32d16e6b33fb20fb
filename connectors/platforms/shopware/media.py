"""A product's rows of media: which are photos, in which order, and the file behind each.

A row (product_media) has an id of its own, which is the photo's id here, and names a file (media) that other rows may
name too.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.answers import Raw
from connectors.contract import ImageRecord
from connectors.errors import BadReply, NotFound
from connectors.platforms.shopware.fields import identifier, objects, read, size

# The narrowest of the thumbnails that is still sharp in a list.
WIDE_ENOUGH = 300


def images(raw: Raw) -> tuple[ImageRecord, ...]:
    """The photos in the shop's order."""
    product_id = identifier(raw)
    return tuple(_image(row, product_id, place) for place, row in enumerate(photos(raw)))


def photos(raw: Raw) -> list[Raw]:
    """The cover first, as the storefront puts it (ProductPageLoader.php), then by position; each row once."""
    cover = read.text(raw, "coverId")
    found = {identifier(row): row for row in rows(raw) if is_photo(row)}
    return sorted(found.values(), key=lambda row: (identifier(row) != cover, *_order(row)))


def rows(raw: Raw) -> list[Raw]:
    """All rows, with films and 3D models among them, by position. Raises `BadReply`."""
    if raw.get("media") is None:
        raise BadReply("A product in Shopware's answer lacks its images (media).")
    return sorted(objects(raw, "media"), key=_order)


def is_photo(row: Raw) -> bool:
    """Products show films, PDFs and 3D models too; a media row whose upload failed has no file."""
    file = file_of(row)
    return read.text(file, "mimeType").startswith("image/") and bool(read.text(file, "url"))


def file_of(row: Raw) -> Raw:
    found = row.get("media")
    return found if isinstance(found, Mapping) else {}


def row_of(raw: Raw, image_id: str) -> Raw:
    """One photo's row. Raises `NotFound`."""
    for row in photos(raw):
        if identifier(row) == image_id:
            return row
    raise NotFound("The photo is no longer in the store.")


def place_of(row: Raw) -> int | None:
    found = row.get("position")
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def alt(row: Raw) -> str:
    return read.text(file_of(row), "alt")


def _order(row: Raw) -> tuple[int, str]:
    """Rows often share a position: which comes first is then left to the database, and here to the id."""
    return place_of(row) or 0, identifier(row)


def _image(row: Raw, product_id: str, position: int) -> ImageRecord:
    file = file_of(row)
    about = file.get("metaData")
    sizes: Raw = about if isinstance(about, Mapping) else {}
    return ImageRecord(
        id=identifier(row),
        product_id=product_id,
        url=read.text(file, "url"),
        position=position,
        alt=alt(row),
        thumbnail_url=_thumbnail(file),
        width=size(sizes, "width"),
        height=size(sizes, "height"),
        # `uploadedAt` is when the file was last replaced (shopware/shopware pull request 11062).
        created_at=read.moment(file, "createdAt"),
    )


def _thumbnail(file: Raw) -> str:
    """None for some time after an upload: they are made later, by a queue."""
    made = sorted((size(one, "width") or 0, read.text(one, "url")) for one in objects(file, "thumbnails"))
    wide = [url for width, url in made if width >= WIDE_ENOUGH]
    return (wide or [url for _, url in made[-1:]] or [""])[0]
