"""A product's list of pictures as PUT /products/{id} takes it: whatever is left out is taken off the product.

An entry with an id keeps that picture and ignores `src`; one without is downloaded and becomes a new file with a new
id; an empty alt changes nothing (class-wc-rest-products-controller.php, `set_product_images`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.contract import Added, Kept
from connectors.errors import NotFound

Entry = dict[str, Any]


def entries_for(wanted: Sequence[Kept | Added], live: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """The whole list. A new picture takes over the title of the one whose place it takes."""
    kept = {one.image_id for one in wanted if isinstance(one, Kept)}
    titles = {place: str(raw.get("name") or "") for place, raw in enumerate(live) if str(raw.get("id")) not in kept}
    return [_entry(one, titles.get(place, "")) for place, one in enumerate(wanted)]


def number(image_id: str) -> int:
    """WooCommerce takes ids as numbers. Raises `NotFound` for what cannot be one of them."""
    if not image_id.isdecimal():
        raise NotFound(f"The store has no photo {image_id}.")
    return int(image_id)


def _entry(one: Kept | Added, title: str) -> Entry:
    if isinstance(one, Added):
        return {"src": one.picture.url, "alt": one.alt} | ({"name": title} if title else {})
    return {"id": number(one.image_id)} | ({"alt": one.alt} if one.alt else {})
