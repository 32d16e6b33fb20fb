"""The fields of a product as partners write them: what each accepts, and what is said of anything else."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from connectors.ean import is_ean
from pixelzhub.partners.frame.body import WrongValue, is_text, shown

Reader = Callable[[Any], Any]
STATUSES = ("active", "inactive", "archived")
MOST_PICTURES, LONGEST_URL = 50, 2000


@dataclass(frozen=True, slots=True)
class Field:
    """`column` is where the value is kept, `accepts` what is said when `read` refuses it with a ValueError."""

    column: str
    accepts: str
    read: Reader


def _text(column: str, most: int, least: int = 0) -> Field:
    def read(value: Any) -> str:
        if not is_text(value) or not least <= len(value) <= most:
            raise ValueError
        return str(value)

    return Field(column, f"text of {f'{least} to' if least else 'up to'} {most:,} characters", read)


def _number(column: str, unit: str) -> Field:
    def read(value: Any) -> float:
        # True and False are numbers to Python alone.
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1e9:
            raise ValueError
        return float(value)

    return Field(column, f"a number from 0 to 1,000,000,000, in {unit}", read)


def _uuid(value: Any) -> uuid.UUID:
    if not isinstance(value, str) or len(value) != 36:
        raise ValueError
    return uuid.UUID(value)


def _status(value: Any) -> str:
    if value not in STATUSES:
        raise ValueError
    return str(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _ean(value: Any) -> str:
    if not isinstance(value, str) or not is_ean(value):
        raise ValueError
    return value


def _urls(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_PICTURES or not all(_is_url(one) for one in value):
        raise ValueError
    return list(value)


def _is_url(value: Any) -> bool:
    """An address of the web; whether the hub may go there is seen when it does."""
    if not is_text(value) or len(value) > LONGEST_URL or not value.isprintable() or " " in value:
        return False
    parts = urlsplit(str(value))
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username


FIELDS: dict[str, Field] = {
    "ean": Field("ean", "1 to 32 of the characters 0-9 A-Z a-z . _ -", _ean),
    "name": _text("title", 500, least=1),
    "brand_name": _text("brand_name", 200),
    "description": _text("description", 100_000),
    "short_description": _text("short_description", 10_000),
    "reference": _text("reference", 200),
    "supplier_code": _text("supplier_code", 100),
    "category_id": Field("category_id", "a UUID", _uuid),
    "asin": _text("asin", 20),
    "upc": _text("upc", 32),
    "gtin": _text("gtin", 32),
    "status": Field("status", "active, inactive or archived", _status),
    "is_active": Field("is_active", "true or false", _flag),
    "weight": _number("weight", "kg"),
    "width": _number("width", "cm"),
    "height": _number("height", "cm"),
    "depth": _number("depth", "cm"),
    "unit_of_measure": _text("unit_of_measure", 40),
    "external_id": _text("external_id", 200),
    "url_slug": _text("url_slug", 300),
    "image_urls": Field(
        "image_urls", f"a list of up to {MOST_PICTURES} addresses that begin with http:// or https://", _urls
    ),
}


def read_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """The values by their columns; what is null is left out. Raises `WrongValue` with a sentence for each wrong one."""
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for name, value in body.items():
        field = FIELDS.get(name)
        if field is None:
            wrong.append(f"There is no field “{name[:60]}”; the fields are {', '.join(FIELDS)}.")
        elif value is not None:
            try:
                values[field.column] = field.read(value)
            except ValueError:
                wrong.append(f"“{name}” is {shown(value)}; {field.accepts} is accepted.")
    if not wrong and _disagree(values):
        wrong.append(f"“is_active” is {shown(values['is_active'])}, but “status” is “{values['status']}”.")
    if wrong:
        raise WrongValue(wrong)
    return values


def _disagree(values: Mapping[str, Any]) -> bool:
    if "is_active" not in values or "status" not in values:
        return False
    said: bool = values["is_active"]
    active: bool = values["status"] == "active"
    return said is not active
