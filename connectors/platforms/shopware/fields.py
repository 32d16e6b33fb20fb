"""Single fields of Shopware's rows. A wrong one is a `BadReply` that names it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from connectors.answers import Answers, Raw
from connectors.errors import BadReply

# Times are UTC, with milliseconds.
read = Answers("Shopware", zone=UTC)


def identifier(raw: Raw) -> str:
    found = raw.get("id")
    if not isinstance(found, str) or not found:
        raise BadReply("Shopware's answer lacks an id.")
    return found


def objects(raw: Raw, name: str) -> list[Raw]:
    """A list of rows; an association that was not asked for is null."""
    found = raw.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise BadReply(f"{name} in Shopware's answer is no list of rows.")
    return found


def latest(rows: Iterable[Raw]) -> datetime | None:
    """When the last of these rows changed; `updatedAt` is null until the first update."""
    times = [read.moment(row, name) for row in rows for name in ("updatedAt", "createdAt")]
    return max((time for time in times if time), default=None)


def size(raw: Raw, name: str) -> int | None:
    """A number of pixels, if it is one."""
    found = raw.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else None
