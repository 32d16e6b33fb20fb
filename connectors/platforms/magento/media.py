"""What has to be written so that a product shows exactly the photos that are wanted, in their order.

Only what differs is written, entry by entry: PUT /products/{sku} with a gallery would drop whatever it leaves out, and
a video with it. A role ("types") belongs to one entry; giving it to one takes it from the other
(Catalog/Model/Product/Gallery/GalleryManagement.php, `update`).
"""

from __future__ import annotations

import base64
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from connectors.answers import Raw
from connectors.contract import Added, Kept, Picture
from connectors.errors import BadReply, NotFound, Refused
from connectors.platforms.magento import mapping
from connectors.platforms.magento.mapping import MAIN_ROLE

Entry = dict[str, Any]

# What the main photo is shown as: on its page, in lists and in the cart. A swatch may be a photo of its own.
COVER_ROLES = (MAIN_ROLE, "small_image", "thumbnail")
# The types that core takes (Framework/Api/ImageContentValidator.php); a name may have 90 characters (File/Uploader.php).
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif"}
LONGEST_STEM = 80


@dataclass(frozen=True, slots=True)
class Plan:
    """The calls to make, in this order: nothing is taken away before all that is new is there."""

    added: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    removed: tuple[int, ...]


def plan(live: Raw, wanted: Sequence[Kept | Added], *, leads: bool = False) -> Plan:
    """From the product as it is now to the wanted list; `leads` if the first one has to be the main photo.

    Raises `NotFound` for a photo that the product does not have.
    """
    photos = mapping.photos(live)
    known = {str(mapping.number(raw)): raw for raw in photos}
    if missing := [one.image_id for one in wanted if isinstance(one, Kept) and one.image_id not in known]:
        raise NotFound(f"The product has no photo {', '.join(missing)} in the store.")
    slots = [_Slot(known[one.image_id], alt=one.alt) if isinstance(one, Kept) else _Slot(added=one) for one in wanted]
    _share_roles(photos, slots, leads=leads)
    videos = _number(live, photos, slots)
    kept = {slot.id for slot in slots}
    return Plan(
        added=tuple(slot.entry for slot in slots if slot.added),
        changed=tuple(slot.entry for slot in (*slots, *videos) if slot.raw is not None and slot.differs),
        removed=tuple(number for raw in photos if (number := mapping.number(raw)) not in kept),
    )


def replacement(raw: Raw, picture: Picture) -> Entry:
    """The same entry with another file; all the rest is sent as it was, or it would be lost."""
    return echo(raw) | {"content": content(picture)}


def echo(raw: Raw) -> Entry:
    """An entry as it may be sent back. Without `file`: an old Magento takes that for a new entry."""
    names = ("id", "media_type", "label", "position", "disabled", "types")
    more = raw.get("extension_attributes")
    video = {"extension_attributes": more} if isinstance(more, Mapping) and more else {}
    return {name: raw[name] for name in names if name in raw} | video


def content(picture: Picture) -> Entry:
    """A file as Magento takes it: base64, its true type, and a name without the characters that it forbids."""
    path = PurePosixPath(picture.filename)
    stem = re.sub(r"[^a-z0-9-]+", "_", path.stem.lower()).strip("_")[:LONGEST_STEM] or "photo"
    ending = ENDINGS.get(picture.mime) or path.suffix.lstrip(".").lower()
    data = base64.b64encode(picture.data).decode()
    return {"base64_encoded_data": data, "type": picture.mime, "name": f"{stem}.{ending}"}


def entry_of(live: Raw, image_id: str) -> Raw:
    """One photo's entry. Raises `NotFound`."""
    for raw in mapping.photos(live):
        if str(mapping.number(raw)) == image_id:
            return raw
    raise NotFound("The photo is no longer in the store.")


def id_after(before: Raw, after: Raw, old: Raw) -> str:
    """The id under which a replaced photo is found now.

    Since 2.4 it is the same. In 2.3.2 and later the answer to the PUT is `true` and the id a new one; before that the
    content was passed over in silence (magento/magento2 issues 24639, 22402). Raises `Refused`, `BadReply`.
    """
    number = mapping.number(old)
    now = {mapping.number(raw): raw for raw in mapping.photos(after)}
    if number in now:
        if now[number].get("file") == old.get("file"):
            raise Refused("The store kept the old file: versions of Magento before 2.3.2 cannot replace a photo.")
        return str(number)
    fresh = now.keys() - {mapping.number(raw) for raw in mapping.photos(before)}
    if not fresh:
        raise BadReply("The store answered that it took the photo, but does not list it.")
    return str(max(fresh, key=lambda one: (now[one].get("position") == old.get("position"), one)))


class _Slot:
    """One place in the new gallery: an entry that is there already, or a picture that has to be added."""

    def __init__(self, raw: Raw | None = None, *, alt: str | None = None, added: Added | None = None) -> None:
        self.raw, self.added = raw, added
        self.id = mapping.number(raw) if raw else None
        self.types = self.types_before = mapping.roles(raw) if raw else []
        self.place = self.place_before = mapping.place_of(raw) if raw else None
        self.alt = alt if raw and alt is not None and alt != mapping.alt(raw) else None

    @property
    def gains(self) -> bool:
        return not set(self.types) <= set(self.types_before)

    @property
    def differs(self) -> bool:
        """A role that only goes away is taken by the one that gets it."""
        return self.gains or self.place != self.place_before or self.alt is not None

    @property
    def entry(self) -> Entry:
        if self.added:
            new = {"media_type": "image", "label": self.added.alt, "disabled": False}
            return new | {"position": self.place, "types": self.types, "content": content(self.added.picture)}
        assert self.raw is not None
        label = {} if self.alt is None else {"label": self.alt}
        return echo(self.raw) | {"position": self.place, "types": self.types} | label


def _share_roles(photos: Sequence[Raw], slots: Sequence[_Slot], *, leads: bool) -> None:
    """The first one gets the roles of those that leave; and the cover's, if it takes the main photo's place."""
    if not slots:
        return
    kept, first = {slot.id for slot in slots}, slots[0]
    gained = [role for raw in photos if mapping.number(raw) not in kept for role in mapping.roles(raw)]
    main = photos[0] if photos and MAIN_ROLE in mapping.roles(photos[0]) else None
    if main is not None and mapping.number(main) != first.id:
        gained += [role for role in mapping.roles(main) if role in COVER_ROLES]
    elif not photos or (leads and main is None):
        # Magento's admin gives them to a product's first photo too.
        gained += COVER_ROLES
    for slot in slots[1:]:
        slot.types = [role for role in slot.types if role not in gained]
    first.types = list(dict.fromkeys([*first.types, *gained]))


def _number(live: Raw, photos: Sequence[Raw], slots: Sequence[_Slot]) -> list[_Slot]:
    """Give each slot its position, changing as few as possible; the answer is the videos, which may have to move too.

    Videos keep their places between the photos. A main photo whose position is not the lowest comes first by its
    role, and keeps that position.
    """
    if [slot.id for slot in slots] == [mapping.number(raw) for raw in photos]:
        return []
    everything = mapping.entries(live)
    lowest = next((raw for raw in everything if mapping.is_photo(raw)), None)
    led = bool(photos and slots) and slots[0].id == mapping.number(photos[0])
    apart = photos[0] if led and photos[0] is not lowest else None
    waiting = deque(slots if apart is None else slots[1:])
    taken = None if apart is None else mapping.place_of(apart)
    order = list(_interleaved([raw for raw in everything if raw is not apart], waiting))
    last = -1
    for slot in order:
        if slot.place is None or slot.place <= last:
            slot.place = last + 2 if last + 1 == taken else last + 1
        last = slot.place
    return [slot for slot in order if slot not in slots]


def _interleaved(everything: Sequence[Mapping[str, Any]], waiting: deque[_Slot]) -> Iterator[_Slot]:
    for raw in everything:
        if not mapping.is_photo(raw):
            yield _Slot(raw)
        elif waiting:
            yield waiting.popleft()
    yield from waiting
