"""A small HTTP server in Pixelz's place: keeps every request and answers what the test says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pixelzhub.pixelz import Credentials, Pixelz
from tests.connectors.servers import Answer, Call, Server

EMAIL, KEY, DEVELOPER_KEY = "jo+an@pixelz.example", "key/44979dfe=", "dev 5ea1a104"
WHO = {"contactEmail": EMAIL, "contactAPIkey": KEY}


class Recorder:
    """Use as a context manager. `answers` is one body for all calls, or a function of the call."""

    def __init__(self, answers: str | bytes | Callable[[Call], Answer]) -> None:
        self.calls: list[Call] = []
        self._answers = answers
        self._server = Server(self._answer)
        self.host, self.url = self._server.host, self._server.url

    def __enter__(self) -> Recorder:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def client(self, *, wire: Any = "json", developer: str = "", base: str = "/REST.svc/", also: str = "") -> Pixelz:
        """A client that may reach this server, and the one at `also`."""
        who = Credentials(EMAIL, KEY, developer)
        return Pixelz(who, url=self.url + base, wire=wire, allowed_private=[self.host, also], timeout=10)

    @property
    def call(self) -> Call:
        """The only request that came."""
        (found,) = self.calls
        return found

    @property
    def path(self) -> str:
        return urlsplit(self.call.path).path

    @property
    def query(self) -> dict[str, str]:
        return {name: value for name, (value,) in parse_qs(urlsplit(self.call.path).query, strict_parsing=True).items()}

    @property
    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.call.body)
        return found

    def _answer(self, call: Call) -> Answer:
        self.calls.append(call)
        if callable(self._answers):
            return self._answers(call)
        return Answer(200, self._answers.encode() if isinstance(self._answers, str) else self._answers)
