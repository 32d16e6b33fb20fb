"""Pages of a list: by number as the documents have it, and by cursor, which neither slows down nor skips a row.

The next page's address is in the `Link` header (RFC 8288), so that the envelope stays as it is printed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from rest_framework.request import Request

from pixelzhub.partners.frame.body import WrongValue

MOST_A_PAGE = 500
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page: its number from 1, how many rows, or the place after which it begins.

    `counted` is how many rows there were in all when the first of these pages was sent, if that was worth keeping.
    """

    number: int
    size: int
    after: str | None = None
    counted: int | None = None

    @property
    def start(self) -> int:
        """Rows before the page; none of them are read when it begins at a place."""
        return 0 if self.after is not None else (self.number - 1) * self.size


def page_asked(request: Request, *, size: int = 50) -> Asked:
    """`page`, `page_size` and `cursor` out of the query. Raises `WrongValue`."""
    number, a_page = whole(request, "page", 1), whole(request, "page_size", size, most=MOST_A_PAGE)
    cursor = request.query_params.get("cursor")
    return Asked(number, a_page) if cursor is None else Asked(number, a_page, *_opened(cursor))


def whole(request: Request, name: str, default: int, *, most: int | None = None) -> int:
    """A whole number from 1 out of the query. Raises `WrongValue`."""
    text = request.query_params.get(name, str(default))
    upto = f" to {most}" if most else " upwards"
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= (most or int(text))):
        raise WrongValue(f"“{name}” is “{text[:40]}”; whole numbers from 1{upto} are accepted.")
    return int(text)


def by_id(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    """The page's rows, newest first; `after` is the id of the last one before."""
    if asked.after is not None:
        rows = rows.filter(pk__lt=as_number(asked.after))
    return rows.order_by("-pk")[asked.start : asked.start + asked.size]


def last_id(rows: Sequence[Model], asked: Asked) -> str | None:
    """Where the next page begins; None if this one was the last."""
    return str(rows[-1].pk) if len(rows) == asked.size else None


def as_number(place: str) -> int:
    """A place that is a row's number. Raises `WrongValue`."""
    if not (place.isascii() and place.isdigit() and len(place) < 19):
        raise no_cursor()
    return int(place)


def link_to(request: Request, place: str | None, counted: int | None = None) -> dict[str, str]:
    """The header that names the next page, if there is one. `counted` saves it from counting all rows again."""
    if place is None:
        return {}
    query = request.query_params.copy()
    query.pop("page", None)
    cursor = place if counted is None else f"{place}|{counted}"
    query["cursor"] = base64.urlsafe_b64encode(cursor.encode()).decode().rstrip("=")
    address = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return {"Link": f'<{address}>; rel="next"'}


def _opened(cursor: str) -> tuple[str, int | None]:
    """The place and the number in a cursor. Raises `WrongValue`."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise no_cursor() from error
    place, _, counted = text.partition("|")
    return place, as_number(counted) if counted else None


def no_cursor() -> WrongValue:
    """What is said of a cursor that cannot be read."""
    return WrongValue("“cursor” is none that this list gave; follow the “Link” header of the page before.")
