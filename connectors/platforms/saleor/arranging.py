"""A product's pictures as they are wanted: new ones added first, all put in order, and only then some deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from connectors.answers import Raw
from connectors.contract import Added, Kept
from connectors.errors import BadReply, ConnectorError, NotFound
from connectors.platforms.saleor import mapping
from connectors.platforms.saleor.api import SaleorApi
from connectors.platforms.saleor.documents import ASSIGN, CREATE, DELETE, RENAME, REORDER, UNASSIGN
from connectors.platforms.saleor.mapping import global_id, number


def arrange(api: SaleorApi, live: Raw, images: Sequence[Kept | Added], variant_images: Mapping[str, int]) -> list[str]:
    """Give the product exactly these pictures; its films stay where they are. The pictures' numbers in order.

    What fails before the first deletion is taken back: the new pictures, with them their links, and the order.
    """
    product_id = str(live["id"])
    alts = {number(one, "ProductMedia"): one.get("alt") or "" for one in mapping.media(live) if mapping.is_picture(one)}
    everything = [number(one, "ProductMedia") for one in mapping.media(live)]
    for one in images:
        if isinstance(one, Kept) and one.image_id not in alts:
            raise NotFound(f"The product has no photo {one.image_id}.")
    new: list[str] = []
    try:
        wanted = [one.image_id if isinstance(one, Kept) else _created(api, product_id, one, new) for one in images]
        left = [one for one in alts if one not in wanted]
        chosen = {variant: wanted[place] for variant, place in variant_images.items()}
        _assign(api, live, [*_heirs(live, dict(zip(left, new, strict=False))), *chosen.items()])
        _reorder(api, product_id, [*everything, *new], [*wanted, *left])
    except ConnectorError:
        _undo(api, product_id, everything, new)
        raise
    _rename(api, images, alts)
    _unassign(api, live, chosen, wanted)
    for old in left:
        _delete(api, old)
    return wanted


def in_places(now: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """`wanted` in order at the places where they are now; the others keep theirs."""
    coming = iter(wanted)
    return [next(coming) if one in wanted else one for one in now]


def _created(api: SaleorApi, product_id: str, one: Added, new: list[str]) -> str:
    """Uploaded, so that the store need not reach the hub, and made at once (product_media_create.py)."""
    found = api.upload("productMediaCreate", CREATE, one.picture, product=product_id, alt=one.alt)
    if not isinstance(found.get("media"), Mapping):
        raise BadReply("Saleor's answer does not show the new photo.")
    new.append(number(found["media"], "ProductMedia"))
    return new[-1]


def _heirs(live: Raw, replaced: Mapping[str, str]) -> list[tuple[str, str]]:
    """Variant and picture: what takes another's place takes over all of its variants, also where it is not the first."""
    shown = mapping.shown_by_variants(live)
    return [(variant, replaced[one]) for variant, media in shown.items() for one in media if one in replaced]


def _assign(api: SaleorApi, live: Raw, links: Sequence[tuple[str, str]]) -> None:
    """A second time would be MEDIA_ALREADY_ASSIGNED. Variants that are gone meanwhile are passed over."""
    shown = mapping.shown_by_variants(live)
    for variant, one in dict.fromkeys(links):
        if variant in shown and one not in shown[variant]:
            api.write("variantMediaAssign", ASSIGN, **_pair(variant, one))


def _unassign(api: SaleorApi, live: Raw, chosen: Mapping[str, str], wanted: Sequence[str]) -> None:
    """A variant's pictures come in the product's order: those before the one that it is to show are taken off it."""
    for variant, shown in mapping.shown_by_variants(live).items():
        before = wanted[: wanted.index(chosen[variant])] if variant in chosen else ()
        for one in shown:
            if one in before:
                api.write("variantMediaUnassign", UNASSIGN, **_pair(variant, one))


def _pair(variant_id: str, image_id: str) -> dict[str, str]:
    return {"variant": global_id("ProductVariant", variant_id), "media": global_id("ProductMedia", image_id)}


def _undo(api: SaleorApi, product_id: str, before: Sequence[str], new: Sequence[str]) -> None:
    """A write whose answer was lost may have been done: the order is sent again as it was, in any case."""
    for one in new:
        with suppress(ConnectorError):
            _delete(api, one)
    with suppress(ConnectorError):
        ids = [global_id("ProductMedia", one) for one in before]
        api.write("productMediaReorder", REORDER, product=product_id, mediaIds=ids)


def _reorder(api: SaleorApi, product_id: str, now: Sequence[str], wanted: Sequence[str]) -> None:
    """Saleor wants all media of the product, films too (product_media_reorder.py)."""
    target = in_places(now, wanted)
    if target != list(now):
        ids = [global_id("ProductMedia", one) for one in target]
        api.write("productMediaReorder", REORDER, product=product_id, mediaIds=ids)


def _rename(api: SaleorApi, images: Sequence[Kept | Added], alts: Mapping[str, str]) -> None:
    for one in images:
        if isinstance(one, Kept) and one.alt is not None and one.alt != alts[one.image_id]:
            api.write("productMediaUpdate", RENAME, id=global_id("ProductMedia", one.image_id), alt=one.alt)


def _delete(api: SaleorApi, image_id: str) -> None:
    api.write("productMediaDelete", DELETE, id=global_id("ProductMedia", image_id))
