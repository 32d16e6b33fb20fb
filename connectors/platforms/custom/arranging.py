"""The lists that post_product sends: an entry for each photo that stays or comes, and for each variant that shows one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.contract import Added, ImageRecord, Kept
from connectors.errors import NotFound
from connectors.platforms.custom.parts import Write
from connectors.platforms.custom.sending import picture_names
from connectors.platforms.custom.templates import Fragment, fill, fill_text, for_xml

Entry = tuple[Any, dict[str, Any]]


def pictures(
    write: Write, product_id: str, images: Sequence[Kept | Added], live: Mapping[str, ImageRecord]
) -> list[Any] | Fragment:
    """What {{images}} stands for. A photo that is not in the live gallery is `NotFound`."""
    return _filled([_entry(write, product_id, one, place, live) for place, one in enumerate(images)])


def links(
    write: Write, product_id: str, images: Sequence[Kept | Added], variant_images: Mapping[str, int]
) -> list[Any] | Fragment:
    """What {{variants}} stands for; a new photo has no id yet, only its place."""
    return _filled(
        [
            (
                write.variant,
                {
                    "product.id": product_id,
                    "variant.id": variant,
                    "variant.position": place,
                    "variant.image_id": _kept_id(images, place),
                },
            )
            for variant, place in variant_images.items()
        ]
    )


def _entry(write: Write, product_id: str, one: Kept | Added, place: int, live: Mapping[str, ImageRecord]) -> Entry:
    """The template of one photo, and what fills it. An alt text that is not to change is sent as it is."""
    if isinstance(one, Added):
        names = {"product.id": product_id, "new.alt": one.alt, "new.position": place, **picture_names(one.picture)}
        return write.added, names
    if one.image_id not in live:
        raise NotFound(f"The photo {one.image_id} is no longer in the store.")
    image = live[one.image_id]
    return write.kept, {
        "product.id": product_id,
        "image.id": image.id,
        "image.url": image.url,
        "image.alt": image.alt if one.alt is None else one.alt,
        "image.position": place,
    }


def _filled(entries: Sequence[Entry]) -> list[Any] | Fragment:
    """A list for JSON; one escaped text after the other where the templates are XML."""
    if entries and all(isinstance(template, str) and "<" in template for template, _ in entries):
        return Fragment("".join(fill_text(template, names, for_xml) for template, names in entries))
    return [fill(template, names) for template, names in entries if template is not None]


def _kept_id(images: Sequence[Kept | Added], place: int) -> str | None:
    one = images[place] if 0 <= place < len(images) else None
    return one.image_id if isinstance(one, Kept) else None
