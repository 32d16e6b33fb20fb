"""A product's pictures as they are wanted: new files uploaded first, then the whole list at once, then the variants.

An entry with its id keeps that picture and its links; one without becomes a new picture (recorded). Files that a
product shows no longer stay where the store keeps its files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.answers import Raw
from connectors.contract import Added, Kept, Picture
from connectors.errors import BadReply, NotFound, Permanent, Refused
from connectors.platforms.medusa import mapping
from connectors.platforms.medusa.api import MedusaApi
from connectors.platforms.medusa.mapping import GALLERY_FIELDS, identifier
from connectors.web_address import host_of


def arrange(api: MedusaApi, live: Raw, images: Sequence[Kept | Added], variant_images: Mapping[str, int]) -> list[str]:
    """Give the product exactly these pictures. Their ids in order."""
    urls = {identifier(one): str(one.get("url")) for one in mapping.pictures(live)}
    for one in images:
        if isinstance(one, Kept) and one.image_id not in urls:
            raise NotFound(f"The product has no photo {one.image_id}.")
    entries = [
        {"id": one.image_id, "url": urls[one.image_id]}
        if isinstance(one, Kept)
        else {"url": _uploaded(api, one.picture)}
        for one in images
    ]
    body: dict[str, Any] = {"images": entries}
    cover = _cover(live, entries)
    if cover != live.get("thumbnail"):
        body["thumbnail"] = cover
    path = f"admin/products/{identifier(live)}"
    after = api.write(path, body, fields=GALLERY_FIELDS).get("product")
    wanted = _ids(after, entries)
    chosen = {variant: wanted[place] for variant, place in variant_images.items()}
    _link(api, live, _heirs(live, entries, wanted), chosen, dict(zip(wanted, entries, strict=True)))
    return wanted


def _uploaded(api: MedusaApi, picture: Picture) -> str:
    """The file's address, once it is proved that it shows the file.

    A store may have been told a wrong address of its own, and the photo would be lost in it: `backend_url` of the
    local file module is http://localhost:9000/static unless set (recorded; file-local/src/services/local-file.ts).
    """
    url = api.upload(picture)
    try:
        kept = api.http.get(url, signed=False).content
    except Permanent as error:
        raise Refused(
            f"The store keeps new photos at {host_of(url)}, where the hub cannot read them."
            " Its developers set the address in the file module (backend_url)."
        ) from error
    if kept != picture.data:
        raise Refused("The store did not keep the photo's file as it was sent.")
    return url


def _cover(live: Raw, entries: Sequence[Mapping[str, str]]) -> str | None:
    """The product's thumbnail is an address of its own.

    It follows the first photo if it was that one's, and a replaced photo; one that is no photo of the gallery stays.
    """
    before = [str(one.get("url")) for one in mapping.pictures(live)]
    now: str | None = live.get("thumbnail")
    after = [entry["url"] for entry in entries]
    if now not in before or not after:
        return now if after or now not in before else None
    if now == before[0]:
        return after[0]
    if now in after:
        return now
    left = [url for url in before if url not in after]
    new = [entry["url"] for entry in entries if "id" not in entry]
    return dict(zip(left, new, strict=False)).get(str(now), after[0])


def _ids(after: Any, entries: Sequence[Mapping[str, str]]) -> list[str]:
    """Medusa may take a write without doing it: all that was sent has to be in the answer, the new ones by their url."""
    found = mapping.pictures(after) if isinstance(after, Mapping) else []
    here, kept = {identifier(one) for one in found}, {entry["id"] for entry in entries if "id" in entry}
    new = {str(one.get("url")): identifier(one) for one in found if identifier(one) not in kept}
    ids = [entry.get("id") or new.get(entry["url"], "") for entry in entries]
    if not here >= set(ids):
        raise BadReply("Medusa's answer does not show the images that it was sent.")
    return ids


def _heirs(live: Raw, entries: Sequence[Mapping[str, str]], wanted: Sequence[str]) -> dict[str, str]:
    """Old picture -> the new one that takes its place."""
    left = [identifier(one) for one in mapping.pictures(live) if identifier(one) not in wanted]
    new = [one for one, entry in zip(wanted, entries, strict=True) if "id" not in entry]
    return dict(zip(left, new, strict=False))


def _link(
    api: MedusaApi,
    live: Raw,
    heirs: Mapping[str, str],
    chosen: Mapping[str, str],
    entries: Mapping[str, Mapping[str, str]],
) -> None:
    """Links of a picture that was taken off went with it: its heir gets them, and a variant what was chosen for it."""
    pictures = {str(one.get("url")): identifier(one) for one in mapping.pictures(live)}
    for variant in mapping.variants(live):
        path = f"admin/products/{identifier(live)}/variants/{identifier(variant)}"
        target, thumbnail = chosen.get(identifier(variant)), pictures.get(str(variant.get("thumbnail")))
        before = mapping.linked(variant, live)
        after = links_after(before, heirs, list(entries), None if thumbnail else target)
        change = {
            "add": [one for one in after if one not in before],
            "remove": [one for one in before if one in entries and one not in after],
        }
        if any(change.values()):
            api.write(f"{path}/images/batch", change)
        # A variant's thumbnail is an address too: it follows the picture that it was the address of.
        following = entries.get(target or heirs.get(thumbnail, thumbnail), {}).get("url") if thumbnail else None
        if following and following != variant.get("thumbnail"):
            api.write(path, {"thumbnail": following})


def links_after(before: Sequence[str], heirs: Mapping[str, str], order: Sequence[str], target: str | None) -> list[str]:
    """The pictures that a variant is to have links to. The first in the product's order is the one that it shows."""
    after = sorted((heirs.get(one, one) for one in before if heirs.get(one, one) in order), key=order.index)
    if target is None or after[:1] == [target]:
        return after
    return [target, *(one for one in after if order.index(one) > order.index(target))]
