"""A Pixee PIM as a real HTTP server: three parts with an envelope each, and pages that move when products are saved."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.connectors.pixee.shop import Product, PushConnector, Shop, connector_json, product_json, stamp
from tests.connectors.servers import Answer, Call, Server

MOST_A_PAGE = 500
NOT_FOUND = {"detail": "Not Found"}


class FakePixee:
    """Use as a context manager."""

    def __init__(self) -> None:
        self._server = Server(self._answer)
        self.host, self.key = self._server.host, "pm_live_good1234"
        self.shop = Shop()
        self.scopes = ["ext:products:read", "windev:read"]
        #: whether a key may touch connectors at all
        self.settings_allowed = True
        #: the connectors' part as it was before 6.19: keys as bearers, and no slash at the end of its list
        self.bearers = False
        self.slash = True
        #: whether the list is called `data`, as on the oldest pages
        self.oldest_list = False

    def __enter__(self) -> FakePixee:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def _answer(self, call: Call) -> Answer:
        parts = urlsplit(call.path)
        query = dict(parse_qsl(parts.query))
        match parts.path.split("/")[1:]:
            case ["api", "v1", "ext", *rest]:
                return self._ext(call, [unquote(one) for one in rest], query)
            case ["api", "v1", "windev", "categories"]:
                return self._windev(call)
            case ["api", "v1", "connectors", *rest]:
                return self._connectors(call, [unquote(one) for one in rest], query)
        return _json(NOT_FOUND, 404)

    # ---- /ext ----------------------------------------------------------------------------------------------------

    def _ext(self, call: Call, path: list[str], query: dict[str, str]) -> Answer:
        if call.headers.get("x-api-key") != self.key:
            return _ext_error(401, f"Clé API invalide : {call.headers.get('x-api-key')}.")
        if "ext:products:read" not in self.scopes:
            return _ext_error(403, "Permission insuffisante.")
        match path:
            case ["status"]:
                data = {"status": "ok", "api_key_name": "Hub", "api_key_scopes": self.scopes}
                return _ext(data, 1, 1, 1)
            case ["products"]:
                since = query.get("updated_since")
                found = [one for one in self.shop.listed() if since is None or one.updated > _moment(since)]
                code = query.get("supplier_code")
                return _page([one for one in found if code is None or one.supplier == code], query, usual=50)
            case ["products", "delta"]:
                if "since" not in query:
                    return _json({"detail": [{"loc": ["query", "since"], "msg": "Field required"}]}, 422)
                since = query["since"]
                return _page([one for one in self.shop.listed() if one.updated >= _moment(since)], query, usual=100)
            case ["products", ean]:
                product = self.shop.by_ean(ean)
                if product is None:
                    return _ext_error(404, f"Produit avec EAN '{ean}' introuvable.")
                return _ext(product_json(product), 1, 1, 1)
        return _json(NOT_FOUND, 404)

    # ---- /windev -------------------------------------------------------------------------------------------------

    def _windev(self, call: Call) -> Answer:
        if call.headers.get("x-api-key") != self.key:
            return _windev_error(401, "Clé API invalide ou expirée")
        if "windev:read" not in self.scopes:
            return _windev_error(403, "Scope insuffisant")
        data = self.shop.categories
        return _json({"success": True, "code": 200, "message": "OK", "data": data, "count": len(data), "pages": 1})

    # ---- /connectors ---------------------------------------------------------------------------------------------

    def _connectors(self, call: Call, path: list[str], query: dict[str, str]) -> Answer:
        if path == ([] if self.slash else [""]):
            return _json(NOT_FOUND, 404)
        bearer = call.headers.get("authorization") == f"Bearer {self.key}"
        if not (bearer if self.bearers else call.headers.get("x-api-key") == self.key and not bearer):
            return _error(401, "AUTHENTICATION_REQUIRED", "Authentification requise")
        if not self.settings_allowed:
            return _error(403, "PERMISSION_DENIED", "Permission MANAGE_SETTINGS requise")
        if path in ([], [""]):
            return self._list(query)
        connector = self.shop.connectors.get(path[0])
        if connector is None:
            return _error(404, "NOT_FOUND", "Connecteur introuvable")
        if path[1:] == ["sync"] and call.method == "POST":
            return _synced(connector, json.loads(call.body))
        return _json(connector_json(connector, alone=True))

    def _list(self, query: dict[str, str]) -> Answer:
        rows = [connector_json(one, alone=False) for one in self.shop.connectors.values()]
        if self.oldest_list:
            return _json({"data": rows})
        page, size = int(query.get("page", 1)), min(int(query.get("per_page", 20)), 100)
        last = max(1, -(-len(rows) // size))
        meta = {"total": len(rows), "page": page, "per_page": size, "total_pages": last, "has_next": page < last}
        return _json({"items": rows[(page - 1) * size : page * size], "meta": meta})


def _synced(connector: PushConnector, body: dict[str, Any]) -> Answer:
    """Without EANs the whole catalogue would be synced."""
    connector.asked.append(body["eans"])
    connector.pending += len(body["eans"])
    return _json({"sync_id": str(uuid.uuid4()), "status": "queued", "products_queued": len(body["eans"])})


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _page(found: Sequence[Product], query: dict[str, str], *, usual: int) -> Answer:
    page, size = int(query.get("page", 1)), int(query.get("page_size", usual))
    if size > MOST_A_PAGE:
        return _json({"detail": [{"loc": ["query", "page_size"], "msg": "less than or equal to 500"}]}, 422)
    rows = [product_json(one) for one in found[(page - 1) * size : page * size]]
    return _ext(rows, len(found), page, size)


def _ext(data: Any, total: int, page: int, size: int) -> Answer:
    meta = {"total": total, "page": page, "page_size": size, "updated_at": stamp(datetime.now(UTC))}
    return _json({"success": True, "data": data, "meta": meta, "errors": []})


def _ext_error(status: int, says: str) -> Answer:
    meta = {"total": 0, "page": 1, "page_size": 0, "updated_at": stamp(datetime.now(UTC))}
    return _json({"success": False, "data": None, "meta": meta, "errors": [says]}, status)


def _windev_error(status: int, says: str) -> Answer:
    return _json({"success": False, "code": status, "message": says, "data": None, "count": 0}, status)


def _error(status: int, code: str, says: str) -> Answer:
    return _json({"error": {"code": status, "error_code": code, "type": "http_error", "message": says}}, status)


def _json(document: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json"})
