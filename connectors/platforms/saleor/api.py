"""Saleor's calls: uploads, refusals in Saleor's own words, lists page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from connectors.answers import Answers
from connectors.contract import Picture
from connectors.errors import AuthFailed, BadReply, ConnectorError, NotFound, Refused
from connectors.graphql import GraphQL
from connectors.http import Http
from connectors.reply import Reply
from connectors.web_address import host_of

#: things a call; Saleor gives 100 at most
PAGE_SIZE = 50
UPLOAD_TIMEOUT_S = 120.0
# ProductErrorCode and WebhookErrorCode of the schema.
GONE = {"NOT_FOUND", "NOT_PRODUCTS_IMAGE", "NOT_PRODUCTS_VARIANT"}
# extensions.exception.code: the class of the error in Saleor (recorded: PermissionDenied; saleor/core/jwt.py).
NO_ENTRY = {"PermissionDenied", "InvalidTokenError", "ExpiredSignatureError", "DecodeError", "InvalidSignatureError"}

read = Answers("Saleor")


class SaleorApi:
    """Documents in, their data out."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self.graphql = GraphQL(http, "", told=_told)

    def ask(self, document: str, **variables: Any) -> Mapping[str, Any]:
        """The data of a query, which has to name the app.

        To whoever has no valid token Saleor shows the storefront's products, which may be none, instead of an error.
        """
        data: Mapping[str, Any] = self.graphql.ask(document, **variables)
        if not isinstance(data.get("app"), Mapping):
            raise AuthFailed(f"{host_of(self.http.base_url)} does not take the token for one of an app.")
        return data

    def write(self, field: str, document: str, **variables: Any) -> Mapping[str, Any]:
        """What a mutation's one field gives. Raises what its errors stand for."""
        return _written(field, self.graphql.ask(document, repeatable=False, **variables))

    def upload(self, field: str, document: str, picture: Picture, **variables: Any) -> Mapping[str, Any]:
        """The same with a file."""
        return _written(field, self.graphql.upload(document, picture, timeout=UPLOAD_TIMEOUT_S, **variables))

    def pages(
        self, document: str, field: str, *, after: str | None = None, **variables: Any
    ) -> Iterator[tuple[list[Any], str | None]]:
        """Each page's nodes and the cursor of the next one."""
        while True:
            found = self.ask(document, first=PAGE_SIZE, after=after, **variables).get(field)
            following = _next_cursor(found, after)
            yield _nodes(found, field), following
            if following is None:
                return
            after = following


def _nodes(connection: Any, what: str) -> list[Any]:
    edges = connection.get("edges") if isinstance(connection, Mapping) else None
    if not isinstance(edges, list) or not all(isinstance(edge, Mapping) for edge in edges):
        raise BadReply(f"Saleor's answer has no list of {what}.")
    return [edge.get("node") for edge in edges]


def _next_cursor(connection: Any, after: str | None) -> str | None:
    info = connection.get("pageInfo") if isinstance(connection, Mapping) else None
    if not isinstance(info, Mapping):
        raise BadReply("Saleor's answer does not say whether there is more (pageInfo).")
    if not info.get("hasNextPage"):
        return None
    cursor = info.get("endCursor")
    if not isinstance(cursor, str) or not cursor or cursor == after:
        raise BadReply("Saleor's answer does not say where its list goes on (endCursor).")
    return cursor


def _told(reply: Reply, errors: list[Mapping[str, Any]]) -> ConnectorError | None:
    """Errors of a whole call come with status 200, those of the question itself with 400 (recorded)."""
    codes = {_code(error) for error in errors}
    if codes & NO_ENTRY:
        return AuthFailed(f"{host_of(reply.url)} does not allow this with the given token: {_words(errors)}")
    return None


def _code(error: Mapping[str, Any]) -> str:
    extensions = error.get("extensions")
    exception = extensions.get("exception") if isinstance(extensions, Mapping) else None
    return str(exception.get("code")) if isinstance(exception, Mapping) else ""


def _written(field: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    found = read.under(data, field)
    problems = [one for one in found.get("errors") or () if isinstance(one, Mapping)]
    if problems:
        kind = NotFound if {one.get("code") for one in problems} & GONE else Refused
        raise kind(f"Saleor says: {_words(problems)}")
    return found


def _words(problems: list[Mapping[str, Any]]) -> str:
    return "; ".join(str(one.get("message") or "no reason given") for one in problems)[:500]
