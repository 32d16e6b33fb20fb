"""A large WooCommerce shop that only reads, as a process of its own: pages of products with three photos each.

Answers as the REST API v3 does, header by header and field by field; every `python -m tests.large.woo PRODUCTS`
prints its address. POST /changed?n=100 marks so many products as changed now, /calls tells the calls since it was asked.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Shop:
    """Products 1 to n; what changed and when."""

    def __init__(self, products: int) -> None:
        self.products = products
        self.changed: dict[int, datetime] = {}
        self.calls = 0

    def change(self, number: int) -> None:
        moment = datetime.now(UTC)
        for product in range(1, number + 1):
            self.changed[product * (self.products // number)] = moment

    def page(self, query: dict[str, str]) -> tuple[int, list[dict[str, Any]]]:
        """How many there are, and the products of the page that is asked for."""
        after = query.get("modified_after")
        if after:
            since = datetime.fromisoformat(after).replace(tzinfo=UTC)
            ids = sorted(n for n, moment in self.changed.items() if moment > since)
        else:
            ids = range(1, self.products + 1)
        size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        return len(ids), [self.product(n) for n in ids[(page - 1) * size : page * size]]

    def product(self, n: int) -> dict[str, Any]:
        modified = self.changed.get(n, LONG_AGO + timedelta(seconds=n))
        return {
            "id": n,
            "name": f"Chaz Kangeroo Hoodie {n}",
            "sku": f"MH{n:06}",
            "global_unique_id": "",
            "permalink": f"http://127.0.0.1/product/chaz-kangeroo-hoodie-{n}/",
            "type": "simple",
            "status": "publish",
            "categories": [{"id": n % 50 + 1, "name": "Hoodies &amp; Sweatshirts", "slug": "hoodies"}],
            "tags": [],
            "date_modified_gmt": modified.strftime("%Y-%m-%dT%H:%M:%S"),
            "images": [self.image(3 * n + place) for place in range(3)],
            "variations": [],
        }

    def image(self, n: int) -> dict[str, Any]:
        created = (LONG_AGO + timedelta(seconds=n)).strftime("%Y-%m-%dT%H:%M:%S")
        src = f"http://127.0.0.1/wp-content/uploads/2026/01/mh{n:07}-black_main.jpg"
        return {
            "id": n,
            "date_created": created,
            "date_created_gmt": created,
            "date_modified": created,
            "date_modified_gmt": created,
            "src": src,
            "name": f"mh{n:07}-black_main.jpg",
            "alt": f"Hoodie from side {n % 3}",
            "srcset": ", ".join(f"{src[:-4]}-{width}x{width}.jpg {width}w" for width in (100, 150, 300, 600, 768)),
            "sizes": "(max-width: 600px) 100vw, 600px",
            "thumbnail": f"{src[:-4]}-300x300.jpg",
        }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    shop: Shop

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/calls":
            self._send(self.shop.calls, 0, 1)
            self.shop.calls = 0
            return
        self.shop.calls += 1
        size = int(query.get("per_page", 10))
        if parts.path.endswith("/products/categories"):
            found = [{"id": n, "name": f"Category {n}", "parent": 0, "count": 1} for n in range(1, 51)]
            self._send(found, 50, 1)
        elif parts.path.endswith("/products"):
            total, rows = self.shop.page(query)
            self._send(rows, total, -(-total // size))
        else:
            self._send([{"slug": "simple", "name": "Simple", "total": self.shop.products}], 1, 1)

    def do_POST(self) -> None:
        self.shop.change(int(parse_qs(urlsplit(self.path).query)["n"][0]))
        self._send("ok", 0, 0)

    def _send(self, document: Any, total: int, pages: int) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-WP-Total", str(total))
        self.send_header("X-WP-TotalPages", str(pages))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


def main(products: int) -> None:
    handler = type("Handler", (_Handler,), {"shop": Shop(products)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
