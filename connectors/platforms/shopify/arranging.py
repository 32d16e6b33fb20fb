"""A product's pictures as they are wanted: new ones added first, the others ordered, and only then some taken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from connectors.answers import Raw
from connectors.contract import Added, Kept
from connectors.errors import ConnectorError, NotFound, Temporary
from connectors.platforms.shopify import mapping
from connectors.platforms.shopify.api import ShopifyApi, nodes, part
from connectors.platforms.shopify.documents import ATTACH, DETACH, JOB, REORDER, UPDATE_FILES
from connectors.platforms.shopify.media import add_files
from connectors.platforms.shopify.reading import product

# MAXIMUM_VARIANT_MEDIA_PAIRS_EXCEEDED
PAIRS_A_CALL = 100


def arrange(api: ShopifyApi, live: Raw, images: Sequence[Kept | Added], variant_images: Mapping[str, int]) -> list[str]:
    """Give the product exactly these pictures; its films and models stay where they are. The pictures' ids in order."""
    product_id = str(live["id"])
    pictures = {str(one["id"]): one for one in mapping.media(live) if mapping.is_picture(one)}
    everything = [str(one["id"]) for one in mapping.media(live)]
    _known(images, pictures)
    new = add_files(api, product_id, everything, [one for one in images if isinstance(one, Added)])
    coming = iter(new)
    wanted = [mapping.gid("MediaImage", one.image_id) if isinstance(one, Kept) else next(coming) for one in images]
    left = [one for one in pictures if one not in wanted]
    try:
        _reorder(api, product_id, [*everything, *new], list(dict.fromkeys([*wanted, *left])))
    except ConnectorError:
        with suppress(ConnectorError):
            _update(api, [_taken_off(one, product_id) for one in new])
        raise
    _link(api, live, {mapping.gid("ProductVariant", one): wanted[place] for one, place in variant_images.items()})
    _update(api, [*_alts(images, pictures), *(_taken_off(one, product_id) for one in left)])
    _wait_until_off(api, live, left)
    return wanted


def moves(now: Sequence[str], wanted: Sequence[str]) -> list[dict[str, str]]:
    """Steps that put `wanted` in order at the places where they are; the others keep theirs.

    Each step is told for the order that the steps before it left; a position is a string (MoveInput, UnsignedInt64).
    """
    coming, order, steps = iter(wanted), list(now), []
    target = [next(coming) if one in wanted else one for one in now]
    for place, one in enumerate(target):
        if order[place] != one:
            order.remove(one)
            order.insert(place, one)
            steps.append({"id": one, "newPosition": str(place)})
    return steps


def _known(images: Sequence[Kept | Added], pictures: Mapping[str, Raw]) -> None:
    for one in images:
        if isinstance(one, Kept) and mapping.gid("MediaImage", one.image_id) not in pictures:
            raise NotFound(f"The product has no photo {one.image_id}.")


def _reorder(api: ShopifyApi, product_id: str, now: Sequence[str], wanted: Sequence[str]) -> None:
    steps = moves(now, wanted)
    if not steps:
        return
    job = part(api.write("productReorderMedia", REORDER, id=product_id, moves=steps), "job")
    if job.get("done") is not False:
        return
    if not api.wait_for(lambda: _is_done(api, str(job["id"]))):
        raise Temporary("Shopify is still putting the photos in order.")


def _is_done(api: ShopifyApi, job_id: str) -> bool:
    """A job that Shopify has forgotten is over."""
    found = api.ask(JOB, id=job_id).get("job")
    return found is None or bool(found.get("done"))


def _link(api: ShopifyApi, live: Raw, wanted: Mapping[str, str]) -> None:
    """A variant shows one picture: the old one goes before the new one comes (PRODUCT_VARIANT_ALREADY_HAS_MEDIA)."""
    shown = {str(one.get("id")): mapping.shown_media(one) for one in nodes(live.get("variants"), "variants")}
    changed = {variant: media for variant, media in wanted.items() if shown.get(variant, media) != media}
    gone = [_pair(variant, shown[variant]) for variant in changed if shown[variant]]
    for document, field, pairs in (
        (DETACH, "productVariantDetachMedia", gone),
        (ATTACH, "productVariantAppendMedia", [_pair(*one) for one in changed.items()]),
    ):
        for start in range(0, len(pairs), PAIRS_A_CALL):
            api.write(field, document, id=live["id"], pairs=pairs[start : start + PAIRS_A_CALL])


def _pair(variant_id: str, media_id: str) -> dict[str, Any]:
    return {"variantId": variant_id, "mediaIds": [media_id]}


def _alts(images: Sequence[Kept | Added], pictures: Mapping[str, Raw]) -> list[dict[str, Any]]:
    """Only the alt texts that change: they belong to the file, and so to every product that shows it."""
    changed: dict[str, str] = {}
    for one in images:
        if isinstance(one, Kept) and one.alt is not None:
            media_id = mapping.gid("MediaImage", one.image_id)
            if one.alt != (pictures[media_id].get("alt") or ""):
                changed[media_id] = one.alt
    return [{"id": media_id, "alt": alt} for media_id, alt in changed.items()]


def _taken_off(media_id: str, product_id: str) -> dict[str, Any]:
    """The file itself stays in the store: fileDelete would take it from every page, for good."""
    return {"id": media_id, "referencesToRemove": [product_id]}


def _update(api: ShopifyApi, files: list[dict[str, Any]]) -> None:
    if files:
        api.write("fileUpdate", UPDATE_FILES, files=files)


def _wait_until_off(api: ShopifyApi, live: Raw, left: Sequence[str]) -> None:
    if not left:
        return
    product_id = mapping.number(live, "Product")

    def are_off() -> bool:
        return not {str(one.get("id")) for one in mapping.media(product(api, product_id))} & set(left)

    api.wait_for(are_off)
