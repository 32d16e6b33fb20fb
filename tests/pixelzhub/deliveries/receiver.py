"""A partner's server: keeps what comes, answers as told, and checks signatures as the specification says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from tests.connectors.servers import Answer, Call, Server

OK = Answer(200, b"thank you")


class Receiver:
    """Answers with `answers` in turn and with 200 when they are used up; `before` is called with each call."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answers: list[Answer] = []
        self.before: Callable[[Call], None] = lambda call: None
        self._server = Server(self._answer)
        self.host, self.url = self._server.host, f"{self._server.url}/hooks?tenant=7"

    def __enter__(self) -> Receiver:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def _answer(self, call: Call) -> Answer:
        self.calls.append(call)
        self.before(call)
        return self.answers.pop(0) if self.answers else OK

    @property
    def ids(self) -> list[str]:
        return [call.headers["webhook-id"] for call in self.calls]

    @property
    def heard(self) -> list[Any]:
        """What the messages say, in the order in which they came."""
        return [json.loads(call.body)["data"] for call in self.calls]


def fits(call: Call, secret: str) -> bool:
    """Whether one of the signatures is that of this secret."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode() + call.body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(found, f"v1,{wanted}") for found in call.headers["webhook-signature"].split(" "))
