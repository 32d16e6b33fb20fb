"""{{dotted.name}} and six filters, filled in where a description leaves room. Nothing is evaluated."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from connectors.errors import AuthFailed, Refused
from connectors.platforms.custom.lines import Path

# {{ name }}, {{ name | filter }} and {{ name | date %d.%m.%Y }}. Bounded, so that no text can keep it busy.
PLACE = re.compile(
    r"\{\{\s{0,5}([A-Za-z_]\w{0,60}(?:\.\w{1,60}){0,5})\s{0,5}"
    r"(?:\|\s{0,5}([a-z]{1,20})(?:\s{1,5}([^{}|]{1,60}?))?\s{0,5})?\}\}"
)
FILTERS = ("urlencode", "urldecode", "json", "xml", "date", "number")

Names = Mapping[str, Any]
Escape = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, and how this store writes it."""

    at: datetime
    written: str | int


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text that was filled in and escaped already."""

    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """One {{…}} of a description."""

    path: Path
    name: str
    filter: str
    argument: str


def as_it_is(text: str) -> str:
    return text


def for_path(text: str) -> str:
    return quote(text, safe="")


def from_path(text: str) -> str:
    return unquote(text)


def for_xml(text: str) -> str:
    return escape(text, {'"': "&quot;", "'": "&apos;"})


def places(tree: Any, path: Path = ()) -> Iterator[Place]:
    """Every {{…}} in a part of a description."""
    if isinstance(tree, str):
        for found in PLACE.finditer(tree):
            yield Place(path, found[1], found[2] or "", found[3] or "")
    elif isinstance(tree, Mapping):
        for name, value in tree.items():
            yield from places(value, (*path, name))
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from places(value, (*path, number))


def leftovers(tree: Any, path: Path = ()) -> Iterator[Path]:
    """Where braces stand that are no place to fill in."""
    if isinstance(tree, str):
        rest = PLACE.sub("", tree)
        if "{{" in rest or "{%" in rest:
            yield path
    elif isinstance(tree, Mapping):
        for name, value in tree.items():
            yield from leftovers(value, (*path, name))
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from leftovers(value, (*path, number))


def fill_text(text: str, names: Names, escaped: Escape = as_it_is) -> str:
    """The text with its places filled in; each value is escaped for where it goes, unless a filter says how."""
    return PLACE.sub(lambda found: _filled(found, names, escaped), text)


def fill(tree: Any, names: Names) -> Any:
    """A tree with its places filled in. A text that is one place alone becomes the value itself: a number, a list."""
    if isinstance(tree, str):
        whole = PLACE.fullmatch(tree)
        if whole is None or whole[2] not in {None, "number"}:
            return fill_text(tree, names)
        found = plain(value_of(whole[1], names))
        return _number(whole[1], found) if whole[2] else found
    if isinstance(tree, Mapping):
        return {name: fill(value, names) for name, value in tree.items()}
    return [fill(value, names) for value in tree] if isinstance(tree, list) else tree


def _number(name: str, value: Any) -> int | None:
    """For stores that take ids as numbers alone: the hub keeps them as text."""
    if value is None:
        return None
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise Refused(
            f"The description writes {{{{{name}}}}} as a number, which “{str(value)[:60]}” is not."
        ) from error


def plain(value: Any) -> Any:
    """A value as JSON takes it."""
    if isinstance(value, Moment):
        return value.written
    return value.text if isinstance(value, Fragment) else value


def value_of(name: str, names: Names) -> Any:
    """Raises `AuthFailed` for a secret that was not entered, `Refused` for any other name without a value."""
    if name in names:
        return names[name]
    if name.startswith("secret."):
        raise AuthFailed(f"The description uses {{{{{name}}}}}, but no secret {name[7:]} was entered.")
    raise Refused(f"The description uses {{{{{name}}}}}, which has no value here.")


def _filled(found: re.Match[str], names: Names, escaped: Escape) -> str:
    value, how = value_of(found[1], names), found[2]
    if how == "date":
        return escaped(_dated(value, found[3] or "%Y-%m-%d"))
    if isinstance(value, Fragment) and not how:
        return value.text
    if how == "number":
        return _text(_number(found[1], value))
    if how == "json":
        return json.dumps(plain(value), ensure_ascii=False)
    return {"urlencode": for_path, "urldecode": from_path, "xml": for_xml}.get(how or "", escaped)(_text(value))


def _dated(value: Any, pattern: str) -> str:
    return value.at.strftime(pattern) if isinstance(value, Moment) else _text(value)


def _text(value: Any) -> str:
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else str(value)
