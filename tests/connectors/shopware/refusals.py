"""How Shopware refuses (ErrorResponseFactory.php, ShopwareHttpException.php)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from tests.connectors.servers import Answer


class Refuse(Exception):
    """An error answer of the API."""

    def __init__(self, status: int, code: str, detail: str | None, *, title: str = "", **parameters: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.error = {
            "code": code,
            "status": str(status),
            "title": title or HTTPStatus(status).phrase,
            "detail": detail,
        } | ({"meta": {"parameters": parameters}} if parameters else {})

    @property
    def answer(self) -> Answer:
        return as_json({"errors": [self.error]}, self.status)


def as_json(document: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json"})


def lacks(*rights: str) -> Refuse:
    detail = json.dumps({"message": "Missing privilege", "missingPrivileges": list(rights)})
    return Refuse(403, "FRAMEWORK__MISSING_PRIVILEGE_ERROR", detail)


def denied(hint: str) -> Refuse:
    """OAuthServerException::accessDenied, whose hint is the detail."""
    return Refuse(401, "9", hint, title="The resource owner or authorization server denied the request.")


def unknown_client() -> Refuse:
    return Refuse(401, "4", None, title="Client authentication failed")
