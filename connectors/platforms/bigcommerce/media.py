"""A photo's file into the store: a new photo, or another file under the same one."""

from __future__ import annotations

from connectors.answers import Raw
from connectors.contract import Picture
from connectors.errors import Refused
from connectors.platforms.bigcommerce.api import BigCommerceApi

# POST and PUT …/images (bigcommerce/docs, products_catalog.v3.yml).
MAX_BYTES = 8 * 1024 * 1024
LONGEST_URL = 255
TYPES = frozenset(f"image/{kind}" for kind in ("jpeg", "png", "gif", "webp", "bmp", "vnd.wap.wbmp", "x-xbitmap"))


def add_file(api: BigCommerceApi, path: str, picture: Picture, fields: Raw) -> Raw:
    """The new photo's entry. The bytes are sent: then the store does not have to reach the hub."""
    _check(picture)
    return api.upload("POST", path, fields, picture)


def replace_file(api: BigCommerceApi, path: str, old: Raw, picture: Picture) -> None:
    """Another file under the photo at `path`, which keeps its id, order, text and flag: they are not sent.

    By address first, as a PUT is documented to take one; its reference sends uploads elsewhere ("send a POST request")
    and lists them as its body all the same. Once a 200 changed nothing (bigcommerce/api issue 102), so an address that
    is refused, or taken without any effect, is followed by the bytes. Raises `Refused`.
    """
    _check(picture)
    if len(picture.url) <= LONGEST_URL:
        try:
            if not _is_as_before(api.write("PUT", path, {"image_url": picture.url}), old):
                return
        except Refused:
            pass  # nothing was written: the store may not reach the hub
    if _is_as_before(api.upload("PUT", path, {}, picture), old):
        raise Refused("The store answered that it took the photo, but kept the old file.")


def _is_as_before(new: Raw, old: Raw) -> bool:
    """Each file gets a name and a time of its own; an answer that tells neither is left to the read-back."""
    names = ("image_file", "url_zoom")
    return all(new.get(name) == old.get(name) for name in names) and bool(new.get("image_file"))


def _check(picture: Picture) -> None:
    if picture.mime not in TYPES:
        raise Refused(f"BigCommerce takes JPEG, PNG, GIF, WebP and BMP, and this photo is {picture.mime}.")
    if len(picture.data) > MAX_BYTES:
        raise Refused(f"BigCommerce takes photos up to 8 MB, and this one has {len(picture.data) / 1e6:,.1f} MB.")
