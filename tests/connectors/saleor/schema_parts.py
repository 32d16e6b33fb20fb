"""Whether a double's schema is a part of the real one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def differences(own: Any, real: Any) -> Iterator[str]:
    """What the double's schema has and the real one has not, or not so."""
    for name, kind in own.type_map.items():
        if name.startswith("__"):
            continue
        other = real.type_map.get(name)
        if type(other) is not type(kind):
            yield f"{name} is no such type"
        elif hasattr(kind, "values"):
            yield from (f"{name}.{value}" for value in kind.values if value not in other.values)
        else:
            yield from _fields(name, getattr(kind, "fields", {}), getattr(other, "fields", {}))


def _fields(name: str, own: Any, real: Any) -> Iterator[str]:
    for field, kind in own.items():
        if field not in real or str(real[field].type) != str(kind.type):
            yield f"{name}.{field}: {kind.type}"
            continue
        known = getattr(real[field], "args", {})
        for argument, value in getattr(kind, "args", {}).items():
            if argument not in known or str(known[argument].type) != str(value.type):
                yield f"{name}.{field}({argument})"
