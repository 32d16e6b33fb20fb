"""The abilities that a store has only if its description has the section for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from connectors.contract import (
    Added,
    AddsImage,
    CategoryRecord,
    Counts,
    CountsThings,
    Gallery,
    ImageRecord,
    Kept,
    Picture,
    ReadsCategories,
    WritesImage,
    WritesProduct,
)
from connectors.errors import BadReply
from connectors.platforms.custom import arranging, mapping, values
from connectors.platforms.custom.described import Described
from connectors.platforms.custom.paging import pages
from connectors.platforms.custom.parts import Section, Write
from connectors.platforms.custom.sending import picture_names

# A store may copy a photo after it has answered: the gallery is asked so often, with so many seconds in between.
POLLS = 10
POLL_S = 1.0


class DescribedCategories(Described, ReadsCategories):
    def categories(self) -> Iterator[CategoryRecord]:
        section = self.about.categories
        if section is None:
            yield from self._of_products()
            return
        yield from self._listed(section)

    def _listed(self, section: Section) -> Iterator[CategoryRecord]:
        for page in pages(section.paging, lambda at: self.ask(section, {}, at)):
            yield from (mapping.category(row, section) for row in page.answer.rows)

    def _of_products(self) -> Iterator[CategoryRecord]:
        """A store that has categories only as words at its products: those are all read for it."""
        found: dict[str, CategoryRecord] = {}
        for page in self.product_pages():
            for product in page.products:
                for one in mapping.categories_from(product.category_ids, self.about.separator):
                    found.setdefault(one.id, one)
        yield from found.values()


class DescribedCounts(Described, CountsThings):
    def counts(self) -> Counts:
        return Counts(self._count("categories"), self._count("products"), self._count("images"))

    def _count(self, name: str) -> int | None:
        count = self.about.counts.get(name)
        if count is None:
            return None
        document = self.calls.document(self.calls.read(count.request, {}))
        found = values.whole(count.value.of(document), f"counts.{name}.value")
        if found is None:
            raise BadReply(f"The store's answer has nothing at “{count.value.text}” (counts.{name}.value).")
        return found


class DescribedPostImage(Described, WritesImage):
    def post_image(
        self, product_id: str, image_id: str, picture: Picture, *, position: int | None = None
    ) -> ImageRecord:
        write = self.about.writes["post_image"]
        before = set() if self.in_place else {image.id for image in self.gallery(product_id).images}
        names = {"product.id": product_id, "image.id": image_id, "new.position": position, **picture_names(picture)}
        answer = self.calls.write(write.request, names)
        new_id = _new_id(self, write, answer)
        if not new_id and self.in_place:
            new_id = image_id
        return _shown(self, product_id, new_id, before)


class DescribedAddImage(Described, AddsImage):
    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        write = self.about.writes["add_image"]
        before = {image.id for image in self.gallery(product_id).images}
        names = {"product.id": product_id, "new.position": position, "new.alt": alt, **picture_names(picture)}
        answer = self.calls.write(write.request, names)
        return _shown(self, product_id, _new_id(self, write, answer), before)


class DescribedPostProduct(Described, WritesProduct):
    def post_product(
        self,
        product_id: str,
        images: Sequence[Kept | Added],
        *,
        variant_images: Mapping[str, int] | None = None,
    ) -> Gallery:
        """The whole list, from a fresh read: an alt text that is not to change is sent as it is."""
        write = self.about.writes["post_product"]
        gallery, document = self.gallery_and_answer(product_id)
        live = {image.id: image for image in gallery.images}
        names = {
            "product.id": product_id,
            **{f"live.{name}": found.of(document) for name, found in write.live.items()},
            "images": arranging.pictures(write, product_id, images, live),
            "variants": arranging.links(write, product_id, images, variant_images or {}),
        }
        self.calls.write(write.request, names)
        return _settled(self, product_id, lambda gallery: len(gallery.images) == len(images))


def _new_id(store: Described, write: Write, answer: Any) -> str:
    """The id that the store gave the photo; empty if the description does not say where its answer has it."""
    if write.image_id is None:
        return ""
    return values.needed(write.image_id.of(store.calls.document(answer)), "result.image_id")


def _shown(store: Described, product_id: str, image_id: str, before: set[str]) -> ImageRecord:
    """The photo as the gallery shows it: by its id, or the one that was not there before."""

    def found(gallery: Gallery) -> ImageRecord | None:
        wanted = (one for one in gallery.images if (one.id == image_id if image_id else one.id not in before))
        return next(wanted, None)

    image = found(_settled(store, product_id, lambda gallery: found(gallery) is not None))
    if image is None:
        raise BadReply("The store took the photo and does not show it.")
    return image


def _settled(store: Described, product_id: str, is_there: Callable[[Gallery], bool]) -> Gallery:
    """The gallery once the write shows, or as it is when patience is over."""
    for _ in range(POLLS):
        gallery = store.gallery(product_id)
        if is_there(gallery):
            break
        time.sleep(POLL_S)
    return gallery
