"""The body of a request: strict JSON, and values that say what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from connectors.ean import is_ean

MOST_EANS = 500
SHOWN = 60


class WrongValue(APIException):
    """A field, its value, and what is accepted. `detail` may be several sentences."""

    status_code = 422


class TooLarge(APIException):
    status_code = 413


class StrictJSONParser(BaseParser):
    """JSON as RFC 8259 has it: no name twice in one object, no NaN, no depth without end."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            return json.loads(stream.read(), object_pairs_hook=_without_doubles, parse_constant=_refused)
        except RecursionError as error:
            raise ParseError("The body is nested too deeply.") from error
        except ValueError as error:
            raise ParseError("The body is not valid JSON.") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ParseError(f"The body names “{name[:SHOWN]}” twice.")
        found[name] = value
    return found


def _refused(name: str) -> NoReturn:
    raise ParseError(f"The body holds {name}, which is not JSON.")


def fields_of(request: Request, known: set[str] | None = None) -> dict[str, Any]:
    """The fields of the body, none for an empty one; no others than the `known` ones. Raises `WrongValue` or `TooLarge`."""
    try:
        body = request.data if request.body else {}
    except RequestDataTooBig as error:
        raise TooLarge("The body is larger than 5 MB.") from error
    if not isinstance(body, dict):
        raise WrongValue("The body has to be a JSON object.")
    if known is not None and (unknown := sorted(set(body) - known)):
        accepted = ", ".join(sorted(known))
        raise WrongValue(f"There is no field “{unknown[0][:SHOWN]}”; the fields are {accepted}.")
    return body


def content_length(request: Request) -> int:
    """How many bytes the caller says that the body has; 0 where nothing readable is said."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0


def is_text(value: Any) -> bool:
    """Whether it is text that every database can hold: no NUL, no half of a surrogate pair."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(value: Any) -> str:
    """A refused value as JSON, cut short."""
    told = json.dumps(value, ensure_ascii=not is_text(value), default=str)
    return told if len(told) <= SHOWN else f"{told[:SHOWN]}…"


def eans_in(fields: Mapping[str, Any]) -> list[str] | None:
    """The list `eans`, each once; None if there is none. Raises `WrongValue`."""
    eans = fields.get("eans")
    if eans is None:
        return None
    if not isinstance(eans, list) or len(eans) > MOST_EANS:
        raise WrongValue(f"“eans” has to be a list of up to {MOST_EANS} EANs.")
    for ean in eans:
        if not isinstance(ean, str) or not is_ean(ean):
            raise WrongValue(f"“eans” holds {shown(ean)}; an EAN has 1 to 32 of the characters 0-9 A-Z a-z . _ -.")
    return list(dict.fromkeys(eans))
