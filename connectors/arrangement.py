"""A product's photos as they are to be: with another one, with one in an old one's place, or with one moved."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.contract import Added, Gallery, Kept, Picture

Wanted = list[Kept | Added]
"""What `post_product` is given."""


def with_added(ids: Sequence[str], picture: Picture, position: int | None, alt: str = "") -> tuple[Wanted, int]:
    """A picture among these at `position` (at the end when None), and its place."""
    wanted: Wanted = [Kept(one) for one in ids]
    place = len(wanted) if position is None else _within(position, len(wanted))
    wanted.insert(place, Added(picture, alt=alt))
    return wanted, place


def with_swapped(before: Gallery, image_id: str, picture: Picture, position: int | None = None) -> tuple[Wanted, int]:
    """A picture with the old one's alt text in its place (or at `position`), and its place. Raises `NotFound`."""
    old = before.place_of(image_id)
    others = [one for one in before.ids if one != image_id]
    return with_added(others, picture, old if position is None else position, before.images[old].alt)


def with_moved(ids: Sequence[str], image_id: str, position: int) -> tuple[Wanted, int]:
    """The same pictures with one of them at `position`, and its place."""
    wanted: Wanted = [Kept(one) for one in ids if one != image_id]
    place = _within(position, len(wanted))
    wanted.insert(place, Kept(image_id))
    return wanted, place


def links_moved(before: Gallery, image_id: str, place: int) -> dict[str, int]:
    """The variants that show a picture, each with the place of the one that they are to show instead."""
    return {variant.id: place for variant in before.variants if variant.image_id == image_id}


def _within(position: int, number: int) -> int:
    return max(0, min(position, number))
