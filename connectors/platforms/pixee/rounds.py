"""Pixee's list of products, page by page, and once more if it moved meanwhile.

Pages have numbers and no order that is promised: whoever saves a product while pages are read may move others into a
page that was read already. So a round ends with the question what changed since it began, and another one follows if
something did. The vendor's own sample takes the server's time as the next page's `since`, and loses what is between
(https://apidoc.pixeepim.com/external-api, “Polling loop”); here `since` is the same for all pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.answers import Raw
from connectors.platforms.pixee import api
from connectors.platforms.pixee.api import PixeeApi, read

# A catalogue that never rests is not read for ever: what a third round misses is in the next sync.
MOST_ROUNDS = 3
# `updated_since` of the list gives what changed after it, unlike `since` of the delta. And Pixee may read its clock a
# moment after its list.
A_LITTLE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """The page to read next, and what is known of its round: when it began by Pixee's clock, and whether it moved.

    `mark` is that of the page before.
    """

    round: int = 1
    page: int = 1
    total: int = 0
    moved: bool = False
    mark: str = ""
    began: str = ""

    def cursor(self) -> str:
        return f"{self.round}/{self.page}/{self.total}/{int(self.moved)}/{self.mark}/{self.began}"

    @classmethod
    def at(cls, cursor: str | None) -> Place:
        """The place that a cursor of ours names; the first one without it."""
        if not cursor:
            return cls()
        number, page, total, moved, mark, began = cursor.split("/", 5)
        return cls(int(number), int(page), int(total), moved == "1", mark, began)


class Rounds:
    """All products, or those that changed at or after `since`."""

    def __init__(self, pixee: PixeeApi, *, since: datetime | None, supplier: str) -> None:
        self.pixee, self.since, self.supplier = pixee, since, supplier

    def pages(self, cursor: str | None) -> Iterator[tuple[list[Any], str | None]]:
        """Each page's entries and the cursor of the next one. What a further round repeats is given again."""
        place: Place | None = Place.at(cursor)
        while place:
            found = self._asked(self.since, page=place.page, page_size=api.PAGE_SIZE)
            entries = read.entries(found, "data", "products")
            place = replace(place, mark=read.moved(entries, place.mark))
            place = self._following(place, read.under(found, "meta"), bool(entries))
            yield entries, place.cursor() if place else None

    def total(self) -> int:
        """How many there are."""
        return read.total(read.under(self._asked(self.since, page=1, page_size=1), "meta"), "total")

    def _following(self, place: Place, meta: Raw, any_here: bool) -> Place | None:
        total = read.total(meta, "total")
        moved = place.moved or (place.page > 1 and total != place.total)
        began = place.began or _moment(meta)
        size = read.whole(meta, "page_size") or api.PAGE_SIZE
        if any_here and place.page * size < total:
            return replace(place, page=place.page + 1, total=total, moved=moved, began=began)
        if place.page == 1 or place.round == MOST_ROUNDS or not (moved or self._changed_since(began)):
            return None
        return Place(round=place.round + 1)

    def _changed_since(self, began: str) -> bool:
        if not began:
            return False
        since = datetime.fromisoformat(began) - A_LITTLE
        return Rounds(self.pixee, since=since, supplier=self.supplier).total() > 0

    def _asked(self, since: datetime | None, **params: Any) -> Raw:
        """The delta takes no supplier: with one the whole list is asked, narrowed to what changed."""
        if since and not self.supplier:
            return self.pixee.ext("products/delta", since=_text(since), **params)
        after = _text(since - A_LITTLE) if since else None
        return self.pixee.ext("products", supplier_code=self.supplier or None, updated_since=after, **params)


def _moment(meta: Raw) -> str:
    """Pixee's clock: `updated_at` beside a list is the time of the answer."""
    found = read.moment(meta, "updated_at")
    return _text(found) if found else ""


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
