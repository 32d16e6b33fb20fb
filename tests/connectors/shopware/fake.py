"""A Shopware 6.7 store as a real HTTP server: tokens that end, rights, searches, writes and uploads."""

from __future__ import annotations

import json
import secrets
import time
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.connectors.servers import Answer, Call, Server
from tests.connectors.shopware import search, writes
from tests.connectors.shopware.refusals import Refuse, as_json, denied, lacks, unknown_client
from tests.connectors.shopware.shop import Shop

KEY, SECRET = "SWIAGOODKEY", "good-secret"
LIFE_S = 600


class FakeShopware:
    """Use as a context manager. `rights` is None for an administrator."""

    def __init__(self) -> None:
        self._server = Server(self._answer)
        self.host, self.url = self._server.host, self._server.url
        self.shop = Shop()
        self.version = "6.7.10.1"
        self.rights: set[str] | None = None
        self.ends: dict[str, float] = {}
        self.throttled_for = 0

    def __enter__(self) -> FakeShopware:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def end_all_tokens(self) -> None:
        self.ends = dict.fromkeys(self.ends, 0.0)

    def _answer(self, call: Call) -> Answer:
        path = urlsplit(call.path).path
        if not path.startswith("/api/"):
            data = self.shop.files.get(unquote(path).lstrip("/"))
            missing = Answer(404, b"<!doctype html><title>Not Found</title>", {"Content-Type": "text/html"})
            return missing if data is None else Answer(200, data, {"Content-Type": "image/jpeg"})
        try:
            return self._api(call, path.removeprefix("/api/").split("/"))
        except Refuse as refused:
            return refused.answer

    def _api(self, call: Call, parts: list[str]) -> Answer:
        if (call.method, parts) == ("POST", ["oauth", "token"]):
            return self._token(json.loads(call.body))
        self._let_in(call.headers.get("authorization", ""))
        if call.headers.get("accept") != "application/json":
            raise Refuse(406, "0", "The double speaks plain JSON alone, and not JSON:API.")
        query = dict(parse_qsl(urlsplit(call.path).query))
        match call.method, parts:
            case "GET", ["_info", "version"]:
                return as_json({"version": self.version})
            case "GET", ["_action", "system-config"]:
                self._need("system_config:read")
                return as_json({f"{query['domain']}.shopName": self.shop.name} if self.shop.name else {})
            case "POST", ["search", entity]:
                return self._search(_table(entity), json.loads(call.body))
            case "POST", ["_action", "media", media_id, "upload"]:
                self._need("media:update")
                writes.upload(self.shop, media_id, query, call.body, call.headers["content-type"])
                return Answer(204, b"", {"Location": f"{self.shop.home}/api/media/{media_id}"})
            case "POST", ["_action", "sync"]:
                return self._sync(json.loads(call.body))
            case "POST", [entity]:
                self._need(f"{_table(entity)}:create")
                writes.upsert(self.shop, _table(entity), json.loads(call.body))
                return Answer(204)
            case "DELETE", [entity, row_id]:
                self._need(f"{_table(entity)}:delete")
                writes.delete(self.shop, _table(entity), row_id)
                return Answer(204)
        raise Refuse(404, "0", f'No route found for "{call.method} {self.shop.home}{call.path}"')

    # ---- getting in ----------------------------------------------------------------------------------------------

    def _token(self, body: dict[str, Any]) -> Answer:
        """ApiAuthenticationListener.php knows this grant without a refresh token."""
        if self.throttled_for:
            said = f"Auth throttled for {self.throttled_for} seconds."
            raise Refuse(429, "FRAMEWORK__AUTH_THROTTLED", said, seconds=self.throttled_for)
        given = (body.get("grant_type"), body.get("client_id"), body.get("client_secret"))
        if given != ("client_credentials", KEY, SECRET):
            raise unknown_client()
        token = f"eyJ.{secrets.token_hex(8)}.sig"
        self.ends[token] = time.monotonic() + LIFE_S
        return as_json({"token_type": "Bearer", "expires_in": LIFE_S, "access_token": token})

    def _let_in(self, given: str) -> None:
        token = given.removeprefix("Bearer").strip()
        if not token:
            raise denied('Missing token in "Authorization" header')
        if token.count(".") != 2:
            raise denied("The JWT string must have two dots")
        if self.ends.get(token, 0.0) <= time.monotonic():
            raise denied("Access token could not be verified")

    def _need(self, *rights: str) -> None:
        lacking = [] if self.rights is None else sorted(set(rights) - self.rights)
        if lacking:
            raise lacks(*lacking)

    # ---- rows ----------------------------------------------------------------------------------------------------

    def _search(self, entity: str, criteria: dict[str, Any]) -> Answer:
        if entity not in self.shop.tables:
            raise Refuse(404, "FRAMEWORK__DEFINITION_NOT_FOUND", f'Definition for entity "{entity}" does not exist.')
        self._need(*(f"{one}:read" for one in search.asked_entities(entity, criteria)))
        return as_json(search.answer(self.shop.tables, entity, criteria, self.shop.runtime))

    def _sync(self, operations: list[dict[str, Any]]) -> Answer:
        for one in operations:
            if not one.get("payload"):
                raise Refuse(400, "FRAMEWORK__INVALID_SYNC_OPERATION", 'Missing "payload"|"criteria" argument.')
            right = "delete" if one["action"] == "delete" else "update"
            self._need(f"{one['entity']}:{right}")
        return as_json(writes.sync(self.shop, operations))


def _table(entity: str) -> str:
    return entity.replace("-", "_")
