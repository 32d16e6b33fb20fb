"""Speaks a folder of the merchant's own files as if it were a shop; results leave it as an archive."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from connectors.contract import (
    NAMELESS,
    Added,
    AddsImage,
    BrokenRecord,
    CategoryRecord,
    Connector,
    Counts,
    CountsThings,
    Gallery,
    ImageRecord,
    Kept,
    Picture,
    ProductPage,
    ProductRecord,
    ReadsCategories,
    ReadsImages,
    ReadsProducts,
    SetupField,
    StoreIdentity,
    WritesImage,
    WritesProduct,
)
from connectors.errors import BadReply, Refused
from connectors.platforms.upload import mapping
from connectors.platforms.upload.catalogue import ImageEntry, ProductEntry
from connectors.platforms.upload.folder import Folder
from connectors.platforms.upload.writes import added, moved, renewed, touch

if TYPE_CHECKING:
    from connectors.http import Http

PAGE_SIZE = 100


class UploadConnector(
    Connector,
    ReadsCategories,
    ReadsProducts,
    ReadsImages,
    WritesProduct,
    WritesImage,
    AddsImage,
    CountsThings,
):
    platform = "upload"
    label = "Upload"
    help = "Your own photos, without a shop: hand in an archive, take the results back as one."
    setup = (
        SetupField(
            "archive",
            "CSV + ZIP or a ZIP of photos",
            "A ZIP of photos (folders are categories, name_1.jpg and name_2.jpg are one product), with or without a CSV"
            " in it; or a CSV that names photos by web address. It can be handed in later, too.",
            "file",
            required=False,
        ),
    )
    default_channels = ("amazon", "google")
    reasons: ClassVar[Mapping[str, str]] = {
        "access": "There is no shop behind these files, so no key is needed.",
        "webhooks": "The files change only when you hand in new ones.",
    }

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.folder = Folder(settings.get("folder", ""))

    def read_picture(self, url: str) -> bytes:
        return self.folder.picture(url)

    @classmethod
    def forget(cls, settings: Mapping[str, str]) -> None:
        """The folder is the hub's own: it goes with the store."""
        shutil.rmtree(settings["folder"], ignore_errors=True)

    def check(self) -> StoreIdentity:
        with self.folder.reading() as catalogue:
            name = catalogue.name
        if not self.folder.is_writable():
            raise Refused(f"The hub must not write into {self.folder.path}.")
        return StoreIdentity(name, "")

    def categories(self) -> Iterator[CategoryRecord]:
        with self.folder.reading() as catalogue:
            entries = catalogue.categories()
        number = Counter(one for product in self.folder.products() for one in product.get("category_ids", ()))
        for entry in entries:
            yield mapping.category(entry, number[entry.get("id", "")])

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        """In order of id, as they were made; the cursor is the last id of a page."""
        while True:
            with self.folder.reading() as catalogue:
                entries = catalogue.products(after=cursor or "0", since=since, most=PAGE_SIZE + 1)
            part, more = entries[:PAGE_SIZE], len(entries) > PAGE_SIZE
            cursor = part[-1]["id"] if more else None
            yield _page(part, cursor)
            if cursor is None:
                return

    def gallery(self, product_id: str) -> Gallery:
        with self.folder.reading() as catalogue:
            return mapping.gallery(catalogue.product(product_id))

    def post_product(
        self,
        product_id: str,
        images: Sequence[Kept | Added],
        *,
        variant_images: Mapping[str, int] | None = None,
    ) -> Gallery:
        with self.folder.changing() as catalogue:
            product = catalogue.product(product_id)
            known = {image["id"]: image for image in product["images"]}
            product["images"] = [
                added(self.folder, catalogue, one.picture, one.alt) if isinstance(one, Added) else _kept(known, one)
                for one in images
            ]
            _link(product, variant_images or {})
            touch(product)
            catalogue.put(product)
        return mapping.gallery(product)

    def post_image(
        self, product_id: str, image_id: str, picture: Picture, *, position: int | None = None
    ) -> ImageRecord:
        with self.folder.changing() as catalogue:
            product = catalogue.product(product_id)
            place = renewed(self.folder, product, image_id, picture)
            place = place if position is None else moved(product, place, position)
            touch(product)
            catalogue.put(product)
        return mapping.images(product)[place]

    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        with self.folder.changing() as catalogue:
            product = catalogue.product(product_id)
            product["images"].append(added(self.folder, catalogue, picture, alt))
            last = len(product["images"]) - 1
            place = last if position is None else moved(product, last, position)
            touch(product)
            catalogue.put(product)
        return mapping.images(product)[place]

    def counts(self) -> Counts:
        with self.folder.reading() as catalogue:
            return Counts(*catalogue.counts())


def _page(entries: Sequence[ProductEntry], following: str | None) -> ProductPage:
    products: list[ProductRecord] = []
    broken: list[BrokenRecord] = []
    for entry in entries:
        try:
            products.append(mapping.product(entry))
        except BadReply as error:
            broken.append(BrokenRecord(str(entry.get("id", NAMELESS)), str(error)))
    return ProductPage(tuple(products), following, tuple(broken))


def _kept(known: Mapping[str, ImageEntry], one: Kept) -> ImageEntry:
    if one.image_id not in known:
        raise Refused(f"The product has no photo {one.image_id}.")
    image = known[one.image_id]
    return image if one.alt is None else {**image, "alt": one.alt}


def _link(product: ProductEntry, variant_images: Mapping[str, int]) -> None:
    """Variants show the picture that they are told, or still have."""
    ids = [image["id"] for image in product["images"]]
    for variant in product["variants"]:
        place = variant_images.get(variant["id"])
        if place is not None and not 0 <= place < len(ids):
            raise Refused(f"Variant {variant['id']} is to show photo {place}, but there are {len(ids)}.")
        variant["image_id"] = ids[place] if place is not None else variant["image_id"]
        if variant["image_id"] not in ids:
            variant["image_id"] = None
