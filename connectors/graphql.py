"""GraphQL calls: one document in, its data out; errors in a good answer become errors of ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from connectors.contract import Picture
from connectors.errors import BadReply, ConnectorError, Refused
from connectors.http import Http
from connectors.reply import Reply
from connectors.web_address import host_of

Told = Callable[[Reply, list[Mapping[str, Any]]], ConnectorError | None]
"""(reply, errors) -> the error that a platform's own words stand for; None for the usual `Refused`."""


class GraphQL:
    """Speaks to one GraphQL address below the client's base address."""

    def __init__(self, http: Http, path: str, *, told: Told | None = None, ok: Iterable[int] = (400,)) -> None:
        """`told` reads the errors of answers with a good status or one in `ok`."""
        self.http = http
        self.ok = tuple(ok)
        self.path = path
        self.told = told or (lambda reply, errors: None)

    def ask(self, document: str, *, repeatable: bool = True, timeout: float | None = None, **variables: Any) -> Any:
        """The answer's `data`. A query may be sent again by itself; a mutation is asked with `repeatable=False`."""
        reply = self.http.request(
            "POST", self.path, json={"query": document, "variables": variables}, repeatable=repeatable,
            timeout=timeout, ok=self.ok, check=self._check,
        )  # fmt: skip
        return reply.json()["data"]

    def upload(self, document: str, picture: Picture, *, timeout: float | None = None, **variables: Any) -> Any:
        """The `data` of a mutation whose variable `file` is the picture; never sent twice by itself.

        In this order and with null in the file's place: github.com/jaydenseric/graphql-multipart-request-spec.
        """
        parts = {
            "operations": (None, json.dumps({"query": document, "variables": {**variables, "file": None}})),
            "map": (None, json.dumps({"0": ["variables.file"]})),
            "0": (picture.filename, picture.data, picture.mime),
        }
        reply = self.http.post(self.path, files=parts, timeout=timeout, ok=self.ok, check=self._check)
        return reply.json()["data"]

    def _check(self, reply: Reply) -> None:
        answer = reply.json()
        if not isinstance(answer, Mapping):
            raise BadReply(f"{host_of(reply.url)} answered with something that is no GraphQL answer.")
        errors = [error for error in answer.get("errors") or () if isinstance(error, Mapping)]
        if errors:
            raise self.told(reply, errors) or Refused(f"{host_of(reply.url)} says: {_words(errors)}")
        if not isinstance(answer.get("data"), Mapping):
            raise BadReply(f"{host_of(reply.url)} answered without data.")


def _words(errors: list[Mapping[str, Any]]) -> str:
    return "; ".join(str(error.get("message") or "no reason given") for error in errors)[:500]
