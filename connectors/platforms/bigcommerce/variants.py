"""Variants' own pictures: copies that are not joined to the gallery, and stay as they are when a photo is replaced.

So a variant that showed the very same bytes as the replaced photo gets the new one too; any other is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from connectors.answers import Raw
from connectors.contract import Gallery, Picture
from connectors.errors import BadReply, NotFound, Refused
from connectors.platforms.bigcommerce.api import BigCommerceApi
from connectors.platforms.bigcommerce.mapping import identifier, own_variants

# Each copy has to be fetched to be told: of a product with more of them none is.
MOST_COPIES = 40
# POST …/variants/{id}/image (bigcommerce/docs, product-variants_catalog.v3.yml).
TYPES = frozenset({"image/jpeg", "image/png", "image/gif"})

Read = Callable[[str], bytes]


def showing(product: Raw, photo_url: str, read: Read) -> tuple[str, ...]:
    """Variants whose own picture has the same bytes as the photo at `photo_url`."""
    own = {identifier(raw): str(raw["image_url"]) for raw in own_variants(product) if raw.get("image_url")}
    if not 0 < len(set(own.values())) <= MOST_COPIES:
        return ()
    photo = read(photo_url)
    same = {url for url in set(own.values()) if _read(url, read) == photo}
    return tuple(variant_id for variant_id, url in own.items() if url in same)


def show(api: BigCommerceApi, product_id: str, variant_ids: tuple[str, ...], picture: Picture) -> None:
    """Give these variants a copy of the picture. One that the store refuses keeps what it has: the photo is replaced."""
    if picture.mime not in TYPES:
        return
    for variant_id in variant_ids:
        try:
            _copy(api, product_id, variant_id, picture.url)
        except (Refused, NotFound):
            continue


def link(api: BigCommerceApi, after: Gallery, variant_images: Mapping[str, int]) -> None:
    """Let variants show the photos at these places, unless they do already."""
    for variant in after.variants:
        place = variant_images.get(variant.id)
        if place is not None and place < len(after.images) and variant.image_id != after.images[place].id:
            _copy(api, after.product_id, variant.id, after.images[place].url)


def _copy(api: BigCommerceApi, product_id: str, variant_id: str, url: str) -> None:
    api.write("POST", f"v3/catalog/products/{product_id}/variants/{variant_id}/image", {"image_url": url})


def _read(url: str, read: Read) -> bytes | None:
    try:
        return read(url)
    except (NotFound, Refused, BadReply):
        return None
