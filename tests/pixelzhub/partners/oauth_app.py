"""An app as the tests have it: it sends people to the consent page, swaps codes, and calls."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from pixelzhub.accounts.models import Merchant
from pixelzhub.accounts.oauth import create_app

BACK = "https://erp.example.com/back"
READ, WRITE = "ext:products:read", "ext:products:write"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


class OAuthApp:
    """An app of the merchant with these scopes at most."""

    def __init__(
        self,
        merchant: Merchant,
        *,
        scopes: Iterable[str] = (READ, WRITE),
        addresses: Iterable[str] = (BACK,),
        confidential: bool = True,
    ) -> None:
        made = create_app(
            merchant=merchant, name="Ledger", scopes=scopes, addresses=addresses, confidential=confidential
        )
        self.row, self.secret = made
        self.client = Client()

    def asks(self, **more: str | None) -> dict[str, str]:
        """The query with which a person comes to the consent page."""
        query = {
            "response_type": "code", "client_id": self.row.client_id, "redirect_uri": BACK, "scope": READ,
            "state": "s1", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
        } | more  # fmt: skip
        return {name: value for name, value in query.items() if value is not None}

    def code(self, person: Client, *, allow: bool = True, **more: str | None) -> dict[str, str]:
        """What the app is told once the person has answered on the page."""
        page = person.get("/oauth/authorize/", self.asks(**more))
        assert page.status_code == 200, page.content
        answer = person.post("/oauth/authorize/", hidden_in(page) | ({"allow": "yes"} if allow else {}))
        assert answer.status_code == 302, answer.content
        return query_of(answer["Location"])

    def token(self, **fields: str) -> Any:
        """The answer of the token endpoint; the app shows its secret, if it has one."""
        who = {"client_id": self.row.client_id} | ({"client_secret": self.secret} if self.secret else {})
        return self.client.post("/oauth/token/", who | fields)

    def swap(self, code: str, **fields: str) -> Any:
        """The answer for a code."""
        given = {"code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
        return self.token(grant_type="authorization_code", **(given | fields))

    def granted(self, person: Client, **more: str | None) -> dict[str, Any]:
        """The whole dance: what the app holds at its end."""
        answer = self.swap(self.code(person, **more)["code"])
        assert answer.status_code == 200, answer.content
        return answer.json()


def hidden_in(page: Any) -> dict[str, str]:
    """The hidden fields of the page's form, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', page.content.decode())
    return {name: unescape(value) for name, value in found}


def query_of(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def call(access_token: str, method: str = "GET", path: str = "/ext/products", **headers: str) -> Any:
    """The answer of the partner API to this token."""
    headers = {"Authorization": f"Bearer {access_token}"} | headers
    return Client().generic(method, f"/api/v1{path}", "{}", content_type="application/json", headers=headers)
