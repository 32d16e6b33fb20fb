"""What passes between the HTTP server and the pages behind it."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def form(self) -> dict[str, str]:
        """The fields of a posted HTML form."""
        return {name: values[0] for name, values in parse_qs(self.body.decode("utf-8", "replace")).items()}


@dataclass(frozen=True, slots=True)
class Response:
    status: int = 200
    body: bytes = b""
    kind: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class Stop(Exception):
    """Ends a request with this answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


class DropConnection(Exception):
    """The work is done, but the caller never hears of it."""


def json_response(data: Any, status: int = 200, **headers: str) -> Response:
    return Response(status, json.dumps(data).encode(), headers=headers)


def page(title: str, inside: str, status: int = 200) -> Response:
    """A small HTML page; `inside` is HTML whose values are already escaped."""
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style><main><h1>{html.escape(title)}</h1>{inside}</main>"
    )
    return Response(status, text.encode(), "text/html; charset=utf-8")


def redirect(url: str) -> Response:
    return Response(303, headers={"Location": url})


STYLE = """
body{margin:0;font:15px/24px system-ui,sans-serif;color:#1a1b1e;background:#f5f5f4}
main{max-width:980px;margin:40px auto;padding:32px;background:#fff;border:1px solid #e6e6e3;border-radius:10px}
h1{margin:0 0 16px;font-size:24px;line-height:32px}h2{font-size:17px;margin:32px 0 8px}
code{background:#efefed;padding:2px 6px;border-radius:4px;overflow-wrap:anywhere}
button{font:inherit;padding:8px 16px;border:0;border-radius:6px;background:#1a1b1e;color:#fff;cursor:pointer}
button.quiet{background:#fff;color:#1a1b1e;border:1px solid #d3d3cf}a{color:#2b52d3}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:20px}
.grid a{color:inherit;text-decoration:none;font-size:13px;line-height:18px}
.grid img{width:100%;aspect-ratio:1;object-fit:contain;border:1px solid #e6e6e3;border-radius:8px;display:block}
"""
