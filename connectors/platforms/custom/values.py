"""What is taken out of an answer: by JMESPath, and then as text, number, yes or no, time. Wrong values are `BadReply`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import jmespath
from jmespath.exceptions import JMESPathError

from connectors.errors import BadReply
from connectors.json_text import storable
from connectors.platforms.custom.templates import Moment

LONGEST_ID = 200
MOST = 2_000_000_000  # what the hub's columns take
NO = {"", "0", "false", "no", "off", "n", "none", "null", "inactive", "disabled", "draft", "deleted", "archived"}


class NotAnExpression(ValueError):
    """Says in one line what JMESPath does not understand."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One JMESPath expression, compiled."""

    text: str
    compiled: Any = field(repr=False, compare=False)

    def of(self, document: Any) -> Any:
        """What it finds; None for nothing. Raises `BadReply` where a function does not fit the value."""
        try:
            return self.compiled.search(document)
        except (JMESPathError, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise BadReply(f"“{self.text}” cannot be applied to the store's answer.") from error


def expression(text: str) -> Expression:
    """Compile. Raises `NotAnExpression`."""
    try:
        return Expression(text, jmespath.compile(text))
    except (JMESPathError, ValueError, RecursionError) as error:
        raise NotAnExpression(str(error).splitlines()[0].strip()[:200]) from error


@dataclass(frozen=True, slots=True)
class Dates:
    """How a store writes its times: iso, epoch_s, epoch_ms or a pattern, in `zone` where they name none."""

    format: str = "iso"
    zone: str = "UTC"

    @property
    def tz(self) -> tzinfo:
        return UTC if self.zone == "UTC" else ZoneInfo(self.zone)

    def written(self, at: datetime) -> Moment:
        """Whole seconds, rounded down: nothing that changed in this one is missed."""
        local = at.astimezone(self.tz).replace(microsecond=0)
        if self.format == "epoch_s":
            return Moment(local, int(local.timestamp()))
        if self.format == "epoch_ms":
            return Moment(local, int(at.timestamp() * 1000))
        if self.format == "iso":
            return Moment(local, local.isoformat().replace("+00:00", "Z"))
        return Moment(local, local.strftime(self.format))

    def read(self, value: Any) -> datetime:
        """Raises ValueError."""
        if self.format in {"epoch_s", "epoch_ms"}:
            return datetime.fromtimestamp(float(value) / (1000 if self.format == "epoch_ms" else 1), UTC)
        if not isinstance(value, str):
            raise ValueError(value)
        found = datetime.fromisoformat(value) if self.format == "iso" else datetime.strptime(value, self.format)  # noqa: DTZ007
        return (found if found.tzinfo else found.replace(tzinfo=self.tz)).astimezone(UTC)


def text(value: Any, name: str) -> str:
    """Text of a text or number; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise BadReply(f"{name} is no text.")
    kept: str = storable(str(value))
    return kept.strip()


def needed(value: Any, name: str) -> str:
    """As `text`, and never empty."""
    found = text(value, name)
    if not found:
        raise BadReply(f"{name} is missing.")
    return found


def identifier(value: Any, name: str) -> str:
    """As `needed`, and no longer than the hub keeps."""
    found = needed(value, name)
    if len(found) > LONGEST_ID:
        raise BadReply(f"{name} is longer than {LONGEST_ID} characters.")
    return found


def whole(value: Any, name: str) -> int | None:
    """A whole number from 0 on, also one that is written as text."""
    if value in (None, ""):
        return None
    try:
        number = float(value) if not isinstance(value, bool) else -1.0
    except (TypeError, ValueError):
        number = -1.0
    if not 0 <= number <= MOST or not number.is_integer():
        raise BadReply(f"{name} is no whole number.")
    return int(number)


def yes(value: Any) -> bool:
    """Whether a flag is set, in any of the ways in which people write it."""
    return value.strip().lower() not in NO if isinstance(value, str) else bool(value)


def moment(value: Any, name: str, dates: Dates) -> datetime | None:
    """An aware time; None for none."""
    if value in (None, ""):
        return None
    try:
        return dates.read(value)
    except (ValueError, TypeError, OverflowError, OSError) as error:
        raise BadReply(f"{name} is not a time in the format {dates.format}.") from error


def texts(value: Any, name: str) -> tuple[str, ...]:
    """A list of texts; one text is a list of one."""
    found = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(one for one in (text(each, name) for each in found) if one))


def address(value: Any, name: str, base_url: str) -> str:
    """A web address; one without a host is below the store's own."""
    try:
        found = urljoin(base_url, needed(value, name))
        parts = urlsplit(found)
    except ValueError as error:
        raise BadReply(f"{name} is no web address.") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadReply(f"{name} is no web address.")
    return found


def rows(value: Any, what: str) -> list[Any]:
    """A list, which must be there. Raises `BadReply` that names the expression."""
    if not isinstance(value, list):
        found = "nothing" if value is None else "no list"
        if isinstance(value, dict):
            found = "one row where a list is expected (for XML: see answers.lists)"
        raise BadReply(f"The store's answer has {found} at {what}.")
    return value
