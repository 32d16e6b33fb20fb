"""Files in Shopify: handed in by upload, put in the place of others, waited for until they are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.answers import Raw
from connectors.contract import Added, Picture
from connectors.errors import BadReply, NotFound, Permanent, Refused, Temporary
from connectors.platforms.shopify.api import ShopifyApi, nodes, part
from connectors.platforms.shopify.documents import ACKNOWLEDGE, ADD_MEDIA, FILES, UPDATE_FILES, UPLOAD

Stamp = tuple[str, str]
"""When a file was made and its address: either changes with its bytes."""
UPLOAD_TIMEOUT_S = 120.0


def upload(api: ShopifyApi, picture: Picture) -> str:
    """Hand the bytes in, so that the store need not reach the hub; the address that Shopify knows them by.

    `FileUpdateInput.originalSource` and `CreateMediaInput.originalSource` take "a staged upload URL".
    """
    wanted = {"resource": "IMAGE", "filename": picture.filename, "mimeType": picture.mime, "httpMethod": "POST"}
    targets = api.write("stagedUploadsCreate", UPLOAD, input=[wanted]).get("stagedTargets") or [{}]
    url, source = targets[0].get("url"), targets[0].get("resourceUrl")
    if not url or not source:
        raise BadReply("Shopify gave no place to hand the photo in (stagedTargets).")
    # The file comes last: what follows it is not looked at (Google's form uploads, which these are).
    form = {str(one["name"]): (None, str(one["value"])) for one in targets[0].get("parameters") or ()}
    parts: dict[str, Any] = {**form, "file": (picture.filename, picture.data, picture.mime)}
    try:
        api.http.post(url, files=parts, signed=False, timeout=UPLOAD_TIMEOUT_S)
    except Permanent as error:
        # Not the shop's key is refused here but a place that has ended: the next try gets another.
        raise Temporary(f"Shopify's upload did not take the photo: {error}") from error
    return str(source)


def replace_file(api: ShopifyApi, media_id: str, picture: Picture) -> None:
    """Other bytes under the same id, on every page that shows it. Raises `Refused`, `Temporary`."""
    before = _file(api, media_id)
    if before.get("fileStatus") == "FAILED":
        _acknowledge(api, media_id)
    source = upload(api, picture)
    api.write("fileUpdate", UPDATE_FILES, files=[{"id": media_id, "originalSource": source}])
    try:
        wait_until_ready(api, {media_id: _stamp(before)})
    except Refused:
        _acknowledge(api, media_id)
        raise


def add_files(api: ShopifyApi, product_id: str, known: Sequence[str], added: Sequence[Added]) -> list[str]:
    """New pictures at the end of a product, made and ready; their ids in the order of `added`.

    One that Shopify cannot use stays among the product's media as failed, which no shopper sees: a file that is not
    ready takes no change (fileUpdate), and nothing is ever deleted from here.
    """
    if not added:
        return []
    entries = [
        {"originalSource": upload(api, one.picture), "alt": one.alt, "mediaContentType": "IMAGE"} for one in added
    ]
    found = part(api.write("productUpdate", ADD_MEDIA, product={"id": product_id}, media=entries), "product")
    ids = [str(node.get("id")) for node in nodes(found.get("media"), "a product's images (media)")]
    new = [one for one in ids if one not in known]
    if len(new) != len(added):
        raise BadReply("Shopify's answer does not show the new photos.")
    wait_until_ready(api, dict.fromkeys(new))
    return new


def wait_until_ready(api: ShopifyApi, files: Mapping[str, Stamp | None]) -> None:
    """Until all these files are made, and not as they were before. Raises `Refused` in Shopify's words, `Temporary`."""
    found: list[Raw] = []

    def are_made() -> bool:
        found[:] = _files(api, list(files))
        for entry in found:
            if entry.get("fileStatus") == "FAILED":
                raise Refused(f"Shopify could not use the photo: {_words(entry)}")
        return all(_is_ready(entry) and _stamp(entry) != files[str(entry["id"])] for entry in found)

    # The same bytes again may leave a file as it was: then it is ready all the time.
    if not api.wait_for(are_made) and not all(_is_ready(entry) for entry in found):
        raise Temporary("Shopify is still working on the photo.")


def _file(api: ShopifyApi, media_id: str) -> Raw:
    return _files(api, [media_id])[0]


def _files(api: ShopifyApi, ids: list[str]) -> list[Raw]:
    found = api.ask(FILES, ids=ids).get("nodes") or []
    # An id that nothing has any more comes as null.
    if len(found) != len(ids) or not all(found):
        raise NotFound("The photo is no longer in the store.")
    return list(found)


def _is_ready(entry: Raw) -> bool:
    return entry.get("fileStatus") == "READY" and bool(entry.get("image"))


def _stamp(entry: Raw) -> Stamp:
    return str(entry.get("updatedAt")), str(part(entry, "image").get("url"))


def _words(entry: Raw) -> str:
    problems = [str(one.get("message")) for one in entry.get("fileErrors") or () if isinstance(one, Mapping)]
    return "; ".join(problems)[:500] or "no reason given"


def _acknowledge(api: ShopifyApi, media_id: str) -> None:
    """A file whose update failed takes no other one before this (fileAcknowledgeUpdateFailed)."""
    api.write("fileAcknowledgeUpdateFailed", ACKNOWLEDGE, ids=[media_id])
