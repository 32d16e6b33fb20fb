"""Runs every method of a connector against a real store and says, method by method, what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Literal

from connectors.contract import (
    ABILITIES,
    Ability,
    AddsImage,
    BrokenRecord,
    Connector,
    CountsThings,
    ProductRecord,
    ReadsCategories,
    ReadsImages,
    ReadsProducts,
    WritesImage,
    WritesProduct,
    ability_report,
)
from connectors.errors import ConnectorError, Refused
from connectors.trial import Trial

# More than that are not read: a check takes seconds, whatever the size of the store.
MOST = 200
WRITES = (WritesProduct, WritesImage, AddsImage)
Outcome = Literal["ok", "not offered", "not tried", "failed"]


@dataclass(frozen=True, slots=True)
class Checked:
    """One method: what came of it, in words, how many it gave, and the seconds that it took."""

    method: str
    outcome: Outcome
    says: str
    count: int | None = None
    seconds: float = 0.0


def check_methods(connector: Connector, trial: Trial | None = None) -> Iterator[Checked]:
    """The eight methods in their order; with a `trial` those that write are tried on one product, and taken back."""
    reasons = {line.name: line.reason for line in ability_report(type(connector))}
    run = _Run(connector, trial)
    for ability in ABILITIES:
        method = run.methods[ability]
        if ability.name != "access" and not isinstance(connector, ability):
            yield Checked(ability.name, "not offered", reasons[ability.name])
        elif ability in WRITES and trial is None:
            yield Checked(ability.name, "not tried", "Writes are tried with --write.")
        elif ability is AddsImage and not isinstance(connector, WritesProduct):
            yield Checked(ability.name, "not tried", "No method of this platform takes a photo away again.")
        else:
            yield _timed(ability.name, method)


def _timed(name: str, method: Callable[[], tuple[str, int | None]]) -> Checked:
    start = time.perf_counter()
    try:
        says, count = method()
    except ConnectorError as error:
        return Checked(name, "failed", str(error), None, time.perf_counter() - start)
    return Checked(name, "ok", says, count, time.perf_counter() - start)


class _Run:
    """One check; what a method found is what the next ones work on."""

    def __init__(self, connector: Connector, trial: Trial | None) -> None:
        self.connector: Any = connector
        self.trial = trial
        self.products: list[ProductRecord] = []
        self.methods: dict[type[Ability], Callable[[], tuple[str, int | None]]] = {
            **dict.fromkeys(ABILITIES, self._access),
            ReadsCategories: self._categories,
            ReadsProducts: self._products,
            ReadsImages: self._images,
            WritesProduct: lambda: self._try(Trial.post_product),
            WritesImage: lambda: self._try(Trial.post_image),
            AddsImage: lambda: self._try(Trial.add_image),
            CountsThings: self._counts,
        }

    def _access(self) -> tuple[str, int | None]:
        identity = self.connector.check()
        return f"{identity.name} ({identity.url})", None

    def _categories(self) -> tuple[str, int | None]:
        found = list(islice(self.connector.categories(), MOST))
        return _some([one.name for one in found]), len(found)

    def _products(self) -> tuple[str, int | None]:
        pages = self.connector.product_pages()
        found = list(islice(chain.from_iterable((*page.products, *page.broken) for page in pages), MOST))
        self.products = [one for one in found if isinstance(one, ProductRecord)]
        broken = [one for one in found if isinstance(one, BrokenRecord)]
        if broken:
            raise Refused(f"{len(broken)} of {len(found)} cannot be read; {broken[0].id}: {broken[0].reason}")
        return _some([one.name for one in found]), len(found)

    def _images(self) -> tuple[str, int | None]:
        for product in self.products:
            gallery = self.connector.gallery(product.id)
            if gallery.images:
                size = len(self.connector.read_picture(gallery.images[0].url))
                return f"{product.name}: the first has {size:,} bytes", len(gallery.images)
        return "No product with a photo was found.", 0

    def _counts(self) -> tuple[str, int | None]:
        found = self.connector.counts()
        parts = {"categories": found.categories, "products": found.products, "photos": found.images}
        told = [f"{'unknown' if n is None else f'{n:,}'} {what}" for what, n in parts.items()]
        return ", ".join(told), found.products

    def _try(self, method: Callable[[Trial], str]) -> tuple[str, int | None]:
        assert self.trial
        self.trial.begin(self.connector, [product.id for product in self.products])
        try:
            said = method(self.trial)
        finally:
            self.trial.take_back()
        return said, None


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown} …" if len(names) > 3 else shown or "none"
