"""A store's product pages on their way in: with the photos that are listed apart, and small ones together."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from connectors.contract import BrokenRecord, Connector, ProductPage, ProductRecord, ReadsImages
from connectors.errors import ConnectorError, NotFound

# Products that are written at once: a transaction has a price of its own, and everybody else waits for a long one.
GATHER = 500
# A slow store's progress is seen page by page.
GATHER_S = 2.0


def with_images(connector: Connector, page: ProductPage) -> ProductPage:
    """The page with the photos of products that a platform lists apart."""
    if not isinstance(connector, ReadsImages) or all(product.images is not None for product in page.products):
        return page
    found = [product if product.images is not None else _asked(connector, product) for product in page.products]
    return replace(
        page,
        products=tuple(one for one in found if isinstance(one, ProductRecord)),
        broken=(*page.broken, *(one for one in found if isinstance(one, BrokenRecord))),
    )


def _asked(connector: ReadsImages, product: ProductRecord) -> ProductRecord | BrokenRecord:
    try:
        gallery = connector.gallery(product.id)
    except NotFound as error:
        # Not taken for gone at once: a store whose galleries are out of order would lose all its products here.
        return BrokenRecord(product.id, str(error))
    return replace(product, images=gallery.images, variants=product.variants or gallery.variants)


def gathered(pages: Iterable[ProductPage]) -> Iterator[ProductPage]:
    """Several small pages as one to be written at once; whatever came before an error is written, too."""
    held: list[ProductPage] = []
    until = 0.0
    try:
        for page in pages:
            until = until if held else time.monotonic() + GATHER_S
            held.append(page)
            if sum(len(one.products) for one in held) >= GATHER or time.monotonic() > until:
                yield _joined(held)
                held = []
    except ConnectorError:
        if held:
            yield _joined(held)
        raise
    if held:
        yield _joined(held)


def _joined(pages: Sequence[ProductPage]) -> ProductPage:
    products = tuple(product for page in pages for product in page.products)
    return ProductPage(products, pages[-1].next_cursor, tuple(record for page in pages for record in page.broken))
