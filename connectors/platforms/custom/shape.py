"""Whether a description has the schema's shape, said in words that a merchant can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from connectors.platforms.custom.lines import Path, Written
from connectors.platforms.custom.schema import SCHEMA

KINDS = {"object": "names with values below it", "array": "a list", "string": "a text", "integer": "a whole number",
         "number": "a number", "boolean": "true or false"}  # fmt: skip


def check_schema(written: Written) -> None:
    """Note what does not fit the schema, in words."""
    for error in Draft202012Validator(SCHEMA).iter_errors(written.data):
        _blame(written, error)


def _blame(written: Written, error: ValidationError) -> None:
    path: Path = tuple(error.absolute_path)
    value: Any = error.validator_value
    instance: Any = error.instance
    wanted: list[Any] = value if isinstance(value, list) else [value]
    match error.validator:
        case "required":
            # One error comes for each name that lacks; its message begins with it.
            name = next(one for one in wanted if error.message.startswith(repr(one)))
            written.blame((*path, name), "is missing")
        case "additionalProperties":
            known: dict[str, Any] = error.schema["properties"] if isinstance(error.schema, Mapping) else {}
            for name in sorted(set(instance) - known.keys()):
                written.blame((*path, name), f"is not known{near(name, known)}")
        case "enum" | "const":
            written.blame(path, f"has to be {_either(str(one) for one in wanted)}{near(str(instance), wanted)}")
        case "type":
            written.blame(path, f"has to be {_either(KINDS.get(str(one), str(one)) for one in wanted)}")
        case "maxLength":
            written.blame(path, f"is longer than {value:,} characters")
        case "minLength" | "minProperties":
            written.blame(path, "is empty")
        case "pattern":
            written.blame(path, "has to be iso, epoch_s, epoch_ms or a pattern such as %d.%m.%Y")
        case _:
            written.blame(path, f"does not fit: {error.message[:200]}")


def near(name: str, known: Iterable[Any]) -> str:
    """The known names that this one may be meant for, as the end of a sentence."""
    found = get_close_matches(name.lower(), [str(one) for one in known], n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(found)}?" if found else ""


def _either(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
