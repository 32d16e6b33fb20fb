"""Media types as JSON:API 1.1 has them (section “Content Negotiation”): `ext` and `profile`, and no other parameter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.http import parse_header_parameters
from rest_framework.exceptions import NotAcceptable, UnsupportedMediaType
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from pixelzhub.partners.jsonapi.rendering import MEDIA_TYPE

ANY = {"*/*", "application/*"}
# A profile may always be named: who does not know it passes over it. Extensions are known or refused; there are none here.
ALLOWED = {"profile"}


class Negotiation(BaseContentNegotiation):
    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        return None

    def select_renderer(self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None) -> Any:
        """The one renderer that there is, if the caller takes what it makes. Raises `NotAcceptable`."""
        header = request.headers.get("Accept", "*/*")
        if not any(_is_taken(part) for part in header.split(",")):
            raise NotAcceptable(f"“Accept” has to name {MEDIA_TYPE}, without parameters but “profile”.")
        return next(iter(renderers)), MEDIA_TYPE


def check_content_type(request: Request) -> None:
    """Raises `UnsupportedMediaType` for a JSON:API body with a parameter that the document does not know."""
    kind, parameters = parse_header_parameters(request.headers.get("Content-Type", ""))
    if kind == MEDIA_TYPE and set(parameters) - ALLOWED:
        raise UnsupportedMediaType(kind, f"{MEDIA_TYPE} has no parameters here but “profile”.")


def _is_taken(part: str) -> bool:
    kind, parameters = parse_header_parameters(part)
    kind = kind.strip().lower()
    return kind in ANY or (kind == MEDIA_TYPE and not set(parameters) - ALLOWED - {"q"})
