"""Planned products into the catalogue: found again by key, never taken away, the hub's own results left in place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from connectors.errors import ConnectorError
from connectors.http import Http
from connectors.platforms.upload.archive import NotReadable, Problem, normal
from connectors.platforms.upload.folder import Document, Folder, ImageEntry, ProductEntry, new_id
from connectors.platforms.upload.plan import PlannedPhoto, PlannedProduct
from connectors.platforms.upload.writes import now, touch

DOWNLOADS_AT_ONCE = 8
BEGINNINGS = {
    b"\xff\xd8\xff": ".jpg",
    b"\x89PNG\r\n\x1a\n": ".png",
    b"GIF8": ".gif",
    b"II*\0": ".tif",
    b"MM\0*": ".tif",
    b"BM": ".bmp",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A photo whose bytes lie in the store's folder."""

    photo: PlannedPhoto
    file: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A planned product with the photos that could be had."""

    product: PlannedProduct
    photos: tuple[Loaded, ...]


def load(folder: Folder, products: Sequence[PlannedProduct], http: Http) -> tuple[list[Filled], list[Problem]]:
    """Unpack and download the photos into the folder; the catalogue does not know them yet."""
    photos = [photo for product in products for photo in product.photos]
    with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
        results = iter(list(pool.map(lambda photo: _load(folder, photo, http), photos)))
    filled, problems = [], []
    for product in products:
        found = [next(results) for _ in product.photos]
        filled.append(Filled(product, tuple(one for one in found if isinstance(one, Loaded))))
        problems += [one for one in found if isinstance(one, Problem)]
    return filled, problems


def merge(document: Document, filled: Iterable[Filled]) -> None:
    """Write the products into the catalogue. Doing it twice changes nothing."""
    known = {product["key"]: product for product in document["products"]}
    for one in filled:
        product = known.get(one.product.key) or _new_product(document, one.product)
        known[one.product.key] = product
        _merge_product(document, product, one)


def _load(folder: Folder, photo: PlannedPhoto, http: Http) -> Loaded | Problem:
    try:
        data = photo.member.read() if photo.member else http.get(photo.source, signed=False).content
        ending = _ending(data)
    except (ConnectorError, NotReadable) as error:
        return Problem(str(error), photo.source[:500], photo.row)
    name = _name(photo.source, ending)
    return Loaded(photo, folder.keep(data, name), name, hashlib.sha256(data).hexdigest())


def _ending(data: bytes) -> str:
    """The ending that fits the bytes. Raises `NotReadable` for what does not begin as a photo does."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    if data[4:12] in {b"ftypavif", b"ftypavis"}:
        return ".avif"
    for beginning, ending in BEGINNINGS.items():
        if data.startswith(beginning):
            return ending
    raise NotReadable("The file is no photo." if data else "The file is empty.")


def _name(source: str, ending: str) -> str:
    """The merchant's own file name; an address without one gets its photo's ending."""
    path = PurePosixPath(unquote(urlsplit(source).path) if "://" in source else source)
    return path.name if path.suffix else f"{path.name or 'photo'}{ending}"


def _new_product(document: Document, planned: PlannedProduct) -> ProductEntry:
    product: ProductEntry = {
        "id": new_id(document),
        "key": planned.key,
        "name": planned.name or planned.sku,
        "sku": planned.sku,
        "ean": planned.ean,
        "category_ids": [],
        "updated_at": now(),
        "images": [],
        "variants": [],
    }
    document["products"].append(product)
    return product


def _merge_product(document: Document, product: ProductEntry, filled: Filled) -> None:
    planned = filled.product
    before = repr(product)
    product["name"] = planned.name or product["name"]
    product["ean"] = planned.ean or product["ean"]
    if planned.tags:
        product["tags"] = list(planned.tags)
    if planned.category:
        product["category_ids"] = [_category_id(document, planned.category)]
    listed = [_image(document, product, loaded) for loaded in filled.photos]
    ids = {image["id"] for image in listed}
    product["images"] = listed + [image for image in product["images"] if image["id"] not in ids]
    if repr(product) != before:
        touch(product)


def _image(document: Document, product: ProductEntry, loaded: Loaded) -> ImageEntry:
    """The photo that has this source already, or a new one.

    Other bytes than last time are the merchant's newer work and take its place; the same bytes change nothing, so
    that a retouched photo stays when the old archive is handed in once more.
    """
    source = normal(loaded.photo.source)
    image = next((one for one in product["images"] if normal(one["source"]) == source), None)
    if image is None:
        return _new_image(document, loaded)
    image["alt"] = loaded.photo.alt or image["alt"]
    if image["imported_sha256"] != loaded.sha256:
        image["file"], image["name"], image["created_at"] = loaded.file, loaded.name, now()
        image["sha256"] = image["imported_sha256"] = loaded.sha256
    return image


def _new_image(document: Document, loaded: Loaded) -> ImageEntry:
    return {
        "id": new_id(document),
        "file": loaded.file,
        "name": loaded.name,
        "alt": loaded.photo.alt,
        "source": loaded.photo.source,
        "sha256": loaded.sha256,
        "imported_sha256": loaded.sha256,
        "created_at": now(),
    }


def _category_id(document: Document, path: Sequence[str]) -> str:
    """The last step's category; steps that are missing are made."""
    parent: str | None = None
    for name in path:
        parent = _child(document, name, parent)
    assert parent is not None
    return parent


def _child(document: Document, name: str, parent: str | None) -> str:
    for entry in document["categories"]:
        if (entry["name"].casefold(), entry["parent_id"]) == (name.casefold(), parent):
            return entry["id"]
    document["categories"].append({"id": new_id(document), "name": name, "parent_id": parent})
    return document["categories"][-1]["id"]
