"""Shapes that have a name of their own become components, so that a generated client has classes with names that read."""

from __future__ import annotations

from typing import Any

from pixelzhub.partners.schema.shapes import Shape, ref

# What may be said of a shape anew in each place; the rest is the same wherever it has its name.
SAID = frozenset({"description", "examples"})
NULL = {"type": "null"}


def referred(found: Any, components: dict[str, Any]) -> Any:
    """The same with a reference for each shape that is called something; the shapes go into `components`."""
    if isinstance(found, list):
        return [referred(one, components) for one in found]
    if not isinstance(found, dict):
        return found
    inner = {name: referred(value, components) for name, value in found.items()}
    name = inner.pop("title", None) if _is_called(inner) else None
    return _reference(name, inner, components) if name else inner


def _is_called(found: dict[str, Any]) -> bool:
    """A name is text; a field of that name would be a shape, and the document's own title stands beside no type."""
    return isinstance(found.get("title"), str) and ("type" in found or "anyOf" in found)


def _reference(name: str, shape: Shape, components: dict[str, Any]) -> Shape:
    bare = _not_null(shape)
    known = components.setdefault(name, bare)
    if _alike(known) != _alike(bare):
        raise ValueError(f"Two shapes are called {name}, and they differ.")
    anew = {"description": bare["description"]} if bare["description"] != known["description"] else {}
    return ref(name) | anew if bare == shape else {"anyOf": [ref(name), NULL]} | anew


def _not_null(shape: Shape) -> Shape:
    """The shape without its null: whether a field may be null is a matter of the field."""
    if not isinstance(shape.get("type"), list):
        return shape
    [kind] = (kind for kind in shape["type"] if kind != "null")
    words = {"enum": [word for word in shape["enum"] if word is not None]} if "enum" in shape else {}
    return shape | {"type": kind} | words


def _alike(shape: Shape) -> Shape:
    return {name: value for name, value in shape.items() if name not in SAID}
