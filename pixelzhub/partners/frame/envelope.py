"""The envelope of every answer below /ext, and of every error of the partner API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

log = structlog.get_logger(__name__)


def moment(at: datetime) -> str:
    """ISO 8601 in UTC with Z, as the partner documents write it; microseconds only where there are any."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def envelope(
    data: Any, *, total: int = 1, page: int = 1, page_size: int = 1, updated_at: datetime | None = None
) -> dict[str, Any]:
    """A successful answer. `updated_at` is that of the last row sent; now, if nothing has a time of its own."""
    at = moment(updated_at or timezone.now().replace(microsecond=0))
    meta = {"total": total, "page": page, "page_size": page_size, "updated_at": at}
    return {"success": True, "data": data, "meta": meta, "errors": []}


def failure(errors: Iterable[str]) -> dict[str, Any]:
    """An answer that says, in plain sentences, what is wrong."""
    meta = {"total": 0, "page": 1, "page_size": 0, "updated_at": moment(timezone.now().replace(microsecond=0))}
    return {"success": False, "data": None, "meta": meta, "errors": [encodable(sentence) for sentence in errors]}


def encodable(sentence: str) -> str:
    """What a caller sent may hold halves of surrogate pairs."""
    return sentence.encode("utf-8", "replace").decode()


def answer_to_error(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler: each error in the envelope, none of them with anything of the server's inside."""
    told = as_told(error, context)
    return Response(failure(_sentences(told)), status=told.status_code, headers=headers_of(told))


def as_told(error: Exception, context: dict[str, Any]) -> exceptions.APIException:
    """What a caller is told instead of any error, the work undone; one that nobody foresaw is noted."""
    set_rollback()
    if isinstance(error, Http404):
        return exceptions.NotFound("There is nothing at this address.")
    if isinstance(error, DjangoPermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, exceptions.APIException):
        return error
    log.exception("partners.failed", route=getattr(context.get("request"), "path", ""), exc_info=error)
    return exceptions.APIException("Something went wrong here. It was noted, and is not your fault.")


def headers_of(error: exceptions.APIException) -> dict[str, str]:
    """How to get in, or when to come back, where that is known."""
    headers = {"WWW-Authenticate": getattr(error, "auth_header", ""), "Retry-After": ""}
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait + 1))
    return {name: value for name, value in headers.items() if value}


def _sentences(error: exceptions.APIException) -> list[str]:
    match error:
        case exceptions.MethodNotAllowed():
            return [f"{error.detail}"]
        case exceptions.UnsupportedMediaType():
            return ["The body has to be JSON, with the header “Content-Type: application/json”."]
        case _:
            return [str(part) for part in error.detail] if isinstance(error.detail, list) else [str(error.detail)]
