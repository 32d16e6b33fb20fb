"""HTTP: which address leads to which function."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pixelzhub.sandbox import control, shop, storefront
from pixelzhub.sandbox.app import Sandbox
from pixelzhub.sandbox.files import MAX_BYTES
from pixelzhub.sandbox.pixelz.routes import pixelz_routes
from pixelzhub.sandbox.web import DropConnection, Request, Response, Stop, json_response

MAX_BODY = 4 * 1024 * 1024
Page = Callable[..., Response]
Guard = Callable[[Sandbox, Request], None]

SHOP, API = "/shop", "/shop/api"


def _of_pixelz(page: Page) -> Page:
    """Pixelz's pages take their own part of the sandbox."""
    return lambda app, request, *groups: page(app.pixelz, request, *groups)


ROUTES: tuple[tuple[str, str, Page, Guard | None], ...] = (
    ("GET", f"{API}/shop", shop.identity, shop.guard),
    ("GET", f"{API}/counts", shop.counts, shop.guard),
    ("GET", f"{API}/categories", shop.categories, shop.guard),
    ("GET", f"{API}/products", shop.products, shop.guard),
    ("GET", f"{API}/products/([0-9]+)/images", shop.product_images, shop.guard),
    ("PUT", f"{API}/products/([0-9]+)", shop.put_product, shop.guard),
    ("PUT", f"{API}/images/([0-9]+)", shop.put_image, shop.guard),
    ("POST", f"{API}/products/([0-9]+)/images", shop.post_image, shop.guard),
    ("POST", f"{API}/webhooks", shop.post_webhook, shop.guard),
    ("POST", f"{API}/token", storefront.token, None),
    ("GET", f"{SHOP}/?", storefront.home, None),
    ("GET", f"{SHOP}/products/([a-z0-9-]+)", storefront.product, None),
    ("GET", f"{SHOP}/connect", storefront.connect, None),
    ("GET", f"{SHOP}/authorize", storefront.authorize, None),
    ("POST", f"{SHOP}/authorize", storefront.answer, None),
    ("GET", f"{SHOP}/files/([0-9]+)-([0-9]+)/([^/]+)", storefront.image_file, None),
    ("GET", f"{SHOP}/thumbs/([0-9]+)-([0-9]+)/([^/]+)", storefront.thumbnail, None),
    *((method, pattern, _of_pixelz(page), None) for method, pattern, page in pixelz_routes()),
    ("GET", "/control.json", control.show, None),
    ("POST", "/control.json", control.change, None),
)
COMPILED = tuple((method, re.compile(pattern), action, guard) for method, pattern, action, guard in ROUTES)


def respond(app: Sandbox, request: Request) -> Response:
    """Find the page and let it answer. Raises `DropConnection`."""
    try:
        for method, pattern, action, guard in COMPILED:
            match = pattern.fullmatch(request.path)
            if match and method == request.method:
                if guard is not None:
                    guard(app, request)
                return action(app, request, *match.groups())
    except Stop as stop:
        return stop.response
    return json_response({"error": f"There is nothing at {request.method} {request.path}."}, 404)


class Handler(BaseHTTPRequestHandler):
    """Keeps connections open, sends each answer in one piece, and logs nothing: queries hold keys."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    timeout = 60
    server: Server

    def handle_any(self) -> None:
        try:
            self._answer(respond(self.server.app, self._request()))
        except DropConnection:
            self.close_connection = True
        except ConnectionError:
            self.close_connection = True
        except Exception:  # the last resort: one broken request must not end the connection without an answer
            traceback.print_exc()
            self._answer(json_response({"error": "The sandbox has a fault of its own; see its output."}, 500))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        method = "GET" if self.command == "HEAD" else self.command
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(method, parts.path, dict(parse_qsl(parts.query)), headers, self._body())

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        most = MAX_BYTES if self.path.startswith("/pixelz/uploads/") else MAX_BODY
        if not length.isdigit() or int(length) > most:
            self.close_connection = True
            return b""
        return self.rfile.read(int(length))

    def _answer(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", response.kind)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Listens on this machine only."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, app: Sandbox, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.app = app

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is nothing to report."""

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"
