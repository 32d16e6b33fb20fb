"""Who is let into the double: OAuth 1.0a over http, Basic once the call counts as https, checked as WooCommerce does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from urllib.parse import parse_qsl, quote, urlsplit

from tests.connectors.servers import Call

NOT_SEEN = ("woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
BAD_SECRET = ("woocommerce_rest_authentication_error", "Consumer secret is invalid.")
BAD_KEY = ("woocommerce_rest_authentication_error", "Consumer key is invalid.")
BAD_SIGNATURE = ("woocommerce_rest_authentication_error", "Invalid signature - provided signature does not match.")
OLD = ("woocommerce_rest_authentication_error", "Invalid timestamp.")
REPLAYED = ("woocommerce_rest_authentication_error", "Invalid nonce - nonce has already been used.")
READ_ONLY = ("woocommerce_rest_authentication_error", "The API key provided does not have write permissions.")

WINDOW_S = 15 * 60
Refusal = tuple[str, str]


class Keys:
    """The store's API keys. `is_ssl` and `drops_header` are what the server before WordPress makes of a call."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.read_only: set[str] = set()
        self.is_ssl = False
        self.drops_header = False
        self._nonces: set[str] = set()

    def refusal(self, call: Call, home: str) -> Refusal | None:
        """None for a call that may come in."""
        key, refusal = self._basic(call) if self.is_ssl else ("", None)
        if refusal is None and not key:
            key, refusal = self._oauth(call, home)
        if refusal is not None:
            return refusal
        return READ_ONLY if key in self.read_only and call.method != "GET" else None

    def _basic(self, call: Call) -> tuple[str, Refusal | None]:
        given = "" if self.drops_header else call.headers.get("authorization", "")
        key, _, secret = base64.b64decode(given.removeprefix("Basic ")).decode().partition(":")
        if key not in self.secrets:
            return "", None
        return (key, None) if self.secrets[key] == secret else ("", BAD_SECRET)

    def _oauth(self, call: Call, home: str) -> tuple[str, Refusal | None]:
        query = dict(parse_qsl(urlsplit(call.path).query, keep_blank_values=True))
        key = query.get("oauth_consumer_key", "")
        if not key:
            return "", NOT_SEEN
        if key not in self.secrets:
            return "", BAD_KEY
        scheme = "https" if self.is_ssl else "http"
        url = f"{scheme}://{urlsplit(home).netloc}{urlsplit(call.path).path}"
        if not hmac.compare_digest(_signature(call.method, url, query, self.secrets[key]), query["oauth_signature"]):
            return "", BAD_SIGNATURE
        if abs(int(query["oauth_timestamp"]) - time.time()) > WINDOW_S:
            return "", OLD
        if query["oauth_nonce"] in self._nonces:
            return "", REPLAYED
        self._nonces.add(query["oauth_nonce"])
        return key, None


def _signature(method: str, url: str, query: dict[str, str], secret: str) -> str:
    pairs = sorted((quote(n, safe="~"), quote(v, safe="~")) for n, v in query.items() if n != "oauth_signature")
    joined = quote("&".join(f"{name}={value}" for name, value in pairs), safe="~")
    text = f"{method}&{quote(url, safe='~')}&{joined}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha256).digest()).decode()
