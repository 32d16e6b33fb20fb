"""The one door to the network: caps on time and bytes, no private addresses, errors of our own, secrets left out."""

from __future__ import annotations

import ipaddress
import logging
import random
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx

from connectors.errors import (
    BadAddress,
    BadReply,
    ConnectorError,
    RateLimited,
    Temporary,
    TooLarge,
)
from connectors.reply import Reply, error_for
from connectors.web_address import checked_url, host_of, parted, redirected, without_query

USER_AGENT = "PixelzHub/0.1"
TIMEOUT_S = 30.0
MAX_BYTES = 50 * 1024 * 1024
MAX_TRIES = 4
MAX_WAIT_S = 20.0
MAX_REDIRECTS = 3
# A timeout counts from byte to byte; this ends an answer that drips.
MAX_ANSWER_S = 300.0
# NAT64 (RFC 6052) and 6to4 (RFC 3056) carry an IPv4 address inside.
TUNNELS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))

# httpx logs whole addresses at INFO, httpcore whole headers (Location) at DEBUG: some platforms want keys in the query.
# A filter, unlike a level, is not undone when the logging of the process is configured.
CHATTY = ("httpx", *(f"httpcore.{name}" for name in ("connection", "http11", "http2", "proxy", "socks")))


def _is_grave(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


for _name in CHATTY:
    logging.getLogger(_name).addFilter(_is_grave)

Auth = Callable[[str, str, dict[str, str]], tuple[dict[str, str], dict[str, str]]]
"""(method, url, query) -> (headers, query) with the credentials in whichever of the two the platform wants."""


class _GuardedBackend(httpcore.SyncBackend):
    """Connects only to public addresses, and to the very address that was checked: a name cannot change in between."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__()
        self.allowed = allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        address = public_address(host, port, self.allowed)
        return super().connect_tcp(address, port, timeout, local_address, socket_options)


def public_address(host: str, port: int, allowed: frozenset[str]) -> str:
    """Where a name leads to, if that is on the open internet or `allowed` as “host:port”. Raises `BadAddress`, `Temporary`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if getattr(error, "errno", None) == socket.EAI_AGAIN:
            raise Temporary(f"The address of {host} could not be looked up.") from error
        raise BadAddress(f"There is no server called {host}.") from error
    for entry in found:
        address = str(entry[4][0])
        if f"{host}:{port}" in allowed or _is_public(address):
            return address
    raise BadAddress(f"{host} is a private address, which the hub does not connect to.")


def _is_public(address: str) -> bool:
    """An address of the open internet; those of a tunnel can hold a private one."""
    found = ipaddress.ip_address(address)
    return found.is_global and not found.is_multicast and not any(found in tunnel for tunnel in TUNNELS)


@cache
def _tls() -> ssl.SSLContext:
    """One for the process: reading all certificates again for each of many short visits costs more than the visit."""
    return ssl.create_default_context()


class _GuardedTransport(httpx.HTTPTransport):
    """httpx's transport over a connection pool with the guarded backend (httpx 0.28 has no argument for it)."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(verify=_tls())
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(),
            max_connections=20,
            max_keepalive_connections=10,
            network_backend=_GuardedBackend(allowed),
        )


class Http:
    """A client for one base address. Use as a context manager, or call `close`."""

    def __init__(
        self,
        base_url: str = "",
        *,
        auth: Auth | None = None,
        headers: Mapping[str, str] | None = None,
        allowed_private: Iterable[str] = (),
        timeout: float = TIMEOUT_S,
        max_bytes: int = MAX_BYTES,
        tries: int = MAX_TRIES,
    ) -> None:
        self.base_url = base_url if not base_url or base_url.endswith("/") else base_url + "/"
        self.auth = auth
        self.max_bytes = max_bytes
        self.tries = tries
        self._client = httpx.Client(
            transport=_GuardedTransport(frozenset(allowed_private)),
            headers={"User-Agent": USER_AGENT, **(headers or {})},
            timeout=httpx.Timeout(timeout, connect=min(timeout, 10.0)),
            trust_env=False,
        )

    def __enter__(self) -> Http:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def get(self, path: str, *, params: Mapping[str, Any] | None = None, **options: Any) -> Reply:
        return self.request("GET", path, params=params, **options)

    def post(self, path: str, **options: Any) -> Reply:
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> Reply:
        return self.request("PUT", path, **options)

    def delete(self, path: str, **options: Any) -> Reply:
        return self.request("DELETE", path, **options)

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        data: bytes | None = None,
        files: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
        signed: bool = True,
        timeout: float | None = None,
        ok: Iterable[int] = (),
        check: Callable[[Reply], None] | None = None,
    ) -> Reply:
        """One call, tried again while that is safe: reads by default, writes only if `repeatable`.

        `check` raises for an answer that is an error in disguise, as GraphQL's throttling in a 200; a temporary one is
        tried again like any other.
        `timeout` (seconds) is for a call that takes longer than the client's usual time. Statuses 2xx and those in
        `ok` are answers; everything else is raised as one of `connectors.errors`.
        """
        tries = self.tries if (repeatable if repeatable is not None else method in {"GET", "HEAD"}) else 1
        for attempt in range(1, tries + 1):
            try:
                reply = self._send(method, path, params, json, data, files, headers, signed, timeout)
                self._raise_for(reply, tuple(ok))
                if check:
                    check(reply)
                return reply
            except Temporary as error:
                wait = _wait_before(attempt, error)
                if attempt == tries or wait > MAX_WAIT_S:
                    raise
                time.sleep(wait)
        raise AssertionError("unreachable")

    def _send(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None,
        json: Any,
        data: bytes | None,
        files: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
        signed: bool,
        timeout: float | None,
    ) -> Reply:
        patience = {} if timeout is None else {"timeout": httpx.Timeout(timeout, connect=min(timeout, 10.0))}
        url = checked_url(urljoin(self.base_url, path.lstrip("/") if self.base_url else path))
        host = host_of(url)
        for _ in range(MAX_REDIRECTS + 1):
            query = {key: str(value) for key, value in (params or {}).items() if value is not None}
            # Headers may hold a key: wherever else a redirect leads to gets none of them.
            extra = dict(headers or {}) if host_of(url) == host else {}
            if signed and self.auth and self._is_home(url):
                url, query = parted(url, query)
                credentials, query = self.auth(method, url, query)
                extra |= credentials
            reply = self._exchange(
                method, url, params=query or None, json=json, content=data, files=files, headers=extra, **patience
            )
            if reply.status not in {301, 302, 307, 308} or method not in {"GET", "HEAD"}:
                return reply
            url, params = redirected(url, reply.headers.get("location", "")), None
        raise BadReply(f"{host_of(url)} sends the hub round in circles ({MAX_REDIRECTS} redirects).")

    def _is_home(self, url: str) -> bool:
        """Only the base address gets the credentials, and never over http what was meant for https."""
        same = host_of(url) == host_of(self.base_url)
        return same and (url.startswith("https:") or not self.base_url.startswith("https:"))

    def _exchange(self, method: str, url: str, **options: Any) -> Reply:
        # httpx's own errors know the whole address with its query. Raised outside of `except`, ours do not carry them.
        try:
            with self._client.stream(method, url, **options) as response:
                content = self._read_capped(response, url)
                return Reply(response.status_code, response.headers, content, without_query(url))
        except httpx.TimeoutException:
            problem: ConnectorError = Temporary(f"{host_of(url)} did not answer in time.")
        except httpx.InvalidURL:
            problem = BadAddress(f"“{without_query(url)[:200]}” is not a web address.")
        except httpx.HTTPError as error:
            problem = Temporary(f"{host_of(url)} could not be reached ({type(error).__name__}).")
        raise problem

    def _read_capped(self, response: httpx.Response, url: str) -> bytes:
        announced = int(response.headers.get("content-length") or 0)
        if announced > self.max_bytes:
            raise TooLarge(_too_large(url, announced, self.max_bytes))
        chunks, size, until = [], 0, time.monotonic() + MAX_ANSWER_S
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > self.max_bytes:
                raise TooLarge(_too_large(url, size, self.max_bytes))
            if time.monotonic() > until:
                raise Temporary(f"{host_of(url)} did not finish its answer within {MAX_ANSWER_S:.0f} s.")
            chunks.append(chunk)
        return b"".join(chunks)

    def _raise_for(self, reply: Reply, ok: tuple[int, ...]) -> None:
        if 200 <= reply.status < 300 or reply.status in ok:
            return
        raise error_for(reply)


def _wait_before(attempt: int, error: Temporary) -> float:
    """Seconds: what the other side asks for, else exponential with full jitter."""
    if isinstance(error, RateLimited) and error.retry_after is not None:
        return error.retry_after
    return random.uniform(0, min(MAX_WAIT_S, 0.5 * 2**attempt))  # noqa: S311 - jitter, not a secret


def _too_large(url: str, size: int, limit: int) -> str:
    return f"The file at {host_of(url)} has {size / 1e6:,.1f} MB; the hub takes up to {limit / 1e6:,.1f} MB."
