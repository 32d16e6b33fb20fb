"""The fields of a schema as rows of a page: where each is, its kind, what it means, its limits and an example."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pixelzhub.partners.schema.document import document
from pixelzhub.partners.schema.shapes import Shape


@dataclass(frozen=True, slots=True)
class Row:
    """A field, a parameter or a header. `name` says where it is: `results[].ean` is a field of each result."""

    name: str
    kind: str
    says: SafeString
    limits: str
    example: str
    needed: bool


def rows_of(shape: Shape, before: str = "") -> Iterator[Row]:
    """Each field of an object with the fields within it; nothing for other shapes."""
    shape = _inner(shape)
    if shape.get("type") == "array":
        yield from rows_of(shape["items"], before)
        return
    for name, value in shape.get("properties", {}).items():
        path = f"{before}{name}"
        yield row_of(path, value, needed=name in shape.get("required", ()))
        inner = _inner(value)
        yield from rows_of(value, f"{path}[]." if "array" in _types(inner) else f"{path}.")


def row_of(name: str, shape: Shape, *, needed: bool) -> Row:
    """One row."""
    inner = _inner(shape)
    example = next(iter(inner.get("examples", ())), None)
    told = "" if example is None else example if isinstance(example, str) else json.dumps(example)
    says = shape.get("description") or inner.get("description", "")
    return Row(name, _kind(shape), marked(says), _limits(inner), told, needed)


def resolved(shape: Shape) -> Shape:
    """The shape itself, or the component that it refers to."""
    if "$ref" not in shape:
        return shape
    found: Any = document()
    for part in shape["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def marked(text: str) -> SafeString:
    """The text for a page, with what stands between backticks as code."""
    parts = enumerate(text.split("`"))
    return format_html_join("", "{}", ((format_html("<code>{}</code>", part) if n % 2 else part,) for n, part in parts))


def _inner(shape: Shape) -> Shape:
    """What a reference, or a choice with null, is about."""
    shape = resolved(shape)
    return _inner(shape["anyOf"][0]) if "anyOf" in shape else shape


def _types(shape: Shape) -> list[str]:
    kind = shape.get("type", "any")
    return list(kind) if isinstance(kind, list) else [kind]


def _kind(shape: Shape) -> str:
    inner = _inner(shape)
    kinds = [kind for kind in _types(inner) if kind != "null"]
    found = " or ".join(inner["format"] if "format" in inner and kind == "string" else kind for kind in kinds)
    empty = "null" in _types(inner) or {"type": "null"} in resolved(shape).get("anyOf", ())
    return f"{found} or null" if empty else found


def _limits(shape: Shape) -> str:
    """How long, large or many, in the words of the document; of a list those of its items as well."""
    told = []
    if "enum" in shape:
        told.append(", ".join(str(word) for word in shape["enum"] if word is not None))
    for least, most, unit in (
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " entries"),
        ("minimum", "maximum", ""),
    ):
        low, high = shape.get(least), shape.get(most)
        if high is not None:
            told.append(f"{low or 0:,} to {high:,}{unit}" if low is not None else f"up to {high:,}{unit}")
    if "items" in shape:
        told.append(_limits(_inner(shape["items"])))
    if "default" in shape:
        told.append(f"without it {json.dumps(shape['default'])}")
    return "; ".join(part for part in told if part)
