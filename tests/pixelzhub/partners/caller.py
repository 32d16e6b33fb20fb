"""A partner's program as the tests have it: one key, and calls that give status and body."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.test import Client

from pixelzhub.accounts.keys import create_key
from pixelzhub.accounts.models import Merchant

PRODUCTS = ("ext:products:read", "ext:products:write")


class Caller:
    """Calls the partner API with a key of these scopes; paths begin behind /api/v1."""

    def __init__(self, merchant: Merchant, scopes: Iterable[str] = PRODUCTS) -> None:
        self.row, self.key = create_key(merchant=merchant, name="ERP", scopes=scopes)
        self.client = Client()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer as Django's test client gives it. A body that is no text is sent as JSON."""
        data = body if isinstance(body, (str, bytes)) else "" if body is None else json.dumps(body)
        headers = {"X-API-Key": self.key, "Content-Type": "application/json"} | headers
        kind = headers.pop("Content-Type")
        return self.client.generic(method, f"/api/v1{path}", data, content_type=kind, headers=headers)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def data(self, path: str) -> Any:
        """What a successful GET gives as `data`."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        return answer.json()["data"]

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)

    def put(self, path: str, body: Any) -> Any:
        return self.ask("PUT", path, body)

    def patch(self, path: str, body: Any) -> Any:
        return self.ask("PATCH", path, body)
