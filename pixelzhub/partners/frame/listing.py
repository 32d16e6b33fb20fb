"""A page of a list that is in the order of its ids, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from pixelzhub.partners.frame.envelope import envelope
from pixelzhub.partners.frame.paging import by_id, last_id, link_to, page_asked

Row = TypeVar("Row", bound=Model)


def listed(
    request: Request,
    rows: QuerySet[Row],
    tell: Callable[[Sequence[Row]], list[dict[str, Any]]],
    changed: Callable[[Row], datetime],
) -> Response:
    """The page that is asked for; `tell` shows its rows, `changed` says when one last did. Raises `WrongValue`."""
    asked = page_asked(request)
    found = list(by_id(rows, asked))
    newest = max(map(changed, found), default=None)
    answer = envelope(
        tell(found),
        total=rows.count(),
        page=asked.number,
        page_size=asked.size,
        updated_at=newest,
    )
    return Response(answer, headers=link_to(request, last_id(found, asked)))


def amount(value: Decimal | None) -> str | None:
    """Money as text with two decimals: a number of JSON has lost cents on the way."""
    return None if value is None else f"{value:.2f}"
