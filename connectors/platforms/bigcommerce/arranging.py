"""What is written so that a product shows exactly the wanted photos in their order.

Raising a photo's `sort_order` moves all that stand at the new number or behind it further back (bigcommerce/docs,
products_catalog.v3.yml). So photos are written from the front to the back, and from the first one that has to move on
all of them: what a write pushes back comes later and is written anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from connectors.answers import Raw
from connectors.contract import Added, Kept
from connectors.errors import NotFound
from connectors.platforms.bigcommerce import media
from connectors.platforms.bigcommerce.api import BigCommerceApi
from connectors.platforms.bigcommerce.mapping import identifier, place_of


def arrange(api: BigCommerceApi, path: str, live: Sequence[Raw], wanted: Sequence[Kept | Added]) -> list[str]:
    """The wanted photos' ids; `live` is what the product shows now, in order. Nothing is removed before all is there.

    Raises `NotFound` for a photo that the product does not have.
    """
    known = {identifier(raw): raw for raw in live}
    kept = {one.image_id for one in wanted if isinstance(one, Kept)}
    if missing := sorted(kept - known.keys()):
        raise NotFound(f"The product has no photo {', '.join(missing)} in the store.")
    ids = []
    for place, (one, order) in enumerate(zip(wanted, _orders(live, wanted, known), strict=True)):
        fields: dict[str, Any] = {} if order is None else {"sort_order": order}
        if place == 0 and not _leads(live, one):
            # Setting it on one photo takes it from the others.
            fields["is_thumbnail"] = True
        ids.append(_written(api, path, known, one, fields))
    for image_id in known:
        if image_id not in kept:
            api.delete(f"{path}/{image_id}")
    return ids


def _written(api: BigCommerceApi, path: str, known: dict[str, Raw], one: Kept | Added, fields: dict[str, Any]) -> str:
    if isinstance(one, Added):
        return identifier(media.add_file(api, path, one.picture, fields | {"description": one.alt}))
    if one.alt is not None and one.alt != (known[one.image_id].get("description") or ""):
        fields["description"] = one.alt
    if fields:
        api.write("PUT", f"{path}/{one.image_id}", fields)
    return one.image_id


def _orders(live: Sequence[Raw], wanted: Sequence[Kept | Added], known: dict[str, Raw]) -> Iterator[int | None]:
    """A new `sort_order` for each, or None for those at the front that are in order already.

    The main photo comes first by its flag, whatever its number: as long as it stays first it keeps that.
    """
    last, moving = None, False
    for place, one in enumerate(wanted):
        now = place_of(known[one.image_id]) if isinstance(one, Kept) else None
        moving = moving or now is None or (last is not None and now <= last)
        if not moving:
            last = None if place == 0 and _leads(live, one) and len(wanted) > 1 else now
            yield None
            continue
        last = (last[0] + 1 if last else _front(live, wanted, place), 0)
        yield last[0]


def _front(live: Sequence[Raw], wanted: Sequence[Kept | Added], place: int) -> int:
    """The first number to give: behind the main photo that stays, else where the photos begin."""
    orders = [place_of(raw)[0] for raw in live]
    if place and isinstance(wanted[0], Kept) and orders:
        return orders[0] + 1
    return min(orders, default=0)


def _leads(live: Sequence[Raw], one: Kept | Added) -> bool:
    return isinstance(one, Kept) and bool(live) and identifier(live[0]) == one.image_id
