"""A product's photos as they are wanted: files first, then captions, cover and order, and last what is taken off.

A run that is killed leaves a photo too many, and never one too few.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

from connectors.contract import Added, Kept
from connectors.errors import BadReply, ConnectorError, NotFound, Refused
from connectors.platforms.prestashop.admin_api import AdminApi, LivePhoto
from connectors.platforms.prestashop.api import PrestaApi
from connectors.platforms.prestashop.pictures import assert_upright

# Image.php, `$definition`, and Validate.php, `isGenericName`.
LONGEST_CAPTION = 128
NOT_IN_CAPTIONS = re.compile(r"[<>={}]")
# Positions may have gaps or stand twice, and a photo misses its place by one then. Any change numbers them from 1.
PASSES = 2

Wanted = Sequence[Kept | Added]
Changes = list[tuple[str, dict[str, str]]]


def arrange(api: PrestaApi, admin: AdminApi, product_id: str, images: Wanted, locale: str) -> list[str]:
    """Give the product exactly these photos in this order, the first as its cover. Their ids in order.

    A text is written as the caption in `locale`. An empty one leaves the caption as it is: the hub does not read
    captions, and must not take for empty what it has not seen. Raises `NotFound` or `Refused` before anything is
    written.
    """
    live = [photo.id for photo in admin.photos(product_id)]
    for one in images:
        _assert_possible(one, live)
    texts = [(one.alt or "").strip() for one in images]
    ids: list[str] = []
    try:
        for one in images:
            ids += [one.image_id if isinstance(one, Kept) else api.add(product_id, one.picture)]
        captions = {photo_id: text for photo_id, text in zip(ids, texts, strict=True) if text}
        _settle(admin, product_id, ids, captions, locale)
    except ConnectorError:
        _take_back(admin, [photo_id for photo_id in ids if photo_id not in live])
        raise
    for photo_id in live:
        if photo_id not in ids:
            admin.remove(photo_id)
    return ids


def assert_links_stay(images: Wanted, variant_images: Mapping[str, int], links: Mapping[str, Collection[str]]) -> None:
    """Raises `Refused` if a combination is to show another photo than the first of those that it is linked to.

    `links` are the photos of each combination, which neither the webservice nor the Admin API writes (Combination.php
    of the module only reads them).
    """
    order = [one.image_id if isinstance(one, Kept) else "" for one in images]
    for variant, place in variant_images.items():
        shown = next((photo_id for photo_id in order if photo_id in links.get(variant, ())), None)
        if shown is None or shown != order[place]:
            raise Refused("PrestaShop lets nobody but its owner choose which photo a combination shows.")


def _assert_possible(one: Kept | Added, live: Sequence[str]) -> None:
    if isinstance(one, Kept) and one.image_id not in live:
        raise NotFound(f"The product has no photo {one.image_id}.")
    if isinstance(one, Added):
        assert_upright(one.picture)
    if len((one.alt or "").strip()) > LONGEST_CAPTION:
        raise Refused(f"PrestaShop takes captions of up to {LONGEST_CAPTION} characters.")
    if NOT_IN_CAPTIONS.search(one.alt or ""):
        raise Refused("PrestaShop takes no caption with any of < > = { }.")


def _take_back(admin: AdminApi, added: Sequence[str]) -> None:
    """Whoever tries again adds them again. Those that cannot be taken off stay behind all others."""
    for photo_id in added:
        with suppress(ConnectorError):
            admin.remove(photo_id)


def _settle(admin: AdminApi, product_id: str, ids: Sequence[str], captions: Mapping[str, str], locale: str) -> None:
    """Raises `BadReply` if the shop takes all changes and keeps another order."""
    live = admin.photos(product_id)
    # The cover comes first wherever it stands; where nothing else moves it stays where it is.
    shown = [photo.id for photo in sorted(live, key=lambda photo: not photo.is_cover)]
    moves = [photo_id for photo_id in shown if photo_id in ids] != list(ids)
    changes = _changes(live, ids, _captioned(live, captions, locale), moves=moves)
    for _ in range(PASSES):
        if not changes:
            return
        for photo_id, fields in changes:
            admin.change(photo_id, fields)
        changes = _changes(admin.photos(product_id), ids, {}, moves=moves)
    if changes:
        raise BadReply("PrestaShop did not keep the photos in the order that it was sent.")


def _captioned(live: Sequence[LivePhoto], captions: Mapping[str, str], locale: str) -> dict[str, dict[str, str]]:
    """The field that is sent for each caption that is to be another one."""
    now = {photo.id: photo.captions.get(locale, "") for photo in live}
    return {one: {f"legends[{locale}]": text} for one, text in captions.items() if now.get(one) != text}


def _changes(
    live: Sequence[LivePhoto], ids: Sequence[str], captioned: Mapping[str, Mapping[str, str]], *, moves: bool
) -> Changes:
    """What to write, photo by photo in their order. Each write moves its photo before all that are still to come."""
    order, covers = [photo.id for photo in live], {photo.id for photo in live if photo.is_cover}
    if set(ids) - set(order):
        raise BadReply("PrestaShop does not list all photos that it took.")
    changes: Changes = []
    for place, photo_id in enumerate(ids):
        fields = dict(captioned.get(photo_id, {}))
        if place == 0 and photo_id not in covers:
            fields["cover"] = "1"
        if moves and order[place] != photo_id:
            fields["position"] = str(place + 1)
            order.remove(photo_id)
            order.insert(place, photo_id)
        if fields:
            changes.append((photo_id, fields))
    return changes
