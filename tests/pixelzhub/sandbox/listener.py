"""A bare socket server: keeps each request exactly as it came over the wire, and can serve a file."""

from __future__ import annotations

import socket
import threading
import time


class Listener:
    """Use as a context manager. `requests` holds (head, body) pairs; `status` is what it answers with."""

    def __init__(self, *, status: int = 200, body: bytes = b"") -> None:
        self.status, self.body = status, body
        self.requests: list[tuple[bytes, bytes]] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._changed = threading.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Listener:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._socket.close()

    def wait_for(self, count: int, seconds: float = 60) -> list[tuple[bytes, bytes]]:
        """The requests, once there are so many."""
        until = time.monotonic() + seconds
        with self._changed:
            while len(self.requests) < count:
                if not self._changed.wait(until - time.monotonic()):
                    raise AssertionError(f"{len(self.requests)} of {count} calls came within {seconds} s")
            return list(self.requests)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
        )
        while len(body) < length:
            body += connection.recv(65536)
        connection.sendall(
            b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (self.status, len(self.body))
            + self.body
        )
        with self._changed:
            self.requests.append((head, body))
            self._changed.notify_all()
