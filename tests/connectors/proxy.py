"""A proxy before a platform that does what networks and bad stores do: loses, delays, replaces and edits answers."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.connectors.servers import Answer, Call, NoAnswer, Server

Edit = Callable[[Call, Any], Any]
KEPT_HEADERS = (
    "content-type",
    "location",
    "retry-after",
    "x-wp-total",
    "x-wp-totalpages",
    "link",
    "vendure-auth-token",
)


class Proxy:
    """Passes calls on to `upstream` until it is told otherwise. Faults hit the platform's API, not its picture files."""

    def __init__(self, upstream: str, *, api: tuple[str, ...] = ("/api/", "/wp-json/")) -> None:
        self.api = api
        self.upstream = urlsplit(upstream).netloc
        self.calls: list[Call] = []
        self._server = Server(self._answer)
        self.url, self.host = self._server.url, self._server.host
        self._canned: list[Answer] = []
        self._lost: list[str] = []
        self._held: list[str] = []
        self._cut = False
        self._release = threading.Event()
        self._edit_answers: Edit | None = None
        self._edit_writes: list[Edit] = []

    def __enter__(self) -> Proxy:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._release.set()
        self._server.__exit__(*exc)

    @property
    def reads(self) -> list[str]:
        return [call.path for call in self.calls if call.method == "GET" and self._is_api(call)]

    @property
    def writes(self) -> list[Call]:
        return [call for call in self.calls if call.method != "GET"]

    def answer_next(self, status: int, body: bytes = b"{}", *, times: int = 1, **headers: str) -> None:
        """The next calls get this instead of the platform's answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._canned += [Answer(status, body, named)] * times

    def forget(self) -> None:
        """Play no more tricks."""
        self._canned.clear()

    def cut_next_answer(self) -> None:
        self._cut = True

    def lose_next_answer(self, method: str) -> None:
        """The platform does what it is asked, and the line breaks before it can say so."""
        self._lost.append(method)

    def hold_next_answer(self, method: str) -> None:
        """The platform does what it is asked, and answers when nobody listens any more."""
        self._held.append(method)

    def edit_answers(self, edit: Edit) -> None:
        """Change what the platform says: `edit(call, document)` gives the document to send."""
        self._edit_answers = edit

    def edit_writes(self, edit: Edit, *, times: int = 1) -> None:
        """Change what the platform is told in the next writes."""
        self._edit_writes += [edit] * times

    def _answer(self, call: Call) -> Answer:
        self.calls.append(call)
        if not self._is_api(call):
            return self._forward(call)
        if self._canned:
            return self._canned.pop(0)
        if call.method != "GET" and self._edit_writes and call.body:
            call.body = json.dumps(self._edit_writes.pop(0)(call, json.loads(call.body))).encode()
        answer = self._forward(call)
        if call.method in self._lost:
            self._lost.remove(call.method)
            raise NoAnswer
        if call.method in self._held:
            self._held.remove(call.method)
            self._release.wait(20)
            raise NoAnswer
        return self._edited(call, answer)

    def _edited(self, call: Call, answer: Answer) -> Answer:
        if self._edit_answers is not None and answer.status < 300:
            answer.body = _rewritten(answer.body, call, self._edit_answers)
        if self._cut:
            self._cut, answer.body = False, answer.body[: len(answer.body) // 2]
        return answer

    def _forward(self, call: Call) -> Answer:
        connection = http.client.HTTPConnection(self.upstream, timeout=20)
        headers = {name: value for name, value in call.headers.items() if name not in {"connection", "content-length"}}
        connection.request(call.method, call.path, call.body or None, headers)
        reply = connection.getresponse()
        body = reply.read()
        connection.close()
        kept = {name: value for name, value in reply.getheaders() if name.lower() in KEPT_HEADERS}
        return Answer(reply.status, body, kept)

    def _is_api(self, call: Call) -> bool:
        return any(mark in call.path for mark in self.api)


def _rewritten(body: bytes, call: Call, edit: Edit) -> bytes:
    """What is not JSON, such as a picture, stays as it is."""
    try:
        document = json.loads(body)
    except ValueError:
        return body
    return json.dumps(edit(call, document)).encode()
