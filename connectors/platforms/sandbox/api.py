"""The sandbox shop's calls, each as documented by the shop, with its own words in the errors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.errors import BadReply, NotFound, Refused
from connectors.http import Http
from connectors.reply import Reply

PAGE_SIZE = 100
# The shop explains itself in these: 404 no such product or image, 409 gone meanwhile, 422 not understood.
EXPLAINED = (404, 409, 422)


class ShopApi:
    """JSON in and out, below /api/ of the shop's address."""

    def __init__(self, http: Http) -> None:
        self.http = http

    def get(self, path: str, **params: Any) -> Mapping[str, Any]:
        return _read(self.http.get(f"api/{path}", params=params, ok=EXPLAINED))

    def write(self, method: str, path: str, body: Mapping[str, Any], *, repeatable: bool = False) -> Mapping[str, Any]:
        """One change. `repeatable` only where a second call leaves the shop as the first did."""
        return _read(self.http.request(method, f"api/{path}", json=body, repeatable=repeatable, ok=EXPLAINED))

    def pages(self, path: str, cursor: str | None, **params: Any) -> Iterator[Mapping[str, Any]]:
        """Page after page, from a cursor on."""
        while True:
            page = self.get(path, page_size=PAGE_SIZE, cursor=cursor, **params)
            yield page
            following = page.get("next_cursor")
            if not following:
                return
            if str(following) == cursor:
                raise BadReply("The shop answers with the same page again and again.")
            cursor = str(following)


def _read(reply: Reply) -> Mapping[str, Any]:
    answer = reply.json()
    if not isinstance(answer, Mapping):
        raise BadReply("The shop answered with something that is not one of its documents.")
    if reply.status in EXPLAINED:
        raise _refusal(reply.status, str(answer.get("error") or "no reason given"))
    return answer


def _refusal(status: int, reason: str) -> NotFound | Refused:
    return NotFound(f"The shop says: {reason}") if status == 404 else Refused(f"The shop says: {reason}")


def parsed(body: bytes) -> Mapping[str, Any]:
    """The body of a call from the shop. Raises `BadReply`."""
    try:
        found = json.loads(body)
    except ValueError as error:
        raise BadReply("The shop's call is not JSON.") from error
    if not isinstance(found, Mapping):
        raise BadReply("The shop's call is not a JSON object.")
    return found
