"""A Shopify store as a real HTTP server: GraphQL with its points, a CDN, uploads, bulk results, OAuth and webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import re
import time
import urllib.request
from email.parser import BytesParser
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, build_schema, execute_sync, parse, validate

from tests.connectors.servers import Answer, Call, Server
from tests.connectors.shopify.answers import Answers
from tests.connectors.shopify.entry import UNKNOWN, Keys
from tests.connectors.shopify.shop import Product, Shop
from tests.connectors.shopify.writes import Writes

SCHEMA_FILE = Path(__file__).with_name("schema.graphql")
SHOP = "demo.myshopify.com"
API = f"/{SHOP}/admin/api/2026-10/graphql.json"
# What a mutation needs; the double refuses it as ACCESS_DENIED without.
NEEDED = {"fileUpdate": "write_files", "productUpdate": "write_products", "productReorderMedia": "write_products"}


def _digits(value: Any) -> str:
    """An UnsignedInt64 travels as a string (admin schema)."""
    if not isinstance(value, str) or not value.isdecimal():
        raise GraphQLError(f"Could not coerce value {value!r} to UnsignedInt64")
    return value


SCHEMA = build_schema(SCHEMA_FILE.read_text())
SCHEMA.type_map["UnsignedInt64"].parse_value = _digits  # type: ignore[union-attr]


@cache
def parsed(text: str) -> tuple[DocumentNode, list[GraphQLError]]:
    """A document and what is wrong with it."""
    document = parse(text)
    return document, validate(SCHEMA, document)


class FakeShopify:
    """Use as a context manager. `home` is the address under which it is reached: a proxy's, if there is one."""

    def __init__(self) -> None:
        self._server = Server(self._answer)
        self.host, self.home = self._server.host, self._server.url
        self.shop, self.keys = Shop(), Keys()
        self.answers = Answers(self.shop, lambda: self.home)
        self.writes = Writes(self.shop, self.answers, lambda: self.home, self._start_bulk)
        self.most_points, self.restored_a_second, self.points = 2000.0, 100.0, 2000.0
        #: products that one call may ask for before it costs too much
        self.most_at_once = 250
        #: calls that a bulk operation takes, and how it ends
        self.bulk_takes, self.bulk_ends = 2, "COMPLETED"
        self.knows_ranges = True
        self.results: dict[str, bytes] = {}
        self.fetched: list[str] = []
        self._filled_at = time.monotonic()

    def __enter__(self) -> FakeShopify:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    # ---- the web servers -------------------------------------------------------------------------------------------

    def _answer(self, call: Call) -> Answer:
        path = urlsplit(call.path).path
        if path == API and call.method == "POST":
            return self._graphql(call)
        if path == f"/{SHOP}/admin/oauth/access_token" and call.method == "POST":
            return self.keys.exchange(call.body)
        if path == "/staged/" and call.method == "POST":
            return self._take_upload(call)
        if path.startswith("/bulk/"):
            return self._piece(call, path)
        return self._file(path)

    def _file(self, path: str) -> Answer:
        """The CDN sends what it made of a picture; only the original is what was handed in."""
        name = PurePosixPath(path).name
        jpeg = {"Content-Type": "image/jpeg"}
        if path.startswith("/original/") and name in self.answers.originals:
            return Answer(200, self.shop.files[self.answers.originals[name]].data, jpeg)
        files = [file for file in self.shop.files.values() if path == f"/cdn/files/{file.name}"]
        return Answer(200, files[0].data + b"optimised", jpeg) if files else Answer(404)

    def _take_upload(self, call: Call) -> Answer:
        """A form as Google takes it: what follows the file is not looked at."""
        head = f"Content-Type: {call.headers['content-type']}\r\n\r\n".encode()
        fields: dict[str, bytes] = {}
        for part in BytesParser().parsebytes(head + call.body).get_payload():
            name = part.get_param("name", header="content-disposition")
            fields[name] = part.get_payload(decode=True)
            if name == "file":
                break
        if "file" not in fields or fields.get("policy") != b"p" or "x-shopify-access-token" in call.headers:
            return Answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        self.shop.staged[f"{self.home}/staged/{fields['key'].decode()}"] = fields["file"]
        return Answer(201, b"<PostResponse/>")

    def _piece(self, call: Call, path: str) -> Answer:
        if path not in self.results:
            return Answer(403, b"<Error><Code>ExpiredToken</Code></Error>")
        body, asked = self.results[path], re.fullmatch(r"bytes=(\d+)-(\d+)", call.headers.get("range", ""))
        self.fetched.append(call.headers.get("range", ""))
        if asked is None or not self.knows_ranges:
            return Answer(200, body)
        begin, end = int(asked[1]), int(asked[2])
        return Answer(206, body[begin : end + 1]) if begin < len(body) else Answer(416)

    # ---- GraphQL -------------------------------------------------------------------------------------------------

    def _graphql(self, call: Call) -> Answer:
        if not self.keys.lets_in(call.headers.get("x-shopify-access-token", "")):
            return _json(UNKNOWN, 401)
        asked = json.loads(call.body)
        cost = self._cost(asked)
        refused = self._refused(asked, cost)
        if refused:
            return _json(refused)
        self.shop.tick()
        return _json(self._executed(asked) | {"extensions": self._costs(cost, cost)})

    def _executed(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.answers.scopes = self.keys.scopes
        root = self.answers.root() | self.writes.root()
        document, errors = parsed(asked["query"])
        if errors:
            return {"errors": [error.formatted for error in errors]}
        done = execute_sync(SCHEMA, document, root, variable_values=asked.get("variables"))
        found: dict[str, Any] = {} if done.data is None else {"data": done.data}
        return found | ({"errors": [error.formatted for error in done.errors]} if done.errors else {})

    def _cost(self, asked: dict[str, Any]) -> int:
        variables = asked.get("variables") or {}
        return 10 if asked["query"].lstrip().startswith("mutation") else 2 + int(variables.get("first") or 0)

    def _refused(self, asked: dict[str, Any], cost: int) -> dict[str, Any] | None:
        now = time.monotonic()
        self.points = min(self.most_points, self.points + (now - self._filled_at) * self.restored_a_second)
        self._filled_at = now
        if int((asked.get("variables") or {}).get("first") or 0) > self.most_at_once:
            said = f"Query cost is {cost}, which exceeds the single query max cost limit (1000)."
            return {"errors": [{"message": said, "extensions": {"code": "MAX_COST_EXCEEDED", "cost": cost}}]}
        if cost > self.points:
            errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
            return {"errors": errors, "extensions": self._costs(cost, None)}
        self.points -= cost
        return self._denied(asked)

    def _denied(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        document, _ = parsed(asked["query"])
        (operation,) = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
        for selected in operation.selection_set.selections:
            field = selected.name.value  # type: ignore[union-attr]
            scope = NEEDED.get(field, "")
            if scope and scope not in self.keys.scopes:
                needed = f"`{scope}` access scope."
                said = f"Access denied for {field} field. Required access: {needed}"
                extensions = {"code": "ACCESS_DENIED", "requiredAccess": needed}
                return {"data": {field: None}, "errors": [{"message": said, "extensions": extensions}]}
        return None

    def _costs(self, requested: int, actual: int | None) -> dict[str, Any]:
        status = {
            "maximumAvailable": self.most_points,
            "currentlyAvailable": int(self.points),
            "restoreRate": self.restored_a_second,
        }
        return {"cost": {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}}

    # ---- bulk operations -------------------------------------------------------------------------------------------

    def _start_bulk(self, query: str) -> str:
        operation_id = f"gid://shopify/BulkOperation/{self.shop.next_id()}"
        path = f"/bulk/{operation_id.rpartition('/')[2]}.jsonl"
        self.results[path] = self._jsonl(query)
        operation = {
            "__typename": "BulkOperation",
            "id": operation_id,
            "status": "CREATED",
            "errorCode": None,
            "url": None,
        }

        def ended() -> None:
            operation["status"] = self.bulk_ends
            operation["url"] = f"{self.home}{path}?signature=x" if self.bulk_ends == "COMPLETED" else None

        self.answers.operations[operation_id] = operation
        self.shop.later(self.bulk_takes, ended)
        return operation_id

    def _jsonl(self, query: str) -> bytes:
        """Every node on a line, children and parents in no order."""
        self.answers.in_bulk = True
        done = execute_sync(SCHEMA, parsed(query)[0], self.answers.root())
        self.answers.in_bulk = False
        assert not done.errors, done.errors
        lines: list[str] = []
        _flatten(done.data, None, lines)
        random.Random(7).shuffle(lines)
        return "\n".join(lines).encode() + b"\n"

    # ---- webhooks ------------------------------------------------------------------------------------------------

    def changed(self, product: Product) -> None:
        self.shop.touch(product)
        self.tell("PRODUCTS_UPDATE", {"id": product.id, "title": product.title})

    def tell(self, topic: str, payload: dict[str, Any]) -> None:
        """Call all that subscribed to a topic, signed with the app's secret."""
        body, event = json.dumps(payload).encode(), f"event-{self.shop.next_id()}"
        signature = base64.b64encode(hmac.new(self.keys.app.client_secret.encode(), body, hashlib.sha256).digest())
        for hook in [one for one in self.answers.webhooks if one["topic"] == topic]:
            headers = {
                "Content-Type": "application/json",
                "X-Shopify-Topic": topic.lower().replace("_", "/", 1),
                "X-Shopify-Hmac-Sha256": signature.decode(),
                "X-Shopify-Shop-Domain": SHOP,
                "X-Shopify-Webhook-Id": f"delivery-{self.shop.next_id()}",
                "X-Shopify-Event-Id": event,
            }
            urllib.request.urlopen(urllib.request.Request(hook["uri"], body, headers), timeout=10).close()


def _flatten(value: Any, parent: str | None, lines: list[str]) -> None:
    if not isinstance(value, dict):
        return
    for name in [name for name, inner in value.items() if isinstance(inner, dict) and "edges" in inner]:
        for edge in value.pop(name)["edges"]:
            node = edge["node"]
            _flatten(node, node["id"], lines)
            lines.append(json.dumps(node | ({"__parentId": parent} if parent else {})))


def _json(document: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json"})
