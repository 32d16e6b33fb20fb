"""Hands test pictures out to a store while a command runs, as the hub's own file addresses do."""

from __future__ import annotations

import io
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image, ImageDraw

from connectors.contract import Picture

SIDE_PX = 1200


class PictureServer:
    """Listens at HOST:PORT (port 0: any that is free); stores reach it at `address`, if that is another. Use with `with`."""

    def __init__(self, listen: str, address: str = "") -> None:
        host, _, port = listen.rpartition(":")
        self.pictures: dict[str, bytes] = {}
        handler = type("Handler", (_Handler,), {"pictures": self.pictures})
        self._server = ThreadingHTTPServer((host or "127.0.0.1", int(port)), handler)
        self.address = address.rstrip("/") or f"http://{host or '127.0.0.1'}:{self._server.server_port}"

    def __enter__(self) -> PictureServer:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def picture(self, data: bytes | None) -> Picture:
        """These bytes, or a test picture that no other is like, at an address of its own."""
        name = f"hub-{secrets.token_hex(6)}.jpg"
        content = data or _drawn()
        self.pictures[f"/{name}"] = content
        return Picture(f"{self.address}/{name}", name, "image/jpeg", content)


class _Handler(BaseHTTPRequestHandler):
    pictures: dict[str, bytes]

    def do_GET(self) -> None:
        content = self.pictures.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    do_HEAD = do_GET

    def log_message(self, *args: Any) -> None:
        """The command's own lines are enough."""


def _drawn() -> bytes:
    """A square on white in a colour by chance (JPEG)."""
    image = Image.new("RGB", (SIDE_PX, SIDE_PX), "white")
    colour = tuple(secrets.randbelow(200) for _ in range(3))
    ImageDraw.Draw(image).rectangle((200, 200, 1000, 1000), fill=colour)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
