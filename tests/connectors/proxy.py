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
        self._spared = 0
        self._lost: list[str] = []
        self._kept_writes: int | None = None
        self._held: list[str] = []
        self._whole: int | None = None
        self._dress: tuple[bytes, dict[str, str]] = (b"", {})
        self._files_at = ""
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
        return [call.path for call in self.calls if self.counts_as(call) == "GET" and self._is_api(call)]

    @property
    def writes(self) -> list[Call]:
        return [call for call in self.calls if self.counts_as(call) != "GET"]

    @property
    def asked(self) -> int:
        """How many calls there were to the platform's API."""
        return sum(map(self._is_api, self.calls))

    def answer_next(self, status: int, body: bytes = b"{}", *, times: int = 1, after: int = 0, **headers: str) -> None:
        """The next calls, but for the first `after`, get this instead of the platform's answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._canned += [Answer(status, body, named)] * times
        self._spared = after

    def dress_answers(self, before: bytes = b"", **headers: str) -> None:
        """From now on each answer begins with these bytes, and has these headers; an empty one is left out."""
        self._dress = before, {name.replace("_", "-"): value for name, value in headers.items()}

    def redirect_files(self, to: str) -> None:
        """From now on whoever asks for a picture is sent on."""
        self._files_at = to

    def forget(self) -> None:
        """Answer for the platform no more, and edit nothing."""
        self._canned.clear()
        self._spared, self._edit_answers = 0, None

    def cut_next_answer(self, *, after: int = 0) -> None:
        """The next answer but for the first `after` breaks off in the middle."""
        self._whole = after

    def lose_next_answer(self, method: str) -> None:
        """The platform does what it is asked, and the line breaks before it can say so."""
        self._lost.append(method)

    def lose_answer_of_write(self, *, after: int = 0) -> None:
        """The same for one of the next writes: the one behind the first `after`."""
        self._kept_writes = after

    def hold_next_answer(self, method: str) -> None:
        """The platform does what it is asked, and answers when nobody listens any more."""
        self._held.append(method)

    def edit_answers(self, edit: Edit) -> None:
        """Change what the platform says: `edit(call, document)` gives the document to send."""
        self._edit_answers = edit

    def edit_writes(self, edit: Edit, *, times: int = 1) -> None:
        """Change what the platform is told in the next writes."""
        self._edit_writes += [edit] * times

    def counts_as(self, call: Call) -> str:
        """What a call does, whatever its method: GET for reading, PUT for changing a product, POST for anything else."""
        return call.method

    def is_edited(self, call: Call) -> bool:
        """Whether a call is one that `edit_writes` is about."""
        return self.counts_as(call) != "GET"

    def _answer(self, call: Call) -> Answer:
        self.calls.append(call)
        if not self._is_api(call):
            return Answer(302, b"", {"Location": self._files_at}) if self._files_at else self._forward(call)
        if self._canned and not self._spared:
            return self._canned.pop(0)
        self._spared = max(0, self._spared - 1)
        if self._edit_writes and call.body and self.is_edited(call):
            call.body = json.dumps(self._edit_writes.pop(0)(call, json.loads(call.body))).encode()
        answer = self._forward(call)
        does = self.counts_as(call)
        if does != "GET" and self._kept_writes is not None:
            self._kept_writes = self._kept_writes - 1 if self._kept_writes else None
            if self._kept_writes is None:
                raise NoAnswer
        if does in self._lost:
            self._lost.remove(does)
            raise NoAnswer
        if does in self._held:
            self._held.remove(does)
            self._release.wait(20)
            raise NoAnswer
        return self._edited(call, answer)

    def _edited(self, call: Call, answer: Answer) -> Answer:
        if self._edit_answers is not None and answer.status < 300:
            answer.body = _rewritten(answer.body, call, self._edit_answers)
        if self._whole == 0:
            answer.body = answer.body[: len(answer.body) // 2]
        self._whole = self._whole - 1 if self._whole else None
        return _dressed(answer, *self._dress)

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


def _dressed(answer: Answer, before: bytes, headers: dict[str, str]) -> Answer:
    kept = {name: value for name, value in answer.headers.items() if name.lower() not in headers}
    body = before + answer.body if answer.body else b""
    return Answer(answer.status, body, kept | {name: value for name, value in headers.items() if value})


def _rewritten(body: bytes, call: Call, edit: Edit) -> bytes:
    """What is not JSON, such as a picture, stays as it is."""
    try:
        document = json.loads(body)
    except ValueError:
        return body
    return json.dumps(edit(call, document)).encode()
