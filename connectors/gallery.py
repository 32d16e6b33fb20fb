"""Image writes out: compare, snapshot, replace or swap, read back, compare again, repair once, else undo.

A store is never left worse than it was, and nobody's newer work is overwritten. Every step can run twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from connectors.contract import (
    Added,
    Connector,
    Gallery,
    ImageRecord,
    Kept,
    Picture,
    ReadsImages,
    VariantRecord,
    WritesImage,
    WritesProduct,
)
from connectors.errors import NotFound, Permanent, Refused


class Conflict(Permanent):
    """The live picture is not the one that was expected. Nothing was written."""

    def __init__(self, message: str, *, live_sha256: str, live: bytes) -> None:
        super().__init__(message)
        self.live_sha256 = live_sha256
        self.live = live


class NotAsSent(Permanent):
    """The store shows something else than what was written; the gallery was put back. `differences` says what."""

    def __init__(self, differences: list[str], *, restored: bool) -> None:
        state = "The old photo was put back." if restored else "The old photo could not be put back by itself."
        super().__init__(f"The store did not take the photo as it was sent: {'; '.join(differences)}. {state}")
        self.differences = differences
        self.restored = restored


@dataclass(frozen=True, slots=True)
class Written:
    """A write that was read back: the id that the picture has now, the bytes behind it, and the gallery as it is shown.

    The bytes are others than those that were sent where a platform encodes pictures anew.
    """

    remote_id: str
    gallery: Gallery
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Of the bytes that the store shows."""
        return sha256_of(self.data)


def sha256_of(data: bytes) -> str:
    """Hex SHA-256: what the hub means by "the same picture"."""
    return hashlib.sha256(data).hexdigest()


def can_replace(connector: type[Connector]) -> bool:
    """True if this platform has any way to put a retouched photo in the old one's place."""
    return issubclass(connector, (WritesImage, WritesProduct)) and issubclass(connector, ReadsImages)


def replace_image(
    connector: Connector,
    *,
    product_id: str,
    image_id: str,
    expected_sha256: str,
    picture: Picture,
    original: Picture,
    keep_snapshot: Callable[[dict[str, Any]], None],
    earlier: dict[str, Any] | None = None,
) -> Written:
    """Put `picture` where `image_id` shows `expected_sha256` now.

    `original` is what is put back if the store does not show what was sent. `keep_snapshot` stores the gallery
    before the first write; `earlier` is the one that a killed run stored. Raises `Conflict`, `NotAsSent`, or what
    the connector raises.
    """
    assert isinstance(connector, ReadsImages)
    live = connector.gallery(product_id)
    if earlier and (written := _written_before(connector, _gallery_from(earlier), live, image_id, picture, original)):
        return _read_back(connector, _gallery_from(earlier), image_id, written, picture, original)
    _compare(connector, live, image_id, expected_sha256)
    keep_snapshot(_stored(live))
    new_id = _write(connector, live, image_id, picture)
    return _read_back(connector, live, image_id, new_id, picture, original)


def _written_before(
    connector: Connector, before: Gallery, live: Gallery, image_id: str, picture: Picture, original: Picture
) -> str | None:
    """The id of our own picture if a run that was killed after its write left it there: nothing is added twice."""
    known = {image.id for image in before.images} - {image_id}
    candidates = (image for image in live.images if image.id not in known)
    found = ((image.id, connector.read_picture(image.url)) for image in candidates)
    return next((image_id for image_id, data in found if _is(connector, data, picture, original)), None)


def _is(connector: Connector, data: bytes, picture: Picture, other: Picture) -> bool:
    """Whether the store shows `picture` and not `other`; alike as they may be, the same bytes are the same picture."""
    return data == picture.data or (data != other.data and connector.same_picture(data, picture.data))


def _compare(connector: Connector, live: Gallery, image_id: str, expected_sha256: str) -> None:
    index = _index(live, image_id)
    if index is None:
        raise NotFound("The photo is no longer in the store.")
    data = connector.read_picture(live.images[index].url)
    found = sha256_of(data)
    if found != expected_sha256:
        raise Conflict("The store changed the photo first.", live_sha256=found, live=data)


def _write(connector: Connector, before: Gallery, image_id: str, picture: Picture) -> str:
    if isinstance(connector, WritesImage) and connector.in_place:
        return connector.post_image(before.product_id, image_id, picture).id
    if isinstance(connector, WritesProduct):
        index = _index(before, image_id)
        assert index is not None
        after = connector.post_product(
            before.product_id, _swapped(before, image_id, picture), variant_images=_variant_images(before)
        )
        if index >= len(after.images):
            raise Refused("The store answered with fewer photos than it was sent.")
        return after.images[index].id
    raise Refused("This platform has no way to replace a photo.")


def _swapped(before: Gallery, image_id: str, picture: Picture) -> list[Kept | Added]:
    """The whole list again: a platform that replaces lists would drop whatever is left out."""
    return [
        Added(picture, alt=image.alt) if image.id == image_id else Kept(image.id, alt=image.alt)
        for image in before.images
    ]


def _variant_images(before: Gallery) -> dict[str, int]:
    places = {image.id: index for index, image in enumerate(before.images)}
    return {v.id: places[v.image_id] for v in before.variants if v.image_id in places}


def _read_back(
    connector: Connector, before: Gallery, image_id: str, new_id: str, picture: Picture, original: Picture
) -> Written:
    assert isinstance(connector, ReadsImages)
    live = connector.gallery(before.product_id)
    data, problems = _all_problems(connector, before, live, image_id, new_id, picture, original)
    if problems and isinstance(connector, WritesProduct) and _index(live, new_id) is not None:
        live = _repair(connector, before, image_id, new_id)
        data, problems = _all_problems(connector, before, live, image_id, new_id, picture, original)
    if not problems:
        return Written(new_id, live, data)
    raise NotAsSent(problems, restored=_put_back(connector, before, live, image_id, new_id, picture, original))


def _repair(connector: WritesProduct, before: Gallery, image_id: str, new_id: str) -> Gallery:
    """Once: the same pictures, in the snapshot's order, with its alt texts and variant links."""
    wanted = [Kept(new_id if image.id == image_id else image.id, alt=image.alt) for image in before.images]
    connector.post_product(before.product_id, wanted, variant_images=_variant_images(before))
    assert isinstance(connector, ReadsImages)
    return connector.gallery(before.product_id)


def _put_back(
    connector: Connector,
    before: Gallery,
    live: Gallery,
    image_id: str,
    new_id: str,
    picture: Picture,
    original: Picture,
) -> bool:
    """Write the original's bytes again, and its surroundings; True if the store then shows all as it was."""
    assert isinstance(connector, ReadsImages)
    if _index(live, new_id) is None:
        return False
    as_now = Gallery(
        before.product_id,
        tuple(replace(image, id=new_id) if image.id == image_id else image for image in before.images),
        tuple(replace(one, image_id=new_id) if one.image_id == image_id else one for one in before.variants),
    )
    restored_id = _write(connector, as_now, new_id, original)
    after = connector.gallery(before.product_id)
    if _problems(before, after, image_id, restored_id) and isinstance(connector, WritesProduct):
        after = _repair(connector, before, image_id, restored_id)
    _, problems = _all_problems(connector, before, after, image_id, restored_id, original, picture)
    return not problems


def _all_problems(
    connector: Connector, before: Gallery, live: Gallery, image_id: str, new_id: str, picture: Picture, other: Picture
) -> tuple[bytes, list[str]]:
    """The bytes that the store shows for the new photo, read once, and all that is not as it should be."""
    problems = _problems(before, live, image_id, new_id)
    index = _index(live, new_id)
    if index is None:
        return b"", [*problems, "the new photo is not in the gallery"]
    data = connector.read_picture(live.images[index].url)
    if not _is(connector, data, picture, other):
        problems.append("the photo is not the one that was sent")
    if live.images[index].url.split("?")[0] == picture.url:
        problems.append("the store links to the hub's temporary address instead of keeping a copy")
    return data, problems


def _problems(before: Gallery, live: Gallery, image_id: str, new_id: str) -> list[str]:
    """What of order, alt texts and variant links is not as it was, with the new id in the old one's place."""
    wanted = [new_id if image.id == image_id else image.id for image in before.images]
    found = [image.id for image in live.images]
    problems = []
    if len(found) != len(wanted):
        problems.append(f"{len(found)} photos instead of {len(wanted)}")
    elif found != wanted:
        problems.append("the photos are in another order")
    alts = {image.id: image.alt for image in live.images}
    if any(alts.get(new, old.alt) != old.alt for new, old in zip(wanted, before.images, strict=True)):
        problems.append("an alt text is different")
    links = {variant.id: variant.image_id for variant in live.variants}
    for variant in before.variants:
        expected = new_id if variant.image_id == image_id else variant.image_id
        if variant.id in links and links[variant.id] != expected:
            problems.append(f"variant {variant.name or variant.sku or variant.id} shows another photo")
    return problems


def _index(gallery: Gallery, image_id: str) -> int | None:
    return next((index for index, image in enumerate(gallery.images) if image.id == image_id), None)


def _stored(gallery: Gallery) -> dict[str, Any]:
    """The gallery as JSON; when a picture was made does not matter for putting it back."""
    images = tuple(replace(image, created_at=None) for image in gallery.images)
    return asdict(replace(gallery, images=images))


def _gallery_from(stored: dict[str, Any]) -> Gallery:
    """A snapshot as `_stored` made it."""
    return Gallery(
        product_id=stored["product_id"],
        images=tuple(ImageRecord(**image) for image in stored["images"]),
        variants=tuple(VariantRecord(**variant) for variant in stored["variants"]),
    )
