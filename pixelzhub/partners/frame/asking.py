"""What lists are narrowed to, and which rows a request names: read strictly, and always among the merchant's own."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from pixelzhub.partners.frame.body import WrongValue, shown

MOST_IDS = 500
# A plus sign that was not escaped in an address arrives as a space.
UNESCAPED_OFFSET = re.compile(r"(T.*) (\d\d:?\d\d)$")
Row = TypeVar("Row", bound=Model)


class NotNow(APIException):
    """What is asked does not fit the state that things are in."""

    status_code = 409


def choice(request: Request, name: str, choices: Iterable[str]) -> str | None:
    """One of these words out of the query; None if it is not asked for. Raises `WrongValue`."""
    text, known = request.query_params.get(name), list(choices)
    if text is not None and text not in known:
        raise WrongValue(f"“{name}” is {shown(text)}; one of these is accepted: {', '.join(known)}.")
    return text


def moment_asked(request: Request, name: str) -> datetime | None:
    """A time of ISO 8601 out of the query, in UTC where it names no zone. Raises `WrongValue`."""
    text = request.query_params.get(name)
    return None if text is None else time_of(UNESCAPED_OFFSET.sub(r"\1+\2", text), name)


def time_of(text: str, name: str) -> datetime:
    """The time that a text names, in UTC where it names no zone. Raises `WrongValue`."""
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise WrongValue(f"“{name}” is {shown(text)}; a time as 2026-06-18T00:00:00Z is accepted.") from error


def store_asked(request: Request) -> uuid.UUID | None:
    """The id of a store out of the query. Raises `WrongValue`."""
    text = request.query_params.get("store")
    if text is None:
        return None
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise WrongValue(f"“store” is {shown(text)}; the id of a store, a UUID, is accepted.") from error


def id_asked(request: Request, name: str) -> int | None:
    """The id of a row out of the query. Raises `WrongValue`."""
    text = request.query_params.get(name)
    if text is None:
        return None
    found = row_id(text)
    if found is None:
        raise WrongValue(f"“{name}” is {shown(text)}; an id as this API gives it is accepted.")
    return found


def id_in(fields: Mapping[str, Any], name: str) -> int | None:
    """The id in this field of a body; None where it is missing or null. Raises `WrongValue`."""
    value = fields.get(name)
    found = row_id(value)
    if value is not None and found is None:
        raise WrongValue(f"“{name}” is {shown(value)}; an id as this API gives it is accepted.")
    return found


def ids_in(fields: Mapping[str, Any], name: str) -> list[int]:
    """The ids of a list in a body, each once. Raises `WrongValue`."""
    values = fields.get(name)
    if not isinstance(values, list) or not 1 <= len(values) <= MOST_IDS:
        told = f"has {len(values):,} entries" if isinstance(values, list) else f"is {shown(values)}"
        raise WrongValue(f"“{name}” {told}; a list of 1 to {MOST_IDS} ids is accepted.")
    found = [row_id(value) for value in values]
    for value, number in zip(values, found, strict=True):
        if number is None:
            raise WrongValue(f"“{name}” holds {shown(value)}; ids as this API gives them are accepted.")
    return list(dict.fromkeys(number for number in found if number is not None))


def row_id(value: Any) -> int | None:
    """A row's number, written as text or as a number; None for anything that is none."""
    # True is a number to Python alone; a longer number than this fits no database's column.
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def own_row(rows: QuerySet[Row], text: str) -> Row:
    """The row of the address among these; another merchant's is not there. Raises `Http404`."""
    number = row_id(text)
    found = None if number is None else rows.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def own_row_by_uuid(rows: QuerySet[Row], text: str, column: str = "pk") -> Row:
    """As `own_row` for rows that are known by a UUID. Raises `Http404`."""
    try:
        found = rows.filter(**{column: uuid.UUID(text)}).first()
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found
