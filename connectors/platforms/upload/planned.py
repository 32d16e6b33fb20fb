"""What an import is about to bring in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connectors.platforms.upload.archive import Member
from connectors.platforms.upload.problems import Problem


@dataclass(slots=True)
class PlannedPhoto:
    """A photo to take: from the archive, or from a web address if `member` is None."""

    source: str
    alt: str = ""
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A line of the table, which comes in whole or not at all; or photos of one name, without a `line`."""

    line: int | None
    name: str
    sku: str = ""
    ean: str = ""
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    photos: tuple[PlannedPhoto, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedProduct:
    """Rows of one SKU, in the order of their photos. `key` is how the next import finds it again."""

    key: str
    rows: tuple[PlannedRow, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to come in, what was left out already, and how many rows of the table those were."""

    products: list[PlannedProduct]
    problems: list[Problem]
    bad_rows: int

    @property
    def rows_total(self) -> int:
        return self.bad_rows + sum(len(product.rows) for product in self.products)

    def photos(self) -> Iterable[PlannedPhoto]:
        """All photos, in the order of the products."""
        return (photo for product in self.products for row in product.rows for photo in row.photos)

    def let_go_of_archive(self) -> None:
        """Once all is unpacked, what is known of its files need not be held any more."""
        for photo in self.photos():
            photo.member = None
