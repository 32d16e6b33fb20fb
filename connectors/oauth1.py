"""Signs calls by OAuth 1.0a with HMAC-SHA256 (RFC 5849), with a token or without one."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote


def parameters(
    method: str,
    url: str,
    query: Mapping[str, str],
    *,
    key: str,
    secret: str,
    token: str = "",
    token_secret: str = "",
    nonce: str,
    timestamp: int,
) -> dict[str, str]:
    """The oauth_… parameters of one call, with the signature over them, the address and its query.

    `url` is without a query; `timestamp` is in seconds since 1970. An empty token is left out, but its empty secret
    still is a part of the key (section 3.4.2).
    """
    sent = {
        "oauth_consumer_key": key,
        "oauth_nonce": nonce,
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": str(timestamp),
        "oauth_version": "1.0",
    }
    if token:
        sent["oauth_token"] = token
    text = "&".join(escaped(part) for part in (method.upper(), url, _normalised({**query, **sent})))
    digest = hmac.new(f"{escaped(secret)}&{escaped(token_secret)}".encode(), text.encode(), hashlib.sha256).digest()
    return {**sent, "oauth_signature": base64.b64encode(digest).decode()}


def escaped(text: str) -> str:
    """Percent-encoded as section 3.6 wants it."""
    return quote(text, safe="-._~")


def _normalised(values: Mapping[str, str]) -> str:
    """Sorted after they were encoded (section 3.4.1.3.2)."""
    return "&".join(f"{name}={value}" for name, value in sorted((escaped(n), escaped(v)) for n, v in values.items()))
