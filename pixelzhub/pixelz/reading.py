"""Reading one value of an answer, whatever its type.

JSON has types and XML has only text, and the document's own samples mix them: IsTrial "false", CustomerImageId 12345
and "1234", AmountDue "0.0". What is missing is "" or None; what cannot be meant is `BadReply`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from connectors.errors import BadReply

Raw = Mapping[str, Any]

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,17})?")
# Dates of Microsoft's WCF, on which the service runs: UTC milliseconds, then the zone in which the day is meant.
_WCF_DATE = re.compile(r"/Date\((-?[0-9]{1,15})(?:([+-])([0-9]{2})([0-9]{2}))?\)/")
_LARGEST = 2**31
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def text(raw: Raw, name: str) -> str:
    """The value as text, "" where there is none. Raises `BadReply` for a list or an object."""
    return _said(raw.get(name), name)


def texts(raw: Raw, name: str, item: str) -> tuple[str, ...]:
    """The texts of a list that are not empty. Raises `BadReply`."""
    return tuple(filter(None, (_said(one, name) for one in items(raw, name, item))))


def _said(value: Any, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return storable(str(value))
    raise BadReply(f"Pixelz's answer has something that is no text in {name}.")


def storable(value: str) -> str:
    """Text without NUL and lone surrogates, which no database takes."""
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def required(raw: Raw, name: str) -> str:
    """The value as text that is not empty. Raises `BadReply`."""
    value = text(raw, name)
    if not value:
        raise BadReply(f"Pixelz's answer lacks {name}.")
    return value


def number(raw: Raw, name: str) -> float | None:
    """A number, or None for anything else."""
    said = _digits(raw, name)
    return float(said) if said else None


def whole(raw: Raw, name: str) -> int | None:
    """A whole number that fits a database's integer, or None for anything else."""
    found = number(raw, name)
    return int(found) if found is not None and found.is_integer() and abs(found) < _LARGEST else None


def money(raw: Raw, name: str) -> Decimal | None:
    """An amount with two decimals, or None for anything else."""
    said = _digits(raw, name)
    return Decimal(said).quantize(Decimal("0.01")) if said else None


def flag(raw: Raw, name: str) -> bool | None:
    """True, False, or None where it is not said."""
    value = raw.get(name)
    return _FLAGS.get(str(value).strip().lower()) if isinstance(value, bool | int | str) else None


def day(raw: Raw, name: str) -> date | None:
    """The day of a date as `yyyy-MM-dd`, with or without a time, or as `/Date(ms±zzzz)/`; None for anything else."""
    value = raw.get(name)
    said = value.strip() if isinstance(value, str) else ""
    if wcf := _WCF_DATE.fullmatch(said):
        return _wcf_day(*wcf.groups())
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        return None


def part(raw: Raw, name: str) -> Raw:
    """The object under this name, or the only one of a list. Raises `BadReply`."""
    found = objects(raw, name, name)
    if len(found) != 1:
        raise BadReply(f"Pixelz's answer lacks {name}.")
    return found[0]


def items(raw: Raw, name: str, item: str) -> list[Any]:
    """The list under this name. In XML it is an element of `item` elements, and one alone looks like an object."""
    value = raw.get(name)
    if isinstance(value, Mapping) and item in value:
        value = value[item]
    if value in (None, ""):
        return []
    return value if isinstance(value, list) else [value]


def objects(raw: Raw, name: str, item: str) -> list[Raw]:
    """The list of objects under this name. Raises `BadReply` if one of them is something else."""
    found = items(raw, name, item)
    if not all(isinstance(one, Mapping) for one in found):
        raise BadReply(f"Pixelz's answer has no list of {item} in {name}.")
    return found


def _digits(raw: Raw, name: str) -> str:
    value = raw.get(name)
    said = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    return said if _NUMBER.fullmatch(said) else ""


def _wcf_day(milliseconds: str, sign: str | None, hours: str | None, minutes: str | None) -> date | None:
    zone = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(milliseconds)) + zone).date()
    except OverflowError:
        return None
