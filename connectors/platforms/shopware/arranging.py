"""A product's photos as they are wanted: new files first, then order, cover and texts at once, then variants, and only
then some rows taken away. Their files stay in the store's media."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connectors.answers import Raw
from connectors.contract import Added, Kept
from connectors.errors import ConnectorError, NotFound, Permanent
from connectors.platforms.shopware import mapping, media
from connectors.platforms.shopware.api import ShopwareApi
from connectors.platforms.shopware.criteria import photos_of
from connectors.platforms.shopware.fields import identifier, objects, read
from connectors.platforms.shopware.uploads import add_file, new_id, remove_file

Change = dict[str, Any]


def arrange(
    api: ShopwareApi, live: Raw, images: Sequence[Kept | Added], variant_images: Mapping[str, int]
) -> list[Change]:
    """Give the product exactly these photos; the rows {id, mediaId} that it shows now, in order."""
    shown = {identifier(row): row for row in media.photos(live)}
    _known(images, shown)
    new = iter(_added(api, [one for one in images if isinstance(one, Added)]))
    wanted = [_kept(shown[one.image_id]) if isinstance(one, Kept) else next(new) for one in images]
    try:
        api.sync(("upsert", "product", _order(live, list(shown), wanted)), ("upsert", "media", _alts(images, shown)))
    except Permanent:
        # Not after a broken line: then the store may have taken it all the same, and the files are in use.
        _take_back(api, [row for row in wanted if row["id"] not in shown])
        raise
    _link(api, live, {variant: wanted[place] for variant, place in variant_images.items()})
    kept = {row["id"] for row in wanted}
    # Apart from the rest: in one transaction the row that goes would take the product's new cover with it
    # (`SetNullOnDelete` of ProductMediaDefinition.php is resolved by what is stored).
    api.sync(("delete", "product_media", [{"id": row_id} for row_id in shown if row_id not in kept]))
    return wanted


def _known(images: Sequence[Kept | Added], shown: Mapping[str, Raw]) -> None:
    for one in images:
        if isinstance(one, Kept) and one.image_id not in shown:
            raise NotFound(f"The product has no photo {one.image_id[:40]} in the store.")


def _kept(row: Raw) -> Change:
    return {"id": identifier(row), "mediaId": read.text(row, "mediaId")}


def _added(api: ShopwareApi, images: Sequence[Added]) -> list[Change]:
    """Rows for new files; none is left behind if the store does not take them all."""
    rows: list[Change] = []
    try:
        rows.extend({"id": new_id(), "mediaId": add_file(api, one.picture, one.alt)} for one in images)
    except ConnectorError:
        _take_back(api, rows)
        raise
    return rows


def _take_back(api: ShopwareApi, rows: Sequence[Change]) -> None:
    for row in rows:
        remove_file(api, row["mediaId"])


def _order(live: Raw, before: Sequence[str], wanted: Sequence[Change]) -> list[Change]:
    """The product's row with its new cover and the positions that change; nothing if the order is as it was."""
    ids = [row["id"] for row in wanted]
    if not ids or ids == list(before)[: len(ids)]:
        return []
    return [{"id": identifier(live), "coverId": ids[0], "media": _positions(live, wanted)}]


def _positions(live: Raw, wanted: Sequence[Change]) -> list[Change]:
    """As few as possible; films and models keep their places between the photos.

    A cover whose position is not the lowest comes first all the same, and keeps that position.
    """
    rows = media.rows(live)
    cover = next((identifier(row) for row in media.photos(live)), "")
    apart = cover if wanted[0]["id"] == cover and identifier(rows[0]) != cover else ""
    waiting = deque(row for row in wanted if row["id"] != apart)
    places = {identifier(row): media.place_of(row) for row in rows}
    slots = list(_interleaved([row for row in rows if identifier(row) != apart], waiting))
    changed, last = [], -1
    for slot in slots:
        place = places.get(slot["id"])
        if place is None or place <= last:
            place = last + 1
            row = {"id": slot["id"]} if slot["id"] in places else slot
            changed.append({**row, "position": place})
        last = place
    return changed


def _interleaved(rows: Sequence[Raw], waiting: deque[Change]) -> Iterator[Change]:
    for row in rows:
        if not media.is_photo(row):
            yield _kept(row)
        elif waiting:
            yield waiting.popleft()
    yield from waiting


def _alts(images: Sequence[Kept | Added], shown: Mapping[str, Raw]) -> list[Change]:
    """Only those that change: a text belongs to the file, and so to everything that shows it."""
    changed = {
        read.text(shown[one.image_id], "mediaId"): one.alt
        for one in images
        if isinstance(one, Kept) and one.alt is not None and one.alt != media.alt(shown[one.image_id])
    }
    return [{"id": media_id, "alt": alt} for media_id, alt in changed.items()]


def _link(api: ShopwareApi, live: Raw, wanted: Mapping[str, Change]) -> None:
    """Give variants another cover, where they do not show it already.

    A variant without photos of its own shows its parent's: it gets the parent's row as its cover, since a single row
    of its own would hide all others. One with photos of its own gets a row for this one among them.
    """
    now = {variant.id: variant.image_id for variant in mapping.variants(live)}
    for variant in wanted.keys() - now.keys():
        raise NotFound(f"The product has no variant {variant[:40]} in the store.")
    changed = {variant: row for variant, row in wanted.items() if now[variant] != row["id"]}
    if not changed:
        return
    own = [row for row in api.search("product-media", photos_of(list(changed))) if isinstance(row, Mapping)]
    children = {identifier(child) for child in objects(live, "children")} & changed.keys()
    api.sync(("upsert", "product", [_covered(child, changed[child], own) for child in sorted(children)]))


def _covered(variant: str, row: Change, rows: Sequence[Raw]) -> Change:
    own = [one for one in rows if one.get("productId") == variant]
    if not own:
        return {"id": variant, "coverId": row["id"]}
    same = next((identifier(one) for one in own if one.get("mediaId") == row["mediaId"]), None)
    if same:
        return {"id": variant, "coverId": same}
    last = max((media.place_of(one) or 0 for one in own), default=0)
    added = {"id": new_id(), "mediaId": row["mediaId"], "position": last + 1}
    return {"id": variant, "coverId": added["id"], "media": [added]}
