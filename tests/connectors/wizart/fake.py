"""A Wizart PIM as a real HTTP server: tokens, product types, imports that go on with each look at them, and their logs.

It answers as https://github.com/wizart-tech/api (swagger/openapi.yml) says; refusals of /oauth/token are those of Laravel
Passport. `old_shapes` has it answer as the older wiki pages show.
"""

from __future__ import annotations

import json
import secrets
import threading
import uuid
from typing import Any
from urllib.parse import urlsplit

from tests.connectors.servers import Answer, Call, Server
from tests.connectors.wizart.imports import BadImport, Import, as_zip, read_parts

CLIENT_ID, CLIENT_SECRET = "7", "good-client-secret"
USERNAME, PASSWORD = "hub@shop.example", "good pass word"
YEAR_S = 31_536_000
TYPES = {"wallpaper": "Wallpaper", "tile": "Tile", "carpet_roll": "Carpet flooring in rolls"}


class FakeWizart:
    """Use as a context manager."""

    def __init__(self) -> None:
        self._server = Server(self._answer)
        self.host, self.url = self._server.host, self._server.url
        self._lock = threading.Lock()
        self.tokens: set[str] = set()
        self.imports: dict[str, Import] = {}
        self.life_s: int = YEAR_S
        self.old_shapes = False
        self.errors_under = "errors"
        #: what the next import comes to, and what is in its log
        self.outcome, self.message, self.log = "success", "", b""

    def __enter__(self) -> FakeWizart:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    @property
    def last(self) -> Import:
        return self.imports[max(self.imports, key=int)]

    def write_log(self, *lines: str) -> None:
        self.log = as_zip({"import.log": "\n".join(lines).encode()})

    def _answer(self, call: Call) -> Answer:
        with self._lock:
            parts = urlsplit(call.path).path.strip("/").split("/")
            if (call.method, parts) == ("POST", ["oauth", "token"]):
                return self._token(json.loads(call.body))
            if parts[:2] != ["api", "v2.1"]:
                return Answer(404, b"<!DOCTYPE html><title>Not Found</title>", {"Content-Type": "text/html"})
            if call.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
                return self._refused(401, "Unauthenticated.", "Unauthenticated.")
            return self._api(call, parts[2:])

    def _api(self, call: Call, parts: list[str]) -> Answer:
        match call.method, parts:
            case "GET", ["import", "product-types"]:
                return as_json({"data": [self._type(code, name) for code, name in TYPES.items()]})
            case "POST", ["product-type", code, "import"]:
                return self._import(code, call)
            case "GET", ["imports", number] if number in self.imports:
                return self._look(self.imports[number], number, call.headers.get("accept", ""))
        return self._refused(404, "Model not found.", "Model not found.")

    # ---- getting in ----------------------------------------------------------------------------------------------

    def _token(self, body: dict[str, Any]) -> Answer:
        if body.get("grant_type") != "password":
            said = "The authorization grant type is not supported by the authorization server."
            return as_json({"error": "unsupported_grant_type", "error_description": said}, 400)
        if (body.get("client_id"), body.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            said = "Client authentication failed"
            return as_json({"error": "invalid_client", "error_description": said, "message": said}, 401)
        if (body.get("username"), body.get("password")) != (USERNAME, PASSWORD):
            said = "The user credentials were incorrect."
            return as_json({"error": "invalid_grant", "error_description": said, "hint": "", "message": said}, 400)
        token = f"eyJ0.{secrets.token_hex(8)}.sig"
        self.tokens.add(token)
        return as_json({"token_type": "Bearer", "expires_in": self.life_s, "access_token": token})

    # ---- imports -------------------------------------------------------------------------------------------------

    def _import(self, code: str, call: Call) -> Answer:
        if code not in TYPES:
            return self._refused(404, "Model not found.", f"No product type {code}.", "productTypeCode")
        try:
            made = read_parts(call.headers.get("content-type", ""), call.body)
        except BadImport as error:
            return self._refused(400, "Bad Request.", str(error), error.parameter)
        made.code, made.outcome, made.log = code, self.outcome, self.log
        made.message = self.message
        number = str(8054 + len(self.imports))
        self.imports[number] = made
        return as_json({"data": self._shown(made, number)})

    def _look(self, one: Import, number: str, accept: str) -> Answer:
        if accept == "application/zip":
            return Answer(200, one.log, {"Content-Type": "application/zip"})
        one.go_on()
        shown = self._shown(one, number)
        return as_json({"data": [shown] if self.old_shapes else shown})

    def _shown(self, one: Import, number: str) -> dict[str, Any]:
        attributes = {
            "path": None,
            "original_name": "products.csv",
            "status": one.status,
            "status_message": one.message or None,
            "result": None,
            "mapping_id": 1,
            "created_at": "2022-02-03 12:38:40",
            "updated_at": "2022-02-03 12:50:49",
            "timezone": "UTC",
        }
        if self.old_shapes:
            return {"id": int(number), **attributes}
        return {"type": "import_data", "id": number, "attributes": attributes}

    def _type(self, code: str, name: str) -> dict[str, Any]:
        if self.old_shapes:
            attributes: dict[str, Any] = {"code": code, "name": name}
            return {"type": "product_type", "uuid": str(uuid.uuid4()), "attributes": attributes}
        wrapped = {"propertyName": {"type": code, "name": name}}
        return {"type": "product_type", "id": str(uuid.uuid4()), "attributes": wrapped}

    def _refused(self, status: int, title: str, detail: str, parameter: str = "") -> Answer:
        error: dict[str, Any] = {"id": str(uuid.uuid4()), "status": str(status), "title": title, "detail": detail}
        if parameter:
            error["source"] = {"parameter": parameter}
        return as_json({self.errors_under: [error]}, status)


def as_json(document: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json"})
