"""Who is let into the double: keys that last or end, the exchange of codes, refresh tokens and an app's credentials."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.connectors.servers import Answer

ALL_SCOPES = ["read_products", "write_products", "read_files", "write_files"]
# As a shop answers a key that it does not know.
UNKNOWN = {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}
LIFE_S = {"code": 3600, "refresh_token": 3600, "client_credentials": 86399}


@dataclass
class App:
    client_id: str = "app-1"
    client_secret: str = "hush"
    installed: bool = True


class Keys:
    """The shop's tokens. A refresh token is spent once a key of the next one is used."""

    def __init__(self) -> None:
        self.app = App()
        self.tokens: set[str] = set()
        self.codes: set[str] = set()
        self.scopes = list(ALL_SCOPES)
        self.asked: list[dict[str, Any]] = []
        self._refreshers: set[str] = set()
        self._spent_by: dict[str, str] = {}
        self._made = 0

    def lets_in(self, token: str) -> bool:
        if token in self._spent_by:
            self._refreshers.discard(self._spent_by.pop(token))
        return token in self.tokens

    def exchange(self, body: bytes) -> Answer:
        asked = json.loads(body)
        self.asked.append(asked)
        app = self.app
        if (asked.get("client_id"), asked.get("client_secret")) != (app.client_id, app.client_secret):
            return _no("invalid_client", 401)
        grant = "code" if "code" in asked else asked.get("grant_type")
        if grant == "code" and (asked["code"] not in self.codes or asked.get("expiring") != "1"):
            return _no("invalid_request")
        if grant == "refresh_token" and asked["refresh_token"] not in self._refreshers:
            return _no("invalid_grant")
        if grant == "client_credentials" and not app.installed:
            return _no("shop_not_permitted")
        self.codes.discard(asked.get("code", ""))
        return self._key(str(grant), asked.get("refresh_token", ""))

    def _key(self, grant: str, refreshed: str) -> Answer:
        self._made += 1
        token = f"shpat_{grant}_{self._made}"
        self.tokens.add(token)
        found = {"access_token": token, "scope": ",".join(self.scopes), "expires_in": LIFE_S[grant]}
        if grant != "client_credentials":
            found |= {"refresh_token": f"shprt_{self._made}", "refresh_token_expires_in": 7776000}
            self._refreshers.add(found["refresh_token"])
            self._spent_by[token] = refreshed
        return Answer(200, json.dumps(found).encode(), {"Content-Type": "application/json"})


def _no(code: str, status: int = 400) -> Answer:
    body = {"error": code, "error_description": "The request failed."}
    return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json"})
