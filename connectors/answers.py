"""Fields and pages of a platform's JSON. What cannot be read is a `BadReply` that names the platform and the field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import blake2b
from typing import Any, TypeGuard

from connectors.contract import NAMELESS, BrokenRecord, ProductPage, ProductRecord
from connectors.errors import BadReply, ConnectorError, NotFound
from connectors.reply import Reply

Raw = Mapping[str, Any]
# As long as an id can be that the hub keeps.
LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Answers:
    """Reads the answers of one platform, which messages call by `whose` name.

    `zone` is the time zone of times that come without one; if there is none, such a time is a `BadReply`.
    """

    whose: str
    zone: tzinfo | None = None

    def answer(self, found: Any) -> Raw:
        """A whole answer, which has to be an object."""
        if not isinstance(found, Mapping):
            raise BadReply(f"{self._start} answered with something that is no object.")
        return found

    def object(self, raw: Any, what: str) -> Raw:
        """One `what` of a list."""
        if not isinstance(raw, Mapping):
            raise BadReply(f"A {what} in {self.whose}'s answer is no object.")
        return raw

    def under(self, raw: Raw, name: str) -> Raw:
        """The object under a name."""
        found = raw.get(name)
        if not isinstance(found, Mapping):
            raise BadReply(f"{self._start}'s answer lacks {name}.")
        return found

    def entries(self, raw: Any, name: str, what: str = "") -> list[Any]:
        """The list under a name, which messages call `what` if the name does not say it."""
        found = raw.get(name) if isinstance(raw, Mapping) else None
        if not isinstance(found, list):
            raise BadReply(f"{self._start}'s answer has no list of {what or name}.")
        return found

    def text(self, raw: Raw, name: str) -> str:
        """Text; empty if there is none."""
        found = raw.get(name)
        if found is not None and not isinstance(found, str):
            raise BadReply(f"{name} in {self.whose}'s answer is not text.")
        return found or ""

    def needed(self, raw: Raw, name: str, of: str = "An image") -> str:
        """Text without which the thing cannot be read, such as an image's address."""
        found = self.text(raw, name)
        if not found:
            raise BadReply(f"{of} in {self.whose}'s answer lacks its {name}.")
        return found

    def whole(self, raw: Raw, name: str) -> int | None:
        """A whole number from 0; None if there is none."""
        found = raw.get(name)
        if found is not None and not _is_whole(found):
            raise BadReply(f"{name} in {self.whose}'s answer is not a whole number.")
        return found

    def total(self, raw: Any, name: str) -> int:
        """How many there are on all pages."""
        found = raw.get(name) if isinstance(raw, Mapping) else None
        if not _is_whole(found):
            raise BadReply(f"{self._start}'s answer does not say how many there are ({name}).")
        return found

    def moment(self, raw: Raw, name: str) -> datetime | None:
        """A time with its zone; None if there is none."""
        found = self.text(raw, name)
        if not found:
            return None
        try:
            read = datetime.fromisoformat(found)
        except ValueError as error:
            raise BadReply(f"{name} in {self.whose}'s answer is not a time.") from error
        if read.tzinfo is None and self.zone is None:
            raise BadReply(f"{name} in {self.whose}'s answer does not say its time zone.")
        return read if read.tzinfo else read.replace(tzinfo=self.zone)

    def moved(self, entries: Sequence[Any], before: str) -> str:
        """The mark of a page, by which it is known if it comes again; empty for a page without entries.

        Raises `BadReply` if it is the one that `before` is the mark of: what should have come would be taken for gone.
        """
        mark = blake2b(repr(ids_of(entries)).encode(), digest_size=6).hexdigest() if entries else ""
        if mark and mark == before:
            raise BadReply(f"{self._start} answered with the same page again.")
        return mark

    def by_offset(
        self, ask: Callable[[int], tuple[list[Any], int]], cursor: str | None
    ) -> Iterator[tuple[list[Any], str | None]]:
        """Each page's entries, in order of id, and the cursor of the next one.

        `ask` gives the entries from a place on, and how many there are on all pages. A cursor is a place, how many
        there were, and the mark of the page before. When things were deleted meanwhile, all behind them moved up, and
        as many are read once more.
        """
        offset, known, mark = _place(cursor)
        while True:
            entries, total = ask(offset)
            if total < known and offset:
                offset, known, mark = max(0, offset - (known - total)), total, ""
                continue
            mark = self.moved(entries, mark)
            # An entry that is listed twice takes up one place.
            offset, known = offset + len(set(ids_of(entries))), total
            following = f"{offset}/{total}/{mark}" if entries and offset < total else None
            yield entries, following
            if following is None:
                return

    @property
    def _start(self) -> str:
        return self.whose[:1].upper() + self.whose[1:]


def error_body(reply: Reply, read: Callable[[Reply], Any] = Reply.json) -> Raw:
    """The JSON object that an error answer is; empty if it is none, such as a page of HTML."""
    try:
        found = read(reply)
    except BadReply:
        return {}
    return found if isinstance(found, Mapping) else {}


def set_aside(raw: Any, error: ConnectorError, name: str = "id") -> BrokenRecord:
    """A product that could not be read, under its id as far as it has one that the hub can hold."""
    found = raw.get(name) if isinstance(raw, Mapping) else None
    return BrokenRecord(str(found or NAMELESS)[:LONGEST_ID], str(error))


def ids_of(entries: Iterable[Any]) -> list[str]:
    """What entries are told apart by: their ids, or all that is in one without an id."""
    return [str(entry.get("id", entry) if isinstance(entry, Mapping) else entry) for entry in entries]


def page_of(
    entries: Iterable[Any],
    product: Callable[[Any], ProductRecord],
    following: object = None,
    *,
    aside: Callable[[Any, ConnectorError], BrokenRecord] = set_aside,
) -> ProductPage:
    """A page of products: one that is listed twice counts once, and one that cannot be read is set `aside`.

    `following` is where the next page begins, None after the last one.
    """
    products: dict[str, ProductRecord] = {}
    broken: list[BrokenRecord] = []
    for raw in entries:
        try:
            record = product(raw)
        except (BadReply, NotFound) as error:
            broken.append(aside(raw, error))
        else:
            products[record.id] = record
    return ProductPage(tuple(products.values()), None if following is None else str(following), tuple(broken))


def _place(cursor: str | None) -> tuple[int, int, str]:
    offset, total, mark, *_ = [*(cursor or "").split("/"), "", ""]
    return int(offset or 0), int(total or 0), mark


def _is_whole(found: Any) -> TypeGuard[int]:
    return isinstance(found, int) and not isinstance(found, bool) and found >= 0
