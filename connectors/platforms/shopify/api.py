"""Shopify's calls: points that run out, refusals in Shopify's own words, lists page by page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from connectors.answers import Answers
from connectors.errors import (
    AuthFailed,
    BadReply,
    ConnectorError,
    NotFound,
    RateLimited,
    Refused,
    Temporary,
)
from connectors.graphql import GraphQL
from connectors.http import MAX_WAIT_S, Http
from connectors.platforms.shopify.documents import VERSION
from connectors.reply import Reply
from connectors.web_address import host_of

PATH = f"admin/api/{VERSION}/graphql.json"
#: products, collections, webhooks a call
PAGE_SIZE = 25
# Pictures and orders are made in the background: they are asked for this often, this long apart.
POLLS, POLL_S = 120, 1.0

# userErrors: FilesErrorCode, MediaUserErrorCode, BulkOperationUserErrorCode of the Admin schema.
GONE = {
    "FILE_DOES_NOT_EXIST",
    "MEDIA_DOES_NOT_EXIST",
    "MEDIA_DOES_NOT_EXIST_ON_PRODUCT",
    "PRODUCT_DOES_NOT_EXIST",
    "PRODUCT_VARIANT_DOES_NOT_EXIST_ON_PRODUCT",
    "REFERENCE_TARGET_DOES_NOT_EXIST",
}
BUSY = {"FILE_LOCKED", "MEDIA_CANNOT_BE_MODIFIED", "NON_READY_MEDIA", "NON_READY_STATE"}

read = Answers("Shopify")


class Throttled(RateLimited):
    """Too few points for the call, which was not run: even a write may be sent again."""


class TooCostly(Refused):
    """More points than any call may cost: ask for fewer things at once."""


class ShopifyApi:
    """Documents in, their data out."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self.graphql = GraphQL(http, PATH, told=_told)

    def ask(self, document: str, **variables: Any) -> Mapping[str, Any]:
        """The data of a query."""
        try:
            data: Mapping[str, Any] = self.graphql.ask(document, **variables)
        except NotFound as error:
            raise _no_shop(self.http) from error
        return data

    def write(self, field: str, document: str, **variables: Any) -> Mapping[str, Any]:
        """What a mutation's one field gives. Raises what its userErrors stand for."""
        found = read.under(self._written(document, variables), field)
        problems = [*(found.get("userErrors") or ()), *(found.get("mediaUserErrors") or ())]
        if problems:
            raise _refusal(problems)
        return found

    def _written(self, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        for last in (*[False] * (self.http.tries - 1), True):
            try:
                data: Mapping[str, Any] = self.graphql.ask(document, repeatable=False, **variables)
                return data
            except Throttled as error:
                if last or (error.retry_after or 0) > MAX_WAIT_S:
                    raise
                time.sleep(error.retry_after or 0)
            except NotFound as error:
                raise _no_shop(self.http) from error
        raise AssertionError("unreachable")

    def pages(
        self, document: str, field: str, *, after: str | None = None, **variables: Any
    ) -> Iterator[tuple[list[Any], str | None]]:
        """Each page's nodes and the cursor of the next one; smaller pages from where Shopify finds one too costly."""
        size = PAGE_SIZE
        while True:
            try:
                found = self.ask(document, first=size, after=after, **variables).get(field)
            except TooCostly:
                if size == 1:
                    raise
                size //= 2
                continue
            following = next_cursor(found, after)
            yield nodes(found, field), following
            if following is None:
                return
            after = following

    def wait_for(self, done: Callable[[], bool], *, polls: int | None = None) -> bool:
        """Ask again and again; False when it took too long."""
        for attempt in range(POLLS if polls is None else polls):
            if attempt:
                time.sleep(POLL_S)
            if done():
                return True
        return False


def part(raw: Any, name: str) -> Mapping[str, Any]:
    """What lies under a name, if it is an object; else nothing."""
    found = raw.get(name) if isinstance(raw, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def nodes(connection: Any, what: str) -> list[Any]:
    """A list's entries. Raises `BadReply`."""
    return read.entries(connection, "nodes", what)


def next_cursor(connection: Any, after: str | None) -> str | None:
    """Where a list goes on; None at its end. Raises `BadReply` for a list that does not move on."""
    info = connection.get("pageInfo") if isinstance(connection, Mapping) else None
    if not isinstance(info, Mapping):
        raise BadReply("Shopify's answer does not say whether there is more (pageInfo).")
    if not info.get("hasNextPage"):
        return None
    cursor = info.get("endCursor")
    if not isinstance(cursor, str) or not cursor or cursor == after:
        raise BadReply("Shopify's answer does not say where its list goes on (endCursor).")
    return cursor


def _told(reply: Reply, errors: list[Mapping[str, Any]]) -> ConnectorError | None:
    """Errors of a whole call (https://shopify.dev/docs/api/admin-graphql, status and error codes)."""
    host = host_of(reply.url)
    by_code = {str(part(error, "extensions").get("code")): error for error in errors}
    if "THROTTLED" in by_code:
        return Throttled(f"{host} asks the hub to slow down.", retry_after=_restored_in(reply.json()))
    if "MAX_COST_EXCEEDED" in by_code:
        return TooCostly(f"{host} finds the hub's question too large: {by_code['MAX_COST_EXCEEDED'].get('message')}")
    if "ACCESS_DENIED" in by_code:
        return AuthFailed(f"{host} does not allow this to the app: {_lacking(by_code['ACCESS_DENIED'])}")
    if by_code.keys() & {"INTERNAL_SERVER_ERROR", "TIMEOUT"}:
        return Temporary(f"{host} has a problem of its own.")
    return None


def _restored_in(answer: Mapping[str, Any]) -> float | None:
    """Seconds until the points that the call may cost are there again; None if Shopify does not say."""
    cost = part(part(answer, "extensions"), "cost")
    status = part(cost, "throttleStatus")
    try:
        lacking = float(cost["requestedQueryCost"]) - float(status["currentlyAvailable"])
        # Told in whole points: one more, or the next call comes a moment too early.
        return max(0.1, (lacking + 1) / float(status["restoreRate"]))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None


def _lacking(error: Mapping[str, Any]) -> str:
    """Which permission it is, e.g. “`write_products` access scope.”, as Shopify puts it."""
    said = str(error.get("message") or "no reason given")
    needed = str(part(error, "extensions").get("requiredAccess") or "")
    return (said if needed in said else f"{said} Required access: {needed}")[:500]


def _refusal(problems: list[Any]) -> ConnectorError:
    found = [problem for problem in problems if isinstance(problem, Mapping)]
    codes = {str(problem.get("code")) for problem in found}
    said = "; ".join(str(problem.get("message") or "no reason given") for problem in found)[:500]
    if codes & GONE:
        return NotFound(f"Shopify says: {said}")
    if codes & BUSY:
        return Temporary(f"Shopify is still working on the photo: {said}")
    return Refused(f"Shopify says: {said}")


def _no_shop(http: Http) -> NotFound:
    """Names the whole address: 404 is Shopify's answer for a shop that does not exist."""
    return NotFound(f"There is no Shopify store at {http.base_url}. Check the shop's domain.")
