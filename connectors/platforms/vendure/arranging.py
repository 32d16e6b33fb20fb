"""A product's pictures as they are wanted: new ones uploaded first, then the whole list at once, then the variants.

Files that a product shows no longer stay in the store's asset library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.answers import Raw
from connectors.contract import Added, Kept
from connectors.errors import BadReply, NotFound
from connectors.platforms.vendure import mapping
from connectors.platforms.vendure.api import VendureApi, created
from connectors.platforms.vendure.documents import ARRANGE, LINK, UPLOAD
from connectors.platforms.vendure.mapping import identifier


def arrange(api: VendureApi, live: Raw, images: Sequence[Kept | Added], variant_images: Mapping[str, int]) -> list[str]:
    """Give the product exactly these pictures; its films stay where they are. The pictures' ids in order."""
    now = [image.id for image in mapping.gallery(live).images]
    for one in images:
        if isinstance(one, Kept) and one.image_id not in now:
            raise NotFound(f"The product has no photo {one.image_id}.")
    wanted = [one.image_id if isinstance(one, Kept) else created(api.upload(UPLOAD, one.picture)) for one in images]
    whole = whole_list(live, wanted)
    # An empty list takes the featured picture off too (asset.service.ts, `updateFeaturedAsset`).
    featured = wanted[0] if wanted else None
    answer = api.write(
        "updateProduct", ARRANGE, input={"id": identifier(live), "assetIds": whole, "featuredAssetId": featured}
    )
    _nothing_left_out(answer, whole)
    left = [one for one in now if one not in wanted]
    added = [one for one in wanted if one not in now]
    chosen = {variant: wanted[place] for variant, place in variant_images.items()}
    changes = links(live, dict(zip(left, added, strict=False)), chosen)
    if changes:
        api.write("updateProductVariants", LINK, input=changes)
    return wanted


def whole_list(live: Raw, wanted: Sequence[str]) -> list[str]:
    """All assets of the product: the featured picture may stand anywhere among them, films keep their places."""
    now = mapping.assets(live)
    featured = live.get("featuredAsset")
    main = identifier(featured) if isinstance(featured, Mapping) else ""
    if main not in {identifier(one) for one in now}:
        main = next((identifier(one) for one in now if mapping.is_picture(one)), "")
    first, rest = list(wanted[:1]), iter(wanted[1:])
    found: list[str] = []
    for one in now:
        if not mapping.is_picture(one):
            found.append(identifier(one))
        else:
            found += first if identifier(one) == main else [following for following in [next(rest, "")] if following]
    found += rest
    return found if not first or first[0] in found else [*first, *found]


def links(live: Raw, replaced: Mapping[str, str], chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """What changes at the variants. A picture that takes another's place takes it on all of them, as main one or not."""
    changes = []
    for variant in mapping.variants(live):
        before = [identifier(one) for one in variant.get("assets") or ()]
        shows = mapping.shown(variant)
        after = [replaced.get(one, one) for one in before]
        main = chosen.get(identifier(variant), replaced.get(shows or "", shows or ""))
        if main and main not in after:
            after.insert(0, main)
        if (after, main) != (before, shows or ""):
            changes.append({"id": identifier(variant), "assetIds": after, "featuredAssetId": main})
    return changes


def _nothing_left_out(answer: Raw, whole: Sequence[str]) -> None:
    """Vendure passes over ids that it does not know in this channel, without a word (`updateEntityAssets`)."""
    kept = [identifier(one) for one in answer.get("assets") or () if isinstance(one, Mapping)]
    if kept != list(whole):
        raise BadReply("Vendure did not keep all photos that it was sent.")
