"""Shopware's calls: searches, which are POSTs that change nothing, and writes, which are never repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from connectors.errors import AuthFailed, BadReply, Temporary
from connectors.http import Http
from connectors.platforms.shopware.access import TRIES_AGAIN_BY_ITSELF
from connectors.platforms.shopware.answers import SENT_ON, refusal
from connectors.platforms.shopware.criteria import Criteria, after, counting
from connectors.platforms.shopware.fields import read
from connectors.reply import Reply
from connectors.web_address import host_of

# shopware.api.max_limit is 500; a product brings its photos, variants and tags along.
PAGE_SIZE = 100
# A file is stored before the shop answers, on a bucket elsewhere as the case may be.
WRITE_TIMEOUT_S = 120.0
# Shopware explains itself in these with {"errors": […]}; a POST is not sent on to another address.
EXPLAINED = (400, 401, 403, 404, 405, 409, 412, 413, 415, 422)
NO_ANSWER = EXPLAINED + SENT_ON
# Without it Shopware answers in JSON:API.
PLAIN = {"Accept": "application/json"}

Row = Mapping[str, Any]


class ShopwareApi:
    """JSON below /api/; `key_has_ended` says whether a refused key is only too old."""

    def __init__(self, http: Http, *, key_has_ended: Callable[[], bool]) -> None:
        self.http = http
        self.key_has_ended = key_has_ended

    def get(self, path: str, **params: Any) -> Row:
        return _object(self._call("GET", path, params=params))

    def search(self, entity: str, criteria: Criteria) -> list[Any]:
        """The rows that are found, at most a page of them. Raises `BadReply` for anything else."""
        return read.entries(self._search(entity, criteria), "data", "what was found (data)")

    def total(self, entity: str, *filters: Criteria) -> int:
        """How many there are."""
        found = self._search(entity, counting(entity, *filters)).get("total")
        if not isinstance(found, int) or isinstance(found, bool):
            raise BadReply(f"Shopware does not say how many there are ({entity}).")
        return found

    def pages(
        self, entity: str, criteria: Criteria, *filters: Criteria, start: int = 0
    ) -> Iterator[tuple[list[Any], int | None]]:
        """Each page's rows and the number after which the next one begins.

        By `autoIncrement`, as Shopware's own RepositoryIterator reads: numbered pages shift when something is deleted
        meanwhile, and pages by time of change when something is saved.
        """
        begin = start
        while True:
            rows = self.search(entity, after(begin, criteria, filters, size=PAGE_SIZE))
            last = max((_number(row) for row in rows), default=begin)
            following = last if len(rows) >= PAGE_SIZE else None
            if following is not None and following <= begin:
                raise BadReply(f"Shopware gives one page again and again ({entity}).")
            yield rows, following
            if following is None:
                return
            begin = following

    def create(self, entity: str, row: Row) -> None:
        self._call("POST", entity, json=row, timeout=WRITE_TIMEOUT_S)

    def delete(self, entity: str, row_id: str) -> None:
        self._call("DELETE", f"{entity}/{row_id}", timeout=WRITE_TIMEOUT_S)

    def sync(self, *operations: tuple[str, str, Sequence[Row]]) -> None:
        """Several changes, all or none: (action, entity, rows), of which those without rows are left out."""
        body = [
            {"action": action, "entity": entity, "payload": list(rows)} for action, entity, rows in operations if rows
        ]
        if body:
            self._call("POST", "_action/sync", json=body, timeout=WRITE_TIMEOUT_S)

    def upload(self, media_id: str, *, name: str, extension: str, data: bytes, mime: str) -> None:
        """Put a file into a media row; what was in it is gone."""
        self._call(
            "POST",
            f"_action/media/{media_id}/upload",
            params={"extension": extension, "fileName": name},
            data=data,
            headers={**PLAIN, "Content-Type": mime},
            timeout=WRITE_TIMEOUT_S,
        )

    def _search(self, entity: str, criteria: Criteria) -> Row:
        return _object(self._call("POST", f"search/{entity}", json=criteria, repeatable=True))

    def _call(self, method: str, path: str, **options: Any) -> Reply:
        reply = self.http.request(method, path, **{"headers": PLAIN, **options}, ok=NO_ANSWER)
        if reply.status not in NO_ANSWER:
            return reply
        error = refusal(reply, asked=self.http.base_url)
        if reply.status == 401 and isinstance(error, AuthFailed) and self.key_has_ended():
            raise Temporary(TRIES_AGAIN_BY_ITSELF)
        raise error


def _object(reply: Reply) -> Row:
    found = reply.json()
    if not isinstance(found, Mapping):
        raise BadReply(f"{host_of(reply.url)} answered with something that is not Shopware's.")
    return found


def _number(row: Any) -> int:
    found = row.get("autoIncrement") if isinstance(row, Mapping) else None
    return found if isinstance(found, int) else 0
