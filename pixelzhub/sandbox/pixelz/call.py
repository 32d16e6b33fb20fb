"""One call of the API: who makes it, with which parameters, and in which format the answer goes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pixelzhub.sandbox.pixelz.contacts import Contact
from pixelzhub.sandbox.web import Request, Response, Stop

if TYPE_CHECKING:
    from pixelzhub.sandbox.pixelz.service import Service

Fields = dict[str, Any]


class Refused(Exception):
    """The API says no: an ordinary answer with a code and a message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def missing(name: str) -> Refused:
    """A required parameter was left out (the code is one that the real service was seen to use)."""
    return Refused("MissingRequiredInformation", f"Missing required information: {name}.")


@dataclass(frozen=True, slots=True)
class Call:
    """`odd` says whether the answer shows the oddities of the document's samples."""

    service: Service
    contact: Contact
    given: Mapping[str, Any]
    json: bool
    odd: bool

    @property
    def odd_json(self) -> bool:
        return self.odd and self.json

    def text(self, name: str) -> str:
        """A parameter as text; empty when it was left out."""
        value = self.given.get(name)
        return "" if value is None else str(value).strip()

    def required(self, name: str) -> str:
        """The same. Raises `Refused` when it is empty."""
        value = self.text(name)
        if not value:
            raise missing(name)
        return value

    def texts(self, name: str) -> list[str]:
        """A parameter that is a list. Raises `Refused` when it is something else."""
        value = self.given.get(name) or []
        if not isinstance(value, list):
            raise Refused("InvalidParameter", f"{name} must be a list.")
        return [str(one) for one in value]

    def whole(self, name: str, default: int, most: int = 10**9) -> int:
        """A whole number from 1 to `most`; the default for anything that is no number."""
        value = self.text(name)
        number = int(value) if value.isascii() and value.isdigit() else default
        return max(1, min(number, most))

    def day(self, name: str) -> str:
        """A date as YYYY-MM-DD, empty when it was left out. Raises `Refused` for anything that is no date."""
        value = self.text(name)[:10]
        try:
            return date.fromisoformat(value).isoformat() if value else ""
        except ValueError:
            raise Refused("InvalidParameter", f"{name} must be a date such as 2026-01-31.") from None


def parameters(request: Request) -> Mapping[str, Any]:
    """From the query of a GET, else from the body: JSON for both formats, under the content type that is required.

    A body that is neither gets the framework's own page, which is no document of the API.
    """
    if request.method == "GET":
        return request.query
    try:
        found = json.loads(request.body)
    except ValueError:
        found = None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not isinstance(found, dict) or kind != "application/json":
        body = b"<html><head><title>Request Error</title></head><body><h1>Request Error</h1></body></html>"
        raise Stop(Response(400, body, "text/html; charset=utf-8"))
    return found
