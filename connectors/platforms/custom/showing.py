"""A request as the merchant may see it: method, whole address, headers and body, without a secret."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from connectors.http import Auth
from connectors.platforms.custom.masking import MASK, masked
from connectors.platforms.custom.sending import Prepared

# Their whole value is a secret, however it was made; what is before a blank is the scheme.
SECRET_HEADERS = {"authorization", "cookie", "proxy-authorization"}


@dataclass(frozen=True, slots=True)
class Shown:
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


def shown(call: Prepared, auth: Auth | None, secrets: Sequence[str]) -> Shown:
    """The call as it will be sent, with the credentials that `auth` adds masked."""
    added, query = auth(call.method, call.url, dict(call.params)) if auth else ({}, dict(call.params))
    url = masked(f"{call.url}?{urlencode(query)}" if query else call.url, secrets)
    headers = {name: _header(name, value, secrets) for name, value in {**call.headers, **added}.items()}
    if call.json is not None:
        headers.setdefault("Content-Type", "application/json")
    return Shown(call.method, url, headers, masked(_body(call), secrets))


def _header(name: str, value: str, secrets: Sequence[str]) -> str:
    if name.lower() in SECRET_HEADERS:
        scheme, blank, _ = value.partition(" ")
        return f"{masked(scheme, secrets)} {MASK}" if blank else MASK
    return masked(value, secrets)


def _body(call: Prepared) -> str:
    if call.json is not None:
        return json.dumps(call.json, indent=2, ensure_ascii=False)
    if call.data is not None:
        return call.data.decode("utf-8", "replace")
    return "\n".join(f"{name}: {_part(part)}" for name, part in (call.files or {}).items())


def _part(part: tuple[Any, ...]) -> str:
    filename, data = part[0], part[1]
    return f"(file {filename}, {len(data):,} bytes)" if filename else data.decode()
