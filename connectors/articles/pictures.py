"""An article's photos as its row keeps them: where each came from, and where its bytes are now."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, TypedDict


class PictureEntry(TypedDict):
    """`source` is the address that the partner gave; `address` is where the photo is now: there, or in the hub."""

    id: str
    source: str
    address: str


def wanted_pictures(ean: str, present: Sequence[Any], urls: Sequence[str], public: Callable[[str], str]) -> list[Any]:
    """The photos of these addresses in their order. One that is known stays as it is, even if the hub has renewed it since.

    A partner knows it by the address that they gave, or by the `public` one of the hub under which they got it.
    """
    known = {entry["source"]: entry for entry in present} | {public(entry["address"]): entry for entry in present}
    found = [known.get(url) or new_picture(ean, url) for url in urls]
    return list({entry["id"]: entry for entry in found}.values())


def new_picture(ean: str, url: str) -> PictureEntry:
    """A photo that nobody has touched yet. Two articles never share one: each is retouched and published on its own."""
    digest = hashlib.blake2b(url.encode(), digest_size=9).hexdigest()
    return {"id": f"{ean}-{digest}", "source": url, "address": url}
