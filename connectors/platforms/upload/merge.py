"""Planned products into the catalogue: found again by key, never taken away, the hub's own results left in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from connectors.platforms.upload.archive import normal
from connectors.platforms.upload.catalogue import Catalogue, ImageEntry, ProductEntry
from connectors.platforms.upload.planned import PlannedPhoto, PlannedProduct, PlannedRow
from connectors.platforms.upload.problems import Problem
from connectors.platforms.upload.unpacked import Loaded
from connectors.platforms.upload.writes import now, touch

ACCEPTED = "a photo that can be read: JPEG, PNG, GIF, WebP, TIFF, BMP or AVIF"
Photo = tuple[PlannedPhoto, Loaded]


@dataclass(frozen=True, slots=True)
class Filled:
    """A planned product: the rows of it that can come in, their photos, and what is wrong with the others."""

    product: PlannedProduct
    rows: tuple[PlannedRow, ...]
    photos: tuple[Photo, ...]
    problems: tuple[Problem, ...]


def fill(products: Iterable[PlannedProduct], loaded: Iterator[Loaded]) -> Iterator[Filled]:
    """Each product with its photos, which come in the same order."""
    for product in products:
        rows: list[PlannedRow] = []
        photos: list[Photo] = []
        problems: list[Problem] = []
        for row in product.rows:
            found = list(zip(row.photos, islice(loaded, len(row.photos)), strict=True))
            bad = [_problem(row, photo, one) for photo, one in found if one.problem]
            problems += bad
            # A line of the table comes in whole or not at all; photos by themselves each stand for themselves.
            good = [] if bad and row.line else [(photo, one) for photo, one in found if not one.problem]
            if good or not bad:
                rows.append(row)
                photos += good
        yield Filled(product, tuple(rows), tuple(photos), tuple(problems))


def _problem(row: PlannedRow, photo: PlannedPhoto, loaded: Loaded) -> Problem:
    column, source = "image" if row.line else "", photo.source[:500]
    return Problem(loaded.problem, source, row.line, column, source if row.line else "", ACCEPTED)


class Merging:
    """One turn at the catalogue, with its categories by name."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._categories = {
            (entry["name"].casefold(), entry["parent_id"]): entry["id"] for entry in reversed(catalogue.categories())
        }

    def merge(self, filled: Iterable[Filled]) -> None:
        """Write the products into the catalogue. Doing it twice changes nothing."""
        for one in filled:
            if one.rows:
                self._merge_product(one)

    def _merge_product(self, filled: Filled) -> None:
        rows = filled.rows
        known = self.catalogue.with_key(filled.product.key)
        before = repr(known) if known else ""
        product = known or self._new_product(filled.product.key, rows[0])
        product["name"] = _first(row.name for row in rows) or product["name"] or rows[0].sku
        product["ean"] = _first(row.ean for row in rows) or product["ean"]
        if tags := dict.fromkeys(tag for row in rows for tag in row.tags):
            product["tags"] = list(tags)
        if category := next((row.category for row in rows if row.category), ()):
            product["category_ids"] = [self._category_id(category)]
        self._merge_photos(product, filled.photos)
        if repr(product) != before:
            touch(product)
            self.catalogue.put(product)

    def _merge_photos(self, product: ProductEntry, photos: Sequence[Photo]) -> None:
        """Photos that were handed in come first; those that are there besides stay behind them."""
        known: dict[str, ImageEntry] = {}
        for image in product["images"]:
            known.setdefault(normal(image["source"]), image)
        listed: dict[str, ImageEntry] = {}
        for photo, loaded in photos:
            image = _renewed(known.get(normal(photo.source)), photo, loaded) or _new_image(
                self.catalogue, photo, loaded
            )
            listed[image["id"]] = image
        product["images"] = [*listed.values(), *(image for image in product["images"] if image["id"] not in listed)]

    def _new_product(self, key: str, row: PlannedRow) -> ProductEntry:
        return {
            "id": self.catalogue.new_id(),
            "key": key,
            "name": row.name,
            "sku": row.sku,
            "ean": row.ean,
            "category_ids": [],
            "updated_at": now(),
            "images": [],
            "variants": [],
        }

    def _category_id(self, path: Sequence[str]) -> str:
        """The last step's category; steps that are missing are made."""
        parent: str | None = None
        for name in path:
            place = (name.casefold(), parent)
            if place not in self._categories:
                self._categories[place] = self.catalogue.new_id()
                self.catalogue.put_category({"id": self._categories[place], "name": name, "parent_id": parent})
            parent = self._categories[place]
        assert parent is not None
        return parent


def _renewed(image: ImageEntry | None, photo: PlannedPhoto, loaded: Loaded) -> ImageEntry | None:
    """The photo that has this source already.

    Other bytes than last time are the merchant's newer work and take its place; the same bytes change nothing, so
    that a retouched photo stays when the old archive is handed in once more.
    """
    if image is None:
        return None
    image["alt"] = photo.alt or image["alt"]
    if image["imported_sha256"] != loaded.sha256:
        image["file"], image["name"], image["created_at"] = loaded.file, loaded.name, now()
        image["sha256"] = image["imported_sha256"] = loaded.sha256
    return image


def _new_image(catalogue: Catalogue, photo: PlannedPhoto, loaded: Loaded) -> ImageEntry:
    return {
        "id": catalogue.new_id(),
        "file": loaded.file,
        "name": loaded.name,
        "alt": photo.alt,
        "source": photo.source,
        "sha256": loaded.sha256,
        "imported_sha256": loaded.sha256,
        "created_at": now(),
    }


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")
