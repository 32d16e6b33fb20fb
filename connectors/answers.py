"""Single fields of a platform's JSON. Each is read or is a `BadReply` that names the platform and the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, TypeGuard

from connectors.contract import BrokenRecord
from connectors.errors import BadReply, ConnectorError

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

    @property
    def _start(self) -> str:
        return self.whose[:1].upper() + self.whose[1:]


def set_aside(raw: Any, error: ConnectorError, name: str = "id") -> BrokenRecord:
    """A product that could not be read, under its id as far as it has one that the hub can hold."""
    found = raw.get(name) if isinstance(raw, Mapping) else None
    return BrokenRecord(str(found or "?")[:LONGEST_ID], str(error))


def _is_whole(found: Any) -> TypeGuard[int]:
    return isinstance(found, int) and not isinstance(found, bool) and found >= 0
