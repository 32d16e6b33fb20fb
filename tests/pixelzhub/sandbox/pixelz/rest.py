"""A bare client of Pixelz's API that knows both formats and nothing of the hub."""

from __future__ import annotations

import http.client
import itertools
import json
import uuid
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from tests.sandbox_process import Sandbox

NOWHERE = "http://127.0.0.1:9/photo.jpg"
LISTS = {"Templates", "Prices", "Images", "FinalImagesURL", "ProductIds", "Invoices"}
_numbers = itertools.count()


class Rest:
    """Answers come as dicts, lists and text in both formats. `who` are the caller's own parameters."""

    def __init__(self, running: Sandbox, *, wire: str = "json", who: dict[str, str] | None = None) -> None:
        self.running, self.wire = running, wire
        self.who = who or {name: running.pixelz[name] for name in ("contactEmail", "contactAPIkey")}

    def get(self, path: str, **given: Any) -> Any:
        return self.call("GET", path, **given)

    def call(self, method: str, path: str, **given: Any) -> Any:
        status, body = self.raw(method, path, **given)
        assert status == 200, body
        return _text(json.loads(body)) if self.wire == "json" else _node(ElementTree.fromstring(body))

    def raw(self, method: str, path: str, **given: Any) -> tuple[int, bytes]:
        """The status and the bytes of an answer; the parameters go where the document says."""
        fields = {**self.who, **given}
        target = f"/pixelz/REST.svc/{'JSON/' if self.wire == 'json' else ''}{path}/"
        if method == "GET":
            return request(self.running.host, method, f"{target}?{urlencode(fields)}")
        return request(self.running.host, method, target, json.dumps(fields).encode())

    def post_image(self, **given: Any) -> str:
        """The ticket of an accepted image, on the account's first template unless another is named."""
        answer = self.call("POST", "Image", **{"imageURL": NOWHERE, **given})
        assert answer["ErrorCode"] == "NoError", answer
        return str(answer["ImageTicket"])

    def held_at(self, status: int, **given: Any) -> str:
        """The ticket of an image that stands on this status."""
        ticket = self.post_image(**given)
        self.running.control(set_status={ticket: status})
        return ticket

    def status(self, ticket: str) -> Any:
        return self.get(f"Image/{ticket}")["ImageStatus"]

    def ledger(self, ticket: str) -> dict[str, Any]:
        return next(row for row in self.running.control()["accepted"] if row["ticket"] == ticket)


def request(
    host: str, method: str, target: str, body: bytes | None = None, kind: str = "application/json; charset=UTF-8"
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.request(method, target, body, {"Content-Type": kind})
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def fresh(name: str) -> str:
    """A name that no other test uses."""
    return f"{name} {next(_numbers)} {uuid.uuid4().hex[:8]}"


def _node(element: ElementTree.Element) -> Any:
    if element.tag in LISTS:
        return [_node(child) for child in element]
    if len(element):
        return {child.tag: _node(child) for child in element}
    return element.text or ""


def _text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _text(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_text(one) for one in value]
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
