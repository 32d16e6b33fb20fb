"""Small HTTP servers on this machine: one that hands out pictures, and the frame that all doubles share."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image

from connectors.contract import Picture


@dataclass
class Call:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class NoAnswer(Exception):
    """Hang up without an answer."""


class Server:
    """Serves `answer` on a free port. Use as a context manager."""

    def __init__(self, answer: Callable[[Call], Answer]) -> None:
        handler = type("Handler", (_Handler,), {"answer": staticmethod(answer)})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}"

    def __enter__(self) -> Server:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body go in two packets; without this the second waits for the first one's acknowledgement.
    disable_nagle_algorithm = True
    answer: Callable[[Call], Answer]

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            answer = self.answer(Call(self.command, self.path, headers, body))
            self._send(answer)
        except (NoAnswer, OSError):
            self.close_connection = True

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in ({"Content-Length": str(len(answer.body))} | answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve

    def log_message(self, *args: Any) -> None:
        """Quiet."""


class PictureServer:
    """The hub's short public addresses: pictures under temporary names."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.sent_on: dict[str, str] = {}
        self._server = Server(self._answer)
        self.url, self.host = self._server.url, self._server.host

    def __enter__(self) -> PictureServer:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def picture(self, data: bytes, name: str = "retouched.jpg") -> Picture:
        """A picture as the hub gives it to a connector."""
        path = f"/files/{len(self.files)}/{name}"
        self.files[path] = data
        return Picture(self.url + path, name, "image/jpeg", data)

    def leading_to(self, address: str) -> str:
        """The address of a picture that sends whoever asks for it on."""
        path = f"/moved/{len(self.sent_on)}.jpg"
        self.sent_on[path] = address
        return self.url + path

    def _answer(self, call: Call) -> Answer:
        if call.path in self.sent_on:
            return Answer(302, b"", {"Location": self.sent_on[call.path]})
        data = self.files.get(call.path)
        return Answer(404) if data is None else Answer(200, data, {"Content-Type": "image/jpeg"})


def jpeg(seed: int, size: tuple[int, int] = (40, 30)) -> bytes:
    """A small photo that no other seed gives."""
    out = io.BytesIO()
    Image.new("RGB", size, (seed * 37 % 256, seed * 91 % 256, seed % 256)).save(out, "JPEG", quality=90)
    return out.getvalue() + seed.to_bytes(4, "big")
