"""One account's connection to Pixelz: what every call of the client shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self, TypeVar

from connectors.http import Http
from pixelzhub.pixelz.credentials import Credentials
from pixelzhub.pixelz.errors import PixelzError, checked
from pixelzhub.pixelz.reading import Raw
from pixelzhub.pixelz.wires import WIRES, Wire, WireName

Record = TypeVar("Record")
ErrorOf = Callable[[str, str], PixelzError]
"""(code, message) -> the error that they stand for."""

PRODUCTION_URL = "https://api.pixelz.com/REST.svc/"
# "We require header Content-Type: application/json; charset=UTF-8" (Developer API, Request Header)
HEADERS = {"Content-Type": "application/json; charset=UTF-8"}
MAX_ANSWER = 4 * 1024 * 1024
MAX_PAGES = 10_000


class Connection:
    """Use as a context manager."""

    def __init__(
        self,
        credentials: Credentials,
        *,
        url: str = PRODUCTION_URL,
        wire: WireName = "json",
        allowed_private: Iterable[str] = (),
        timeout: float = 30.0,
    ) -> None:
        self._credentials = credentials
        self._wire = WIRES[wire]
        # The document gives both addresses as "the base URL"; either may be passed.
        base = url.rstrip("/").removesuffix("/JSON")
        self._http = Http(base, headers=HEADERS, allowed_private=allowed_private, timeout=timeout, max_bytes=MAX_ANSWER)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._http.close()

    def _get(self, path: str, asked: Mapping[str, Any] | None = None, *, error: ErrorOf = PixelzError) -> Raw:
        reply = self._http.get(
            self._wire.prefix + path,
            params=self._credentials.contact() | _said(asked or {}),
            headers={"Accept": self._wire.accept},
        )
        return self._checked(self._wire.read(reply), error=error)

    def _pages(
        self, path: str, asked: Mapping[str, Any], size: int, read: Callable[[Raw], list[Record]]
    ) -> Iterator[Record]:
        """Every record of a list. A service that gives the same page again has no more of them."""
        before: list[Record] | None = None
        for page in range(1, MAX_PAGES + 1):
            found = read(self._get(path, {**asked, "page": page}))
            if found == before:
                return
            yield from found
            if len(found) < size:
                return
            before = found

    def _write(
        self,
        method: str,
        path: str,
        payload: Mapping[str, Any],
        *,
        error: ErrorOf = PixelzError,
        wire: Wire | None = None,
    ) -> Raw:
        return self._checked(self._send(method, path, payload, wire=wire), error=error)

    def _send(
        self,
        method: str,
        path: str,
        payload: Mapping[str, Any],
        *,
        wire: Wire | None = None,
        who: Mapping[str, str] | None = None,
    ) -> Any:
        wire = wire or self._wire
        reply = self._http.request(
            method,
            wire.prefix + path,
            json={**(who or self._credentials.contact()), **_said(payload)},
            headers={"Accept": wire.accept},
            repeatable=False,
        )
        return wire.read(reply)

    def _checked(self, answer: Any, *, error: ErrorOf = PixelzError) -> Raw:
        return checked(answer, error=error, hide=self._credentials.hidden_in)


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not said: no parameter that is empty is sent. Zero is said (imageStatus 0: deleted)."""
    return {name: value for name, value in values.items() if value not in (None, "", [], ())}
