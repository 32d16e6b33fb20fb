"""Errors as JSON:API has them: a status, a sentence, and the parameter that is wrong."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from rest_framework import exceptions
from rest_framework.response import Response

from pixelzhub.partners.frame.envelope import as_told, encodable, headers_of


class WrongParameter(exceptions.APIException):
    """A query parameter, its value, and what is accepted."""

    status_code = 400

    def __init__(self, parameter: str, sentence: str) -> None:
        super().__init__(sentence)
        self.parameter = parameter


def answer_to_error(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler: each error as a document, none of them with anything of the server's inside."""
    told = as_told(error, context)
    errors = [_told(told.status_code, sentence, told) for sentence in _sentences(told)]
    return Response(errors, status=told.status_code, headers=headers_of(told))


def _told(status: int, sentence: str, error: Exception) -> dict[str, Any]:
    told: dict[str, Any] = {"status": str(status), "title": HTTPStatus(status).phrase, "detail": sentence}
    if isinstance(error, WrongParameter):
        told["source"] = {"parameter": error.parameter}
    return told


def _sentences(error: exceptions.APIException) -> list[str]:
    detail: Any = error.detail
    if isinstance(detail, dict):
        return [f"{name}: {sentence}" for name, sentences in detail.items() for sentence in sentences]
    sentences = detail if isinstance(detail, list) else [detail]
    return [encodable(str(one)) for one in sentences]
