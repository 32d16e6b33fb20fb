"""What the partner catalogue is to its connector: a shelf of articles, behind which the hub's own tables stand."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

# Named, not imported: what a platform is knows nothing of the database.
SHELF = "connectors.articles.shelf.ArticleShelf"


@dataclass(frozen=True, slots=True)
class Entry:
    """One article. `pictures` are its photos in order, each with an `id` and the `address` where its bytes are."""

    ean: str
    title: str
    reference: str
    deactivated: bool
    tags: tuple[str, ...]
    updated_at: datetime
    pictures: Any


class Shelf(ABC):
    """The articles that partners wrote for one merchant."""

    def __init__(self, merchant_id: int) -> None:
        self.merchant_id = merchant_id

    @abstractmethod
    def page(self, since: datetime | None, after: datetime | None, size: int) -> Sequence[Entry]:
        """The next articles by the time of their last change, which no two share."""

    @abstractmethod
    def entry(self, ean: str) -> Entry:
        """One article. Raises `NotFound`."""

    @abstractmethod
    def changing(self, ean: str) -> AbstractContextManager[list[dict[str, Any]]]:
        """One article's photos, kept as they are left; one writer at a time. Raises `NotFound`."""

    @abstractmethod
    def keep(self, data: bytes, name: str) -> str:
        """Keep a photo in the hub; gives its address."""

    @abstractmethod
    def picture(self, address: str) -> bytes:
        """The bytes that the hub keeps under an address. Raises `NotFound`."""

    @abstractmethod
    def keeps(self, address: str) -> bool:
        """Whether the photo is the hub's own."""

    @abstractmethod
    def count(self) -> int:
        """How many articles there are."""

    @abstractmethod
    def clear(self) -> None:
        """Delete the photos that the hub keeps."""


def open_shelf(merchant: str) -> Shelf:
    """The shelf of the merchant with this number."""
    module, _, name = SHELF.rpartition(".")
    kind: type[Shelf] = getattr(import_module(module), name)
    return kind(int(merchant) if merchant.isdecimal() else 0)
