"""PrestaShop's calls: lists by id, single things, and pictures as multipart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from connectors.contract import Picture
from connectors.errors import BadReply, NotFound
from connectors.http import Http
from connectors.platforms.prestashop.access import SENT_ON, assert_not_sent_on
from connectors.platforms.prestashop.document import assert_answer, document, new_image_id, xml_root
from connectors.reply import Reply
from connectors.web_address import host_of

# Every row is loaded as a whole object before its fields are picked: large pages bring shared hosts down.
PAGE_SIZE = 50
# PrestaShop draws all its sizes of a picture before it answers.
WRITE_TIMEOUT_S = 120.0
# In these PrestaShop explains itself.
EXPLAINED = (400, 401, 403, 404, 405, 500, 503)
# The file's ending is checked against what PrestaShop takes (ImageManager.php, `isCorrectImageFileExt`).
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}


class PrestaApi:
    """Reads as JSON and writes pictures, below /api/. `version` is PrestaShop's, once it has answered and said it."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self.version = ""

    def index(self) -> Element:
        """The resources that the key may use. Only as XML do they come with their rights."""
        return xml_root(self._get("", output_format=None))

    def rows(
        self, resource: str, *, display: str = "", filters: Mapping[str, str] | None = None, **params: Any
    ) -> list[Any]:
        """A list. Without `display` only ids come, for which PrestaShop loads no objects (`getFilteredObjectList`)."""
        named = {f"filter[{field}]": value for field, value in (filters or {}).items()}
        reply = self._get(resource, display=f"[{display}]" if display else None, **named, **params)
        return _rows(document(reply), resource)

    def one(self, resource: str, number: str, *, display: str) -> Mapping[str, Any]:
        """One thing, which comes in a list when fields are chosen. Raises `NotFound`, `BadReply`."""
        found = document(self._get(f"{resource}/{checked(number)}", display=f"[{display}]"))
        single = found.get(resource.removesuffix("s")) if isinstance(found, Mapping) else None
        rows = [single] if isinstance(single, Mapping) else _rows(found, resource)
        if len(rows) != 1 or not isinstance(rows[0], Mapping) or str(rows[0].get("id")) != number:
            raise BadReply(f"PrestaShop answered with something else than {resource} {number}.")
        return rows[0]

    def pages(
        self, resource: str, *, after: int = 0, filters: Mapping[str, str] | None = None, **params: Any
    ) -> Iterator[tuple[list[Any], int | None]]:
        """Each page's rows and the id after which the next one begins.

        By id and not by offset: what is added, deleted or changed meanwhile moves no row past the reader.
        """
        while True:
            chosen = {**(filters or {}), "id": f">[{after}]"}
            rows = self.rows(resource, filters=chosen, sort="[id_ASC]", limit=PAGE_SIZE, **params)
            following = _last_id(rows) if len(rows) >= PAGE_SIZE else None
            if following is not None and following <= after:
                raise BadReply(f"PrestaShop gives the same {resource} again and again.")
            yield rows, following
            if following is None:
                return
            after = following

    def picture(self, product_id: str, image_id: str) -> bytes:
        """The stored original, past any cache: the public address of a replaced photo stays the same."""
        path = f"images/products/{checked(product_id)}/{checked(image_id)}"
        return self._get(path, output_format=None).content

    def replace(self, product_id: str, image_id: str, picture: Picture) -> bytes:
        """Overwrite a picture; gives the one that the store made of it.

        As a POST that is to count as a PUT: PHP reads no multipart body of a real PUT (recorded: 400, code 76).
        """
        path = f"images/products/{checked(product_id)}/{checked(image_id)}"
        reply = self._upload(path, picture, ps_method="PUT")
        if not reply.headers.get("content-type", "").startswith("image/"):
            raise BadReply(f"{host_of(reply.url)} did not answer with the new photo.")
        return reply.content

    def add(self, product_id: str, picture: Picture) -> str:
        """Add a picture at the end; gives its id."""
        return new_image_id(self._upload(f"images/products/{checked(product_id)}", picture))

    def _get(self, path: str, *, output_format: str | None = "JSON", **params: Any) -> Reply:
        query = {**params, "output_format": output_format}
        return self.http.get(path, params=query, ok=EXPLAINED, check=self._check)

    def _upload(self, path: str, picture: Picture, **params: str) -> Reply:
        ending = ENDINGS.get(picture.mime)
        name = f"photo{ending}" if ending else picture.filename
        return self.http.post(
            path, params=params, files={"image": (name, picture.data, picture.mime)}, timeout=WRITE_TIMEOUT_S,
            ok=EXPLAINED + SENT_ON, check=self._check,
        )  # fmt: skip

    def _check(self, reply: Reply) -> None:
        assert_not_sent_on(reply, self.http.base_url)
        assert_answer(reply)
        self.version = reply.headers.get("psws-version", self.version)


def checked(number: str) -> str:
    """An id as PrestaShop has them. Raises `NotFound`: an empty one would mean the whole list."""
    if not (number.isascii() and number.isdecimal()):
        raise NotFound(f"PrestaShop has nothing under the id “{number}”.")
    return number


def _rows(found: Any, resource: str) -> list[Any]:
    """The list in an answer; an empty one is [] without its name (WebserviceOutputJSON.php)."""
    rows = found.get(resource) if isinstance(found, Mapping) else found
    if not isinstance(rows, list) or (rows and rows is found):
        raise BadReply(f"PrestaShop's answer has no list of {resource}.")
    return rows


def _last_id(rows: list[Any]) -> int:
    numbers = [str(row.get("id")) for row in rows if isinstance(row, Mapping)]
    return max((int(number) for number in numbers if number.isdecimal()), default=0)
