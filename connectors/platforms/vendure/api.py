"""Vendure's calls: a key or a session, uploads, refusals in Vendure's own words, lists page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from connectors.answers import Answers
from connectors.contract import Picture
from connectors.errors import AuthFailed, BadReply, ConnectorError, NotFound, Refused, Temporary
from connectors.graphql import GraphQL
from connectors.http import Auth, Http
from connectors.platforms.vendure.documents import LOGIN
from connectors.reply import Reply
from connectors.web_address import host_of

#: things a call; servers allow 1,000 unless told otherwise (adminListQueryLimit in default-config.ts)
PAGE_SIZE = 50
UPLOAD_TIMEOUT_S = 120.0
# extensions.code of errors (recorded: FORBIDDEN; core/src/common/error/errors.ts).
RIGHTS_TO = {"createAssets": "create assets", "updateProductVariants": "update products"}
NO_ENTRY = {"FORBIDDEN", "UNAUTHORIZED", "CHANNEL_NOT_FOUND"}

read = Answers("Vendure")


def endpoint(settings: Mapping[str, str]) -> str:
    """The Admin API's whole address; its last part, `admin-api`, can be set by the server (apiOptions.adminApiPath)."""
    url = settings.get("url", "").strip().rstrip("/").removesuffix("/dashboard").removesuffix("/admin")
    url = url if "://" in url else f"https://{url}"
    return url if urlsplit(url).path else f"{url}/admin-api"


def auth(settings: Mapping[str, str], session: str = "") -> Auth:
    """The API key, or a session's token; and the channel, if there are several."""
    key, channel = settings.get("api_key", "").strip(), settings.get("channel", "").strip()
    headers = {"vendure-api-key": key} if key else {}
    headers |= {"Authorization": f"Bearer {session}"} if session else {}
    headers |= {"vendure-token": channel} if channel else {}
    return lambda method, url, query: (headers, query)


class VendureApi(GraphQL):
    """Documents in, their data out. Without an API key it logs in first, once a connection."""

    def __init__(self, http: Http, settings: Mapping[str, str]) -> None:
        super().__init__(http, endpoint(settings).rpartition("/")[2], told=_told)
        self._settings = settings
        self._is_in = bool(settings.get("api_key", "").strip())

    def ask(self, document: str, *, repeatable: bool = True, timeout: float | None = None, **variables: Any) -> Any:
        self._enter()
        return super().ask(document, repeatable=repeatable, timeout=timeout, **variables)

    def write(self, field: str, document: str, **variables: Any) -> Any:
        """What a mutation's one field gives; never sent twice by itself."""
        return _part(self.ask(document, repeatable=False, **variables), field)

    def upload(self, document: str, picture: Picture, *, timeout: float | None = None, **variables: Any) -> Any:
        self._enter()
        return super().upload(document, picture, timeout=timeout or UPLOAD_TIMEOUT_S, **variables)

    def pages(
        self, document: str, field: str, *, cursor: str | None = None, **options: Any
    ) -> Iterator[tuple[list[Any], str | None]]:
        """Each page's entries and the cursor of the next one."""

        def ask(skip: int) -> tuple[list[Any], int]:
            asked = {**options, "skip": skip, "take": PAGE_SIZE, "sort": {"id": "ASC"}}
            found = _part(self.ask(document, options=asked), field)
            return read.entries(found, "items", field), read.total(found, "totalItems")

        return read.by_offset(ask, cursor)

    def _enter(self) -> None:
        if self._is_in:
            return
        names = {name: self._settings.get(name, "").strip() for name in ("username", "password")}
        if not all(names.values()):
            raise AuthFailed("Enter an API key, or a user name and a password.")
        body = {"query": LOGIN, "variables": names}
        reply = self.http.post(self.path, json=body, ok=self.ok, check=self._check)
        answer = _part(reply.json()["data"], "login")
        if answer.get("errorCode"):
            raise AuthFailed(f"{host_of(reply.url)} says: {answer.get('message')}")
        token = reply.headers.get("vendure-auth-token")
        if not token:
            raise AuthFailed(
                f"{host_of(reply.url)} gives sessions to browsers only (authOptions.tokenMethod lacks “bearer”)."
            )
        self.http.auth, self._is_in = auth(self._settings, token), True


def created(data: Mapping[str, Any]) -> str:
    """The id of the asset that was made. Raises `Refused` in Vendure's words."""
    found = data.get("createAssets")
    first = found[0] if isinstance(found, list) and found and isinstance(found[0], Mapping) else {}
    if first.get("errorCode"):
        raise Refused(f"Vendure says: {first.get('message')}")
    if not first.get("id"):
        raise BadReply("Vendure's answer does not show the new photo (createAssets).")
    return str(first["id"])


def _part(data: Mapping[str, Any], name: str) -> Any:
    found = data.get(name)
    if not isinstance(found, (Mapping, list)):
        raise BadReply(f"Vendure's answer lacks {name}.")
    return found


def _told(reply: Reply, errors: list[Mapping[str, Any]]) -> ConnectorError | None:
    """Errors of a whole call come with status 200 and a code (recorded)."""
    extensions = [error.get("extensions") for error in errors]
    codes = {str(one.get("code")) for one in extensions if isinstance(one, Mapping)}
    host, said = host_of(reply.url), "; ".join(str(error.get("message")) for error in errors)[:500]
    refused = (str(path[0]) for error in errors if (path := error.get("path")))
    lacking = [RIGHTS_TO[field] for field in refused if field in RIGHTS_TO]
    if "FORBIDDEN" in codes and lacking:
        return AuthFailed(f"The key's role lacks the right to {' and to '.join(lacking)}.")
    if codes & NO_ENTRY:
        return AuthFailed(f"{host} does not allow this with the given key: {said}")
    if "ENTITY_NOT_FOUND" in codes:
        return NotFound(f"{host} says: {said}")
    if "INTERNAL_SERVER_ERROR" in codes:
        return Temporary(f"{host} has a problem of its own: {said}")
    return None
