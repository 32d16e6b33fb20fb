"""The proxy before a GraphQL store: tells queries from mutations, and reads uploads."""

from __future__ import annotations

import json
from email.parser import BytesParser
from typing import Any

from tests.connectors.proxy import Proxy
from tests.connectors.servers import Call


def form_of(call: Call) -> dict[str, tuple[str, bytes]]:
    """A form's fields: name -> (file name, bytes). Empty for what is no form."""
    kind = call.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return {}
    message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + call.body)
    parts: Any = message.get_payload()
    return {
        part.get_param("name", header="content-disposition"): (part.get_filename() or "", part.get_payload(decode=True))
        for part in parts
    }


def asked(call: Call) -> dict[str, Any]:
    """The document and its variables; a file stands in them as (file name, bytes)."""
    form = form_of(call)
    if not form:
        found: dict[str, Any] = json.loads(call.body)
        return found
    operations = json.loads(form["operations"][1])
    for name, (path,) in json.loads(form["map"][1]).items():
        *way, last = path.split(".")
        holder = operations
        for step in way:
            holder = holder[int(step)] if isinstance(holder, list) else holder[step]
        assert holder[last] is None, "the specification wants null where a file belongs"
        holder[last] = form[name]
    return operations


class GraphQLProxy(Proxy):
    """Everything is a POST: a mutation counts as PUT, what changes no product as POST, a query as GET."""

    def __init__(self, upstream: str, *, path: str, edited: str = "mutation", aside: str = "-") -> None:
        """`edited` is the mutation that `edit_writes` is about, `aside` the one that changes no product."""
        super().__init__(upstream, api=(path,))
        self.edited, self.aside = edited, aside

    def counts_as(self, call: Call) -> str:
        if not self._is_api(call):
            return call.method
        document = asked(call)["query"]
        if not document.lstrip().startswith("mutation"):
            return "GET"
        return "POST" if self.aside in document else "PUT"

    def is_edited(self, call: Call) -> bool:
        return self.counts_as(call) == "PUT" and self.edited in asked(call)["query"]
