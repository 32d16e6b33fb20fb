"""A store whose answers a test writes itself, and a connector for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.connectors.custom.opening import minimal, opened
from tests.connectors.servers import Answer, Call, Server

Says = Callable[[str, dict[str, str]], Any]


class Scripted:
    """Answers each call by what `says(path, query)` gives: an `Answer`, or something to send as JSON."""

    def __init__(self, says: Says) -> None:
        self.says, self.calls = says, list[Call]()
        self.server = Server(self._answer)
        self.url, self.host = self.server.url, self.server.host

    @property
    def asked(self) -> list[str]:
        return [call.path for call in self.calls]

    def _answer(self, call: Call) -> Answer:
        self.calls.append(call)
        parts = urlsplit(call.path)
        found = self.says(parts.path, dict(parse_qsl(parts.query)))
        return found if isinstance(found, Answer) else Answer(200, json.dumps(found).encode())


@contextmanager
def scripted(
    says: Says, *, paginate: str = "", more: str = "", secrets: str = "", tries: int = 1, updated: str = ""
) -> Iterator[tuple[Scripted, Any]]:
    """A store, and a connector for it; `paginate` and `updated` go into the section of products."""
    store = Scripted(says)
    with store.server:
        text = minimal(store.url, more)
        if paginate:
            text = text.replace("  records: products", f"  records: products\n  paginate: {paginate}")
        if updated:
            text = text.replace("name: name", f"name: name, updated: {updated}")
        with opened({"description": text, "secrets": secrets}, store.host, tries) as connector:
            yield store, connector


def row(number: int, **other: Any) -> dict[str, Any]:
    return {"id": number, "name": f"Tee {number}", **other}
