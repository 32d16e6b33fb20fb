"""The Admin API's calls on a product's photos: their order, cover and captions, and taking one off.

Files do not travel here: the module “PrestaShop API Resources” overlooks the file of a replaced photo before 0.8.0, and
nothing tells its version (https://github.com/PrestaShop/ps_apiresources/commit/77d8b83c97cbb1c379f88a9df3f533f8b43bc549).
Below, paths are those of the module since 0.2.0 (ProductImage.php, ProductImageList.php).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.errors import AuthFailed, BadReply, ConnectorError, NotFound, Refused, Temporary
from connectors.http import Http
from connectors.platforms.prestashop.access import SENT_ON, assert_not_sent_on
from connectors.platforms.prestashop.api import WRITE_TIMEOUT_S, checked
from connectors.platforms.prestashop.client import HTTPS, SCOPES, TRIES_AGAIN_BY_ITSELF, over_http, words
from connectors.reply import Reply, error_for
from connectors.web_address import host_of

EXPLAINED = (400, 401, 403, 404, 405, 415, 422, 426)


@dataclass(frozen=True, slots=True)
class LivePhoto:
    """A photo as the shop has it. `captions` are by locale, such as en-US; one that was never written may be missing."""

    id: str
    is_cover: bool
    position: int
    captions: Mapping[str, str]


class AdminApi:
    """JSON below `base_url`; `token_has_ended` says whether a refused token is only too old."""

    def __init__(self, http: Http, base_url: str, *, token_has_ended: Callable[[], bool]) -> None:
        self.http, self.base_url = http, base_url
        self.token_has_ended = token_has_ended

    def photos(self, product_id: str) -> list[LivePhoto]:
        """A product's photos by their position. Raises `NotFound`, `BadReply`."""
        found = self._call("GET", f"products/{checked(product_id)}/images").json()
        if not isinstance(found, list):
            raise BadReply("PrestaShop's answer has no list of photos.")
        return sorted(map(_photo, found), key=lambda photo: photo.position)

    def change(self, photo_id: str, fields: Mapping[str, str]) -> None:
        """Write these fields of a photo; all others stay, as do the captions of other languages.

        As a form in parts and by POST: PHP reads no form of a PUT, and the module takes no other.
        """
        parts = {name: (None, value) for name, value in fields.items()}
        self._call("POST", f"products/images/{checked(photo_id)}", files=parts, timeout=WRITE_TIMEOUT_S)

    def remove(self, photo_id: str) -> None:
        """Take a photo off its product for good, its file and its links to combinations with it."""
        self._call("DELETE", f"products/images/{checked(photo_id)}", timeout=WRITE_TIMEOUT_S)

    def _call(self, method: str, path: str, **options: Any) -> Reply:
        reply = self.http.request(
            method, self.base_url + path, headers={"Accept": "application/json"}, ok=(*EXPLAINED, *SENT_ON), **options
        )
        assert_not_sent_on(reply, self.base_url)
        if reply.status >= 300:
            raise self._refusal(reply)
        return reply

    def _refusal(self, reply: Reply) -> ConnectorError:
        host, said = host_of(reply.url), words(reply)
        if said == HTTPS:
            return over_http(host)
        if reply.status == 401 and self.token_has_ended():
            return Temporary(TRIES_AGAIN_BY_ITSELF)
        if reply.status == 403:
            return AuthFailed(
                f"{host} does not let the API client do this: it needs the scopes {' and '.join(SCOPES)}"
                " (PrestaShop: Advanced Parameters, Admin API)."
            )
        if reply.status == 404:
            return NotFound(f"{host} says: {said}" if said else f"{host} does not have this photo or product (404).")
        if reply.status != 401 and said:
            return Refused(f"{host} says: {said}")
        return error_for(reply)


def _photo(raw: Any) -> LivePhoto:
    entry = raw if isinstance(raw, Mapping) else {}
    number, position = entry.get("imageId"), entry.get("position")
    if not isinstance(number, int) or not isinstance(position, int):
        raise BadReply("A photo in PrestaShop's answer lacks its imageId or position.")
    # An empty map of PHP's is [] in JSON.
    captions = entry.get("legends") or {}
    if not isinstance(captions, Mapping):
        raise BadReply("legends in PrestaShop's answer is not a map of languages.")
    texts = {str(locale): str(text or "") for locale, text in captions.items()}
    return LivePhoto(str(number), entry.get("cover") is True, position, texts)
