"""From page to page: by number, offset, cursor, or the address of the next one, until one of four signs says stop."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from connectors.errors import BadReply
from connectors.platforms.custom import values
from connectors.platforms.custom.answers import digest_source
from connectors.platforms.custom.parts import Paging
from connectors.reply import Reply

# So many rows a page are asked for where the description names a parameter for it and no number.
PAGE_SIZE = 100
# RFC 8288: an address in angle brackets and what it is; a comma may be inside either.
LINK = re.compile(r"<([^<>]*)>([^<]*)")
IS_NEXT = re.compile(r""";\s{0,5}rel\s{0,5}=\s{0,5}(?:next\b|"[^"]{0,100}\bnext\b[^"]{0,100}")""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered call: its data, the rows in it, and what it came with."""

    document: Any
    rows: list[Any]
    reply: Reply


@dataclass(frozen=True, slots=True)
class State:
    """Where reading stands: the next page, and what is needed to know the last one and a repeated one."""

    at: int | str | None
    pages: int = 0
    seen: int = 0
    digest: str = ""
    total: int = 0
    last: int = 0

    def text(self) -> str:
        """The cursor that a killed sync takes up again."""
        return json.dumps(asdict(self), separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Page:
    answer: Answer
    cursor: str | None


def page_size(how: Paging) -> int:
    return how.size or how.short or PAGE_SIZE


def pages(how: Paging, ask: Callable[[int | str | None], Answer], cursor: str | None = None) -> Iterator[Page]:
    """Page after page, from a cursor on. Raises `BadReply` for a page that comes twice, or for more than `max_pages`."""
    state = _state(how, cursor)
    while True:
        if state.pages >= how.max_pages:
            raise BadReply(f"The store has more than {how.max_pages:,} pages, which is all that the description takes.")
        answer = ask(state.at)
        total = values.whole(how.total.of(answer.document), how.total.text) if how.total else None
        if back := _shifted_back(how, state, total):
            state = back
            continue
        digest = _digest(answer.rows)
        if answer.rows and digest == state.digest:
            raise BadReply("The store answers with the same page again and again: check paginate.")
        rows = _different(answer.rows)
        seen = state.seen + rows
        following = _following(how, state.at, seen, total, answer, rows)
        state = State(following, state.pages + 1, seen, digest, total or 0, rows)
        yield Page(answer, None if following is None else state.text())
        if following is None:
            return


def _state(how: Paging, cursor: str | None) -> State:
    if not cursor:
        first = {"page": 1, "offset": 0}.get(how.type)
        return State(first if how.start is None else how.start)
    try:
        return State(**json.loads(cursor))
    except (ValueError, TypeError) as error:
        raise BadReply("The place at which the last sync stopped cannot be read.") from error


def _shifted_back(how: Paging, state: State, total: int | None) -> State | None:
    """The page before once more: there are fewer rows than there were, so those that follow have moved up."""
    if total is None or total >= state.total or not state.last or not isinstance(state.at, int):
        return None
    at = state.at - (1 if how.type == "page" else state.last)
    return replace(state, at=at, seen=state.seen - state.last, digest="", total=total, last=0)


def _following(
    how: Paging, at: int | str | None, seen: int, total: int | None, answer: Answer, rows: int
) -> int | str | None:
    """What to ask for next; None after the last page."""
    if how.type == "none" or _is_over(how, seen, total, answer):
        return None
    if how.type == "page":
        return int(at or 0) + 1
    if how.type == "offset":
        return int(at or 0) + rows
    found = _link(answer.reply) if how.type == "link_header" else _next(how, answer.document)
    if found and found == at:
        raise BadReply("The store names the page that it just gave as the next one: check paginate.next.")
    return found or None


def _is_over(how: Paging, seen: int, total: int | None, answer: Answer) -> bool:
    rows = len(answer.rows)
    if how.type in {"page", "offset"} and not rows:
        return True
    if how.short is not None and rows < how.short:
        return True
    if how.has_more is not None and not values.yes(how.has_more.of(answer.document)):
        return True
    return total is not None and seen >= total


def _next(how: Paging, document: Any) -> str:
    assert how.next is not None
    return values.text(how.next.of(document), how.next.text)


def _link(reply: Reply) -> str:
    """The address of the next page in a Link header; empty on the last one."""
    links = LINK.findall(reply.headers.get("link", ""))
    return next((address for address, about in links if IS_NEXT.search(about)), "")


def _different(rows: list[Any]) -> int:
    """How many rows a page has, one that is listed twice counting once: else it would hide another."""
    return len({digest_source([row]) for row in rows})


def _digest(rows: list[Any]) -> str:
    return hashlib.blake2b(digest_source(rows), digest_size=12).hexdigest()
