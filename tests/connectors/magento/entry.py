"""Who is let into the double: a Bearer where that is allowed, or a call signed with all four secrets."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from tests.connectors.servers import Call

WINDOW_S = 600
ALL = frozenset({"Magento_Catalog::products", "Magento_Catalog::categories", "Magento_Backend::store"})


@dataclass
class Integration:
    """The four secrets, what they allow, and the shop's setting for tokens that come alone."""

    consumer_key: str = "ck_good"
    consumer_secret: str = "cs_good"
    token: str = "tk_good"
    token_secret: str = "ts_good"
    bearer_allowed: bool = False
    rights: frozenset[str] = ALL
    nonces: set[str] = field(default_factory=set)

    def refusal(self, call: Call, home: str, right: str) -> dict[str, Any] | None:
        """Magento's answer to a call that may not come in; None for one that may."""
        given = call.headers.get("authorization", "")
        if given.startswith("OAuth "):
            if said := self._bad_signature(call, home, given):
                return {"message": said}
        elif not self.bearer_allowed or given != f"Bearer {self.token}":
            return _not_authorised(right)
        return None if right in self.rights else _not_authorised(right)

    def _bad_signature(self, call: Call, home: str, given: str) -> str:
        sent = {name: unquote(value) for name, value in re.findall(r'(oauth_\w+)="([^"]*)"', given)}
        if sent["oauth_consumer_key"] != self.consumer_key:
            return "A consumer having the specified key does not exist"
        if abs(int(sent["oauth_timestamp"]) - time.time()) > WINDOW_S or sent["oauth_nonce"] in self.nonces:
            return "The nonce is already being used by the consumer with ID %1."
        self.nonces.add(sent["oauth_nonce"])
        parts = urlsplit(call.path)
        signature = sent.pop("oauth_signature")
        values = dict(parse_qsl(parts.query, keep_blank_values=True)) | sent
        pairs = "&".join(sorted(f"{quote(n, safe='~')}={quote(v, safe='~')}" for n, v in values.items()))
        url = f"{urlsplit(home).scheme}://{urlsplit(home).netloc}{parts.path}"
        text = f"{call.method}&{quote(url, safe='~')}&{quote(pairs, safe='~')}"
        key = f"{self.consumer_secret}&{self.token_secret}".encode()
        ours = base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()
        good = hmac.compare_digest(ours, signature) and sent["oauth_token"] == self.token
        return "" if good else "The signature is invalid. Verify and try again."


def _not_authorised(right: str) -> dict[str, Any]:
    return {"message": "The consumer isn't authorized to access %resources.", "parameters": {"resources": right}}
