"""Shopify's JSON as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.answers import Raw
from connectors.contract import (
    NAMELESS,
    BrokenRecord,
    CategoryRecord,
    Gallery,
    ImageRecord,
    ProductRecord,
    VariantRecord,
)
from connectors.errors import BadReply, ConnectorError, NotFound
from connectors.platforms.shopify.api import nodes, read

# The one variant of a product without options is called so (ProductVariant, "Default Title").
NO_OPTION = "Default Title"


def gid(kind: str, number: str) -> str:
    """Shopify's id of a thing whose number we keep. Raises `NotFound` for what cannot be one."""
    if not number.isascii() or not number.isdecimal():
        raise NotFound(f"The store has nothing under the number {number[:50]}.")
    return f"gid://shopify/{kind}/{number}"


def number(raw: Any, kind: str) -> str:
    """The number at the end of a thing's id. Raises `BadReply`."""
    found = raw.get("id") if isinstance(raw, Mapping) else None
    tail = found.removeprefix(f"gid://shopify/{kind}/") if isinstance(found, str) else ""
    if not tail.isdecimal() or tail == found:
        raise BadReply(f"Shopify's answer lacks the id of a {kind}.")
    return tail


def category(raw: Any) -> CategoryRecord:
    entry = read.object(raw, "collection")
    counted = entry.get("productsCount")
    return CategoryRecord(
        id=number(entry, "Collection"),
        name=read.text(entry, "title"),
        product_count=read.whole(counted, "count") if isinstance(counted, Mapping) else None,
    )


def product(raw: Any) -> ProductRecord:
    """One product whose nested lists are complete. Its SKU and barcode are those of its first variant."""
    entry = read.object(raw, "product")
    product_id = number(entry, "Product")
    pictures = images(entry, product_id)
    shown = variants(entry)
    return ProductRecord(
        id=product_id,
        name=read.text(entry, "title"),
        sku=next((one.sku for one in shown), ""),
        ean=next((one.ean for one in shown), ""),
        url=read.text(entry, "onlineStoreUrl"),
        category_ids=tuple(number(one, "Collection") for one in nodes(entry.get("collections"), "collections")),
        tags=tuple(str(tag) for tag in entry.get("tags") or ()),
        updated_at=read.moment(entry, "updatedAt"),
        # Only these two are sold; UNLISTED ones are, to who has their address (ProductStatus).
        deactivated=read.text(entry, "status") not in {"ACTIVE", "UNLISTED"},
        image_count=len(pictures),
        variants=shown,
        images=pictures,
    )


def broken(raw: Any, error: ConnectorError) -> BrokenRecord:
    """A product that could not be read, under its number as far as it has one."""
    try:
        return BrokenRecord(number(raw, "Product"), str(error))
    except BadReply:
        return BrokenRecord(NAMELESS, str(error))


def gallery(raw: Raw) -> Gallery:
    product_id = number(raw, "Product")
    return Gallery(product_id, images(raw, product_id), variants(raw))


def media(raw: Raw) -> list[Raw]:
    """All media of a product in order, each once: pictures, films and models."""
    found: dict[str, Raw] = {}
    for entry in nodes(raw.get("media"), "a product's images (media)"):
        found.setdefault(str(read.object(entry, "media").get("id")), entry)
    return list(found.values())


def is_picture(entry: Raw) -> bool:
    """True for a picture that can be shown: one that is being made, or failed to be, has no image (MediaImage.image)."""
    return entry.get("mediaContentType") == "IMAGE" and isinstance(entry.get("image"), Mapping)


def is_being_made(entry: Raw) -> bool:
    waiting = entry.get("fileStatus") in {"UPLOADED", "PROCESSING"} and not isinstance(entry.get("image"), Mapping)
    return waiting and entry.get("mediaContentType") == "IMAGE"


def images(raw: Raw, product_id: str) -> tuple[ImageRecord, ...]:
    pictures = [entry for entry in media(raw) if is_picture(entry)]
    return tuple(_image(entry, product_id, position) for position, entry in enumerate(pictures))


def variants(raw: Raw) -> tuple[VariantRecord, ...]:
    return tuple(_variant(entry) for entry in nodes(raw.get("variants"), "variants"))


def shown_media(variant: Raw) -> str:
    """The id of what a variant shows; empty if it has nothing of its own."""
    found = nodes(variant.get("media"), "a variant's media")
    return str(found[0].get("id")) if found and isinstance(found[0], Mapping) else ""


def media_of(url: str) -> str:
    """The number of the picture that an address of ours stands for; empty if it names none."""
    before, _, tail = url.partition("#")
    return tail if "?" in before and tail.isascii() and tail.isdecimal() else ""


def _image(entry: Raw, product_id: str, position: int) -> ImageRecord:
    picture = read.object(entry.get("image"), "image")
    url = read.needed(picture, "url")
    image_id = number(entry, "MediaImage")
    return ImageRecord(
        id=image_id,
        product_id=product_id,
        # The address stays as long as its file does (?v= counts up with each). What follows # is sent to no server: it
        # tells `read_picture` whose original to ask for.
        url=f"{url}#{image_id}" if "?" in url else url,
        position=position,
        alt=read.text(entry, "alt"),
        thumbnail_url=read.text(picture, "thumbnail"),
        width=read.whole(picture, "width"),
        height=read.whole(picture, "height"),
        created_at=read.moment(entry, "createdAt"),
    )


def _variant(raw: Any) -> VariantRecord:
    entry = read.object(raw, "variant")
    shown = shown_media(entry)
    title = read.text(entry, "title")
    return VariantRecord(
        id=number(entry, "ProductVariant"),
        name="" if title == NO_OPTION else title,
        sku=read.text(entry, "sku"),
        ean=read.text(entry, "barcode"),
        image_id=number({"id": shown}, "MediaImage") if "/MediaImage/" in shown else None,
    )
