"""Speaks the catalogue that partners write through the hub's own API as if it were a shop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from connectors.contract import (
    Added,
    AddsImage,
    BrokenRecord,
    Connector,
    Counts,
    CountsThings,
    Gallery,
    ImageRecord,
    Kept,
    Picture,
    ProductPage,
    ProductRecord,
    ReadsImages,
    ReadsProducts,
    SetupField,
    StoreIdentity,
    WritesImage,
    WritesProduct,
)
from connectors.errors import BadReply, NotFound, Refused
from connectors.platforms.partner.shelf import Entry, open_shelf

if TYPE_CHECKING:
    from connectors.http import Http

PAGE_SIZE = 500
Pictures = list[dict[str, Any]]


class PartnerConnector(Connector, ReadsProducts, ReadsImages, WritesProduct, WritesImage, AddsImage, CountsThings):
    platform = "partner"
    offered = False
    by_hand = False
    label = "Partner catalogue"
    help = "Products that your own programs send through the hub's API."
    setup = (
        SetupField(
            "catalogue",
            "Catalogue",
            "Nothing to enter: the store is there once the first product is sent with one of your API keys.",
            required=False,
        ),
    )
    #: the API knows photos by their addresses alone
    shows_alt = False
    reasons: ClassVar[Mapping[str, str]] = {
        "access": "There is no shop behind these products, so no key is needed.",
        "categories": "Products come through the API without categories of their own.",
        "webhooks": "Changes come through the API, so the hub knows of them at once.",
    }

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.shelf = open_shelf(settings.get("merchant", ""))

    @classmethod
    def forget(cls, settings: Mapping[str, str]) -> None:
        open_shelf(settings.get("merchant", "")).clear()

    def read_picture(self, url: str) -> bytes:
        return self.shelf.picture(url) if self.shelf.keeps(url) else super().read_picture(url)

    def check(self) -> StoreIdentity:
        self.shelf.count()
        return StoreIdentity(self.label, "")

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        """In order of change; the cursor is the time of a page's last article."""
        after = datetime.fromisoformat(cursor) if cursor else None
        while True:
            # One more than a page tells whether there is another.
            entries = self.shelf.page(since, after, PAGE_SIZE + 1)
            part = entries[:PAGE_SIZE]
            after = part[-1].updated_at if part else after
            following = after.isoformat() if after and len(entries) > PAGE_SIZE else None
            yield _page(part, following)
            if following is None:
                return

    def gallery(self, product_id: str) -> Gallery:
        return Gallery(product_id, _images(self.shelf.entry(product_id)))

    def post_product(
        self,
        product_id: str,
        images: Sequence[Kept | Added],
        *,
        variant_images: Mapping[str, int] | None = None,
    ) -> Gallery:
        with self.shelf.changing(product_id) as pictures:
            known = {entry["id"]: entry for entry in pictures}
            pictures[:] = [
                self._new(product_id, one.picture) if isinstance(one, Added) else _kept(known, one) for one in images
            ]
        return self.gallery(product_id)

    def post_image(
        self, product_id: str, image_id: str, picture: Picture, *, position: int | None = None
    ) -> ImageRecord:
        with self.shelf.changing(product_id) as pictures:
            place = _place_of(pictures, image_id)
            entry = pictures.pop(place) | {"address": self.shelf.keep(picture.data, picture.filename)}
            _put(pictures, entry, place if position is None else position)
        return self.gallery(product_id).image(image_id)

    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        with self.shelf.changing(product_id) as pictures:
            entry = self._new(product_id, picture)
            pictures[:] = [one for one in pictures if one["id"] != entry["id"]]
            _put(pictures, entry, len(pictures) if position is None else position)
        return self.gallery(product_id).image(entry["id"])

    def counts(self) -> Counts:
        return Counts(None, self.shelf.count(), None)

    def _new(self, ean: str, picture: Picture) -> dict[str, Any]:
        """A photo that the hub adds: its bytes name it, so that the same one twice is one."""
        address = self.shelf.keep(picture.data, picture.filename)
        return {"id": f"{ean}-{address.rsplit('/', 2)[-2][:18]}", "source": address, "address": address}


def _page(entries: Sequence[Entry], following: str | None) -> ProductPage:
    products: list[ProductRecord] = []
    broken: list[BrokenRecord] = []
    for entry in entries:
        try:
            products.append(_product(entry))
        except BadReply as error:
            broken.append(BrokenRecord(entry.ean, str(error)))
    return ProductPage(tuple(products), following, tuple(broken))


def _product(entry: Entry) -> ProductRecord:
    images = _images(entry)
    return ProductRecord(
        id=entry.ean,
        name=entry.title,
        sku=entry.reference,
        ean=entry.ean,
        tags=entry.tags,
        updated_at=entry.updated_at,
        deactivated=entry.deactivated,
        image_count=len(images),
        images=images,
    )


def _images(entry: Entry) -> tuple[ImageRecord, ...]:
    if not isinstance(entry.pictures, list) or not all(isinstance(one, dict) for one in entry.pictures):
        raise BadReply(f"The photos of {entry.ean} are not a list.")
    return tuple(
        ImageRecord(id=one["id"], product_id=entry.ean, url=one["address"], position=place)
        for place, one in enumerate(entry.pictures)
    )


def _place_of(pictures: Pictures, image_id: str) -> int:
    for place, entry in enumerate(pictures):
        if entry["id"] == image_id:
            return place
    raise NotFound("The photo is no longer in the store.")


def _kept(known: Mapping[str, dict[str, Any]], one: Kept) -> dict[str, Any]:
    if one.image_id not in known:
        raise Refused(f"The product has no photo {one.image_id}.")
    return known[one.image_id]


def _put(pictures: Pictures, entry: dict[str, Any], position: int) -> None:
    pictures.insert(max(0, min(position, len(pictures))), entry)
