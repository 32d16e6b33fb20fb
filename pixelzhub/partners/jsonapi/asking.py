"""What a query may hold: pages, filters, an order, fields and included resources; anything else is named and refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.filters import BaseFilterBackend, OrderingFilter
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from pixelzhub.partners.frame.asking import time_of
from pixelzhub.partners.frame.body import WrongValue, is_text, shown
from pixelzhub.partners.jsonapi.errors import WrongParameter

PARAMETER = re.compile(r"(?P<family>sort|include|page|filter|fields)(\[(?P<name>[A-Za-z0-9_.-]+)\])?")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
PAGE = {"cursor", "size"}
TRUE, FALSE = "true", "false"
Filter = Callable[[str], Mapping[str, Any]]
"""A value of the query as what the rows are narrowed to. Raises `ValueError` with what is accepted."""


def text(column: str) -> Filter:
    """Equal to this text."""

    def read(value: str) -> Mapping[str, Any]:
        if not is_text(value):
            raise ValueError("text")
        return {column: value}

    return read


def flag(column: str) -> Filter:
    """True or false."""

    def read(value: str) -> Mapping[str, Any]:
        if value not in {TRUE, FALSE}:
            raise ValueError("true or false")
        return {column: value == TRUE}

    return read


def row(column: str) -> Filter:
    """The id of another resource."""

    def read(value: str) -> Mapping[str, Any]:
        if not (value.isascii() and value.isdigit() and len(value) < 19):
            raise ValueError("an id as this API gives it")
        return {column: int(value)}

    return read


def key(column: str) -> Filter:
    """The UUID of another resource."""

    def read(value: str) -> Mapping[str, Any]:
        if not UUID.fullmatch(value):
            raise ValueError("a UUID")
        return {column: value}

    return read


def since(column: str) -> Filter:
    """At this time of ISO 8601 or later."""

    def read(value: str) -> Mapping[str, Any]:
        try:
            return {f"{column}__gte": time_of(value, column)}
        except WrongValue as error:
            raise ValueError("a time as 2026-06-18T00:00:00Z") from error

    return read


class Asking(BaseFilterBackend):
    """Refuses what the resource does not know, then narrows its rows by `filter[…]`."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filters: Mapping[str, Filter] = view.filters
        for parameter, values in request.query_params.lists():
            found = PARAMETER.fullmatch(parameter)
            if not found or not _is_known(found["family"], found["name"], filters):
                raise WrongParameter(parameter, f"There is no parameter “{parameter[:60]}” here.{_those(filters)}")
            if len(values) > 1:
                raise WrongParameter(parameter, f"“{parameter}” comes {len(values)} times; once is accepted.")
            if found["family"] == "filter":
                queryset = queryset.filter(**_narrowed(parameter, filters[found["name"]], values[0]))
        return queryset


def _is_known(family: str, name: str | None, filters: Mapping[str, Filter]) -> bool:
    if family in {"sort", "include"}:
        return name is None
    return name in PAGE if family == "page" else name in filters if family == "filter" else name is not None


def _narrowed(parameter: str, read: Filter, value: str) -> Mapping[str, Any]:
    try:
        return read(value)
    except (ValueError, ValidationError) as error:
        raise WrongParameter(parameter, f"“{parameter}” is {shown(value)}; {error} is accepted.") from error


def _those(filters: Mapping[str, Filter]) -> str:
    names = ", ".join(f"filter[{name}]" for name in filters)
    return f" There are include, sort, fields[TYPE], page[cursor], page[size]{', ' if names else ''}{names}."


class Sorting(OrderingFilter):
    """`sort` by the fields that the resource has an index for; the id comes after them, so that no two rows are equal."""

    ordering_param = "sort"

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        asked = request.query_params.get("sort")
        fields = [view.ordering] if asked is None else asked.split(",")
        for field in fields:
            if field.removeprefix("-") not in view.ordering_fields:
                known = ", ".join(view.ordering_fields)
                raise WrongParameter(
                    "sort", f"“sort” is {shown(asked)}; the fields are {known}, each with - for descending."
                )
        if len(fields) > 1:
            raise WrongParameter("sort", f"“sort” has {len(fields)} fields; one is accepted.")
        sign = "-" if fields[0].startswith("-") else ""
        column = {"id": "pk"}.get(fields[0].removeprefix("-"), fields[0].removeprefix("-"))
        return (f"{sign}{column}",) if column == "pk" else (f"{sign}{column}", f"{sign}pk")


class Pages(CursorPagination):
    """Pages by cursor, with links forwards and backwards."""

    page_size, max_page_size = 50, 500
    cursor_query_param, page_size_query_param = "page[cursor]", "page[size]"

    def paginate_queryset(  # type: ignore[override]
        self, queryset: QuerySet[Any], request: Request, view: Any = None
    ) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, ValueError, ValidationError) as error:
            raise WrongParameter(
                "page[cursor]", "“page[cursor]” is none that this list gave; follow its links."
            ) from error

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get("page[size]", str(self.page_size))
        if not (asked.isascii() and asked.isdigit() and len(asked) < 5 and 1 <= int(asked) <= self.max_page_size):
            sentence = f"“page[size]” is {shown(asked)}; whole numbers from 1 to {self.max_page_size} are accepted."
            raise WrongParameter("page[size]", sentence)
        return int(asked)

    def get_paginated_response(self, data: Any) -> Response:
        links = {"prev": self.get_previous_link(), "next": self.get_next_link()}
        return Response({"results": data, "links": {name: link for name, link in links.items() if link}})
