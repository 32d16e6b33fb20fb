"""Tries the methods that write on one product of a real store, and leaves it as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from connectors.contract import Added, Gallery, ImageRecord, Kept, Picture, WritesImage, WritesProduct
from connectors.errors import Refused

ALT = "A test picture"
NewPicture = Callable[[bytes | None], Picture]
"""Gives these bytes, or those of a test picture, at an address that the store can reach."""


class Trial:
    """One product that writes are tried on. Each is taken back before the next one is tried."""

    def __init__(self, new_picture: NewPicture, product_id: str = "") -> None:
        self.new_picture = new_picture
        self.product_id = product_id
        self.connector: Any = None
        self.gallery = Gallery(product_id, ())
        self.originals: list[bytes] = []
        self.before = self.gallery

    def begin(self, connector: Any, product_ids: Sequence[str]) -> None:
        """Choose a product with a photo, and remember its gallery down to the bytes. Raises `Refused`."""
        if self.originals:
            return
        self.connector = connector
        for product_id in [self.product_id] if self.product_id else product_ids:
            found = connector.gallery(product_id)
            if found.images:
                self.product_id, self.gallery, self.before = product_id, found, found
                self.originals = [connector.read_picture(image.url) for image in found.images]
                return
        raise Refused("No product with a photo was found to try it on.")

    def post_product(self) -> str:
        """Put a new photo behind the main one."""
        new = Added(self.new_picture(None), ALT)
        wanted: list[Kept | Added] = [*self._all_kept()]
        wanted.insert(1, new)
        links = {variant: place + (place > 0) for variant, place in _links(self.gallery).items()}
        after = self.connector.post_product(self.product_id, wanted, variant_images=links)
        _expect(len(after.images) == len(wanted), "the product does not have one photo more")
        return self._shown(after.images[1], new, "A photo was put behind the main one")

    def post_image(self) -> str:
        """Replace the last photo."""
        last = self.gallery.images[-1]
        wanted = Added(self.new_picture(None), last.alt)
        shown = self.connector.post_image(self.product_id, last.id, wanted.picture)
        return self._shown(shown, wanted, "The last photo was replaced")

    def add_image(self) -> str:
        """Add a photo at the end."""
        wanted = Added(self.new_picture(None), ALT)
        shown = self.connector.add_image(self.product_id, wanted.picture, alt=wanted.alt)
        return self._shown(shown, wanted, "A photo was added")

    def take_back(self) -> None:
        """Write what differs from the beginning, and read it again. Raises `Refused` with what is not as it was."""
        if not self.originals:
            return
        now: Gallery = self.connector.gallery(self.product_id)
        if isinstance(self.connector, WritesImage) and self.connector.in_place:
            self._replace_back(now)
        if isinstance(self.connector, WritesProduct) and self.differences():
            self._list_back(now)
        left = self.differences()
        _expect(not left, f"the gallery is not as it was: {'; '.join(left)}")
        self.gallery = self.connector.gallery(self.product_id)

    def differences(self) -> list[str]:
        """What is not as it was. Ids may be new where a platform gives new ones; all else may not."""
        now: Gallery = self.connector.gallery(self.product_id)
        if len(now.images) != len(self.originals):
            return [f"{len(now.images)} photos instead of {len(self.originals)}"]
        problems = []
        if [image.alt for image in now.images] != [image.alt for image in self.before.images]:
            problems.append("an alt text is different")
        if not all(self._is(image, data) for image, data in zip(now.images, self.originals, strict=True)):
            problems.append("other pictures, or in another order")
        if _links(now) != _links(self.before):
            problems.append("a variant shows another photo")
        return problems

    def _shown(self, image: ImageRecord, wanted: Added, said: str) -> str:
        live: Gallery = self.connector.gallery(self.product_id)
        found = next((one for one in live.images if one.id == image.id), None)
        _expect(found is not None, "the new photo is not in the gallery")
        assert found
        _expect(self._is(found, wanted.picture.data), "the store shows another photo")
        _expect(found.alt == wanted.alt or not self.connector.shows_alt, "the photo has another alt text")
        return f"{said} on product {self.product_id}, and taken back"

    def _replace_back(self, now: Gallery) -> None:
        originals = {image.id: data for image, data in zip(self.gallery.images, self.originals, strict=True)}
        for image in now.images:
            data = originals.get(image.id)
            if data is not None and not self._is(image, data):
                self.connector.post_image(self.product_id, image.id, self.new_picture(data))

    def _list_back(self, now: Gallery) -> None:
        """Where a replaced photo got a new id, the old bytes come as a new photo in its place."""
        live = {image.id for image in now.images}
        wanted = [
            kept if kept.image_id in live else Added(self.new_picture(data), kept.alt or "")
            for kept, data in zip(self._all_kept(), self.originals, strict=True)
        ]
        self.connector.post_product(self.product_id, wanted, variant_images=_links(self.before))

    def _is(self, image: ImageRecord, data: bytes) -> bool:
        return bool(self.connector.same_picture(self.connector.read_picture(image.url), data))

    def _all_kept(self) -> list[Kept]:
        return [Kept(image.id, alt=image.alt) for image in self.gallery.images]


def _links(gallery: Gallery) -> dict[str, int]:
    """Variant id -> the place of the photo that it shows."""
    places = {image.id: place for place, image in enumerate(gallery.images)}
    return {one.id: places[one.image_id] for one in gallery.variants if one.image_id in places}


def _expect(met: bool, otherwise: str) -> None:
    if not met:
        raise Refused(f"{otherwise[0].upper()}{otherwise[1:]}.")
