"""Errors as JSON:API has them: a status, a sentence, and the parameter that is wrong."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

log = structlog.get_logger(__name__)


class WrongParameter(exceptions.APIException):
    """A query parameter, its value, and what is accepted."""

    status_code = 400

    def __init__(self, parameter: str, sentence: str) -> None:
        super().__init__(sentence)
        self.parameter = parameter


def answer_to_error(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler: each error as a document, none of them with anything of the server's inside."""
    set_rollback()
    if isinstance(error, Http404):
        error = exceptions.NotFound("There is nothing at this address.")
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        log.exception("partners.failed", route=context["request"].path, exc_info=error)
        return Response([_told(500, "Something went wrong here. It was noted, and is not your fault.")], status=500)
    told = [_told(error.status_code, sentence, error) for sentence in _sentences(error)]
    return Response(told, status=error.status_code, headers=_headers(error))


def _told(status: int, sentence: str, error: Exception | None = None) -> dict[str, Any]:
    told: dict[str, Any] = {"status": str(status), "title": HTTPStatus(status).phrase, "detail": sentence}
    if isinstance(error, WrongParameter):
        told["source"] = {"parameter": error.parameter}
    return told


def _sentences(error: exceptions.APIException) -> list[str]:
    detail: Any = error.detail
    if isinstance(detail, dict):
        return [f"{name}: {sentence}" for name, sentences in detail.items() for sentence in sentences]
    sentences = detail if isinstance(detail, list) else [detail]
    return [str(one).encode("utf-8", "replace").decode() for one in sentences]


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {"WWW-Authenticate": getattr(error, "auth_header", "")}
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait + 1))
    return {name: value for name, value in headers.items() if value}
