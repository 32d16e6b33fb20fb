"""JSON Schema in words: each function gives the schema of one kind of value, with its description and an example."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

Shape = dict[str, Any]
MOMENT = "2026-06-19T09:30:00Z"
UUID = "550e8400-e29b-41d4-a716-446655440000"


def text(says: str, example: str, *, least: int | None = None, most: int | None = None, pattern: str = "") -> Shape:
    """Text; `least` and `most` are characters."""
    limits = {"minLength": least, "maxLength": most, "pattern": pattern or None}
    return _value("string", says, example) | {name: limit for name, limit in limits.items() if limit is not None}


def address(says: str, example: str) -> Shape:
    """An address of the web."""
    return _value("string", says, example) | {"format": "uri"}


def moment(says: str, example: str = MOMENT) -> Shape:
    """A time of ISO 8601."""
    return _value("string", says, example) | {"format": "date-time"}


def day(says: str, example: str = "2026-06-19") -> Shape:
    """A day of ISO 8601."""
    return _value("string", says, example) | {"format": "date"}


def uuid(says: str, example: str = UUID) -> Shape:
    """A UUID."""
    return _value("string", says, example) | {"format": "uuid"}


def row(says: str, example: str = "4711") -> Shape:
    """The id of a row: digits, as text."""
    return text(says, example, pattern="^[0-9]{1,18}$")


def digest(says: str) -> Shape:
    """The SHA-256 of a file, in lower case."""
    return text(says, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")


def money(says: str, example: str = "1.15") -> Shape:
    """An amount, as text with two decimals."""
    return text(says, example, pattern=r"^-?[0-9]+\.[0-9]{2}$")


def currency(says: str = "The currency of the amounts, as ISO 4217 names it.") -> Shape:
    """A currency."""
    return text(says, "USD")


def file(says: str, name: str) -> Shape:
    """A file in a form."""
    return _value("string", says, name) | {"format": "binary", "contentMediaType": "application/octet-stream"}


def whole(says: str, example: int, *, least: int | None = 0, most: int | None = None) -> Shape:
    """A whole number."""
    return _value("integer", says, example) | _bounds(least, most)


def number(says: str, example: float, *, least: float | None = None, most: float | None = None) -> Shape:
    """A number."""
    return _value("number", says, example) | _bounds(least, most)


def flag(says: str, example: bool = True) -> Shape:
    """True or false."""
    return _value("boolean", says, example)


def word(says: str, words: Iterable[str], example: str = "", *, name: str) -> Shape:
    """One of these words, which have this name together; the first is the example unless another is named."""
    found = list(words)
    return called(name, _value("string", says, example or found[0]) | {"enum": found})


def always(says: str, word: str) -> Shape:
    """This word and no other."""
    return text(says, word) | {"const": word}


def listing(says: str, item: Shape, *, least: int | None = None, most: int | None = None) -> Shape:
    """A list of such items."""
    limits = {"minItems": least, "maxItems": most}
    found: Shape = {"type": "array", "description": says, "items": item}
    return found | {name: limit for name, limit in limits.items() if limit is not None}


def fields(says: str, of: Mapping[str, Shape], *, optional: Collection[str] = ()) -> Shape:
    """An object that has these fields and no others; all of them but the optional ones are always there."""
    required = [name for name in of if name not in optional]
    found: Shape = {"type": "object", "description": says, "properties": dict(of), "additionalProperties": False}
    return found | ({"required": required} if required else {})


def named(says: str, value: Shape) -> Shape:
    """An object whose names are data."""
    return {"type": "object", "description": says, "additionalProperties": value}


def anything(says: str, example: Any) -> Shape:
    """A value of any kind."""
    return {"description": says, "examples": [example]}


def called(name: str, shape: Shape) -> Shape:
    """The same under a name: in the document it is a component, and in a generated client a class."""
    return shape | {"title": name}


def maybe(shape: Shape) -> Shape:
    """The same, or null."""
    if "$ref" in shape:
        return {"anyOf": [shape, {"type": "null"}]}
    nullable = shape | {"type": [shape["type"], "null"]}
    return nullable | ({"enum": [*shape["enum"], None]} if "enum" in shape else {})


def ref(name: str, says: str = "") -> Shape:
    """The component of that name; `says` is what it is in this place."""
    return {"$ref": f"#/components/schemas/{name}"} | ({"description": says} if says else {})


def name_of(shape: Shape) -> str:
    """What the component is called that the shape refers to."""
    return str(shape["$ref"]).rpartition("/")[2]


def _value(kind: str, says: str, example: Any) -> Shape:
    return {"type": kind, "description": says, "examples": [example]}


def _bounds(least: float | None, most: float | None) -> Shape:
    limits = {"minimum": least, "maximum": most}
    return {name: limit for name, limit in limits.items() if limit is not None}
