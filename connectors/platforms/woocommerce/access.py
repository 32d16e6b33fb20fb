"""How WooCommerce is entered: Basic over https, OAuth 1.0a without a token over http, and the hand-over of a key."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from connectors import oauth1
from connectors.errors import BadReply
from connectors.http import Auth

APP_NAME = "Pixelz Hub"


def shop_url(settings: Mapping[str, str]) -> str:
    """The shop's address as it was entered, with a scheme and without a slash at its end."""
    url = settings.get("url", "").strip().rstrip("/")
    return url if "://" in url or not url else f"https://{url}"


def ways_in(settings: Mapping[str, str]) -> tuple[Auth, ...]:
    """How to sign calls, the usual way first.

    Over http a store listens to OAuth only (class-wc-rest-authentication.php; observed: Basic gets the same 401 as no
    key at all). Over https some servers drop the Authorization header, and behind some proxies WordPress takes the
    call for http: OAuth in the query then still works, in the second case signed for the http address.
    """
    key, secret = settings.get("key", ""), settings.get("secret", "")
    if shop_url(settings).startswith("https://"):
        return basic(key, secret), oauth(key, secret), oauth(key, secret, scheme="http")
    return (oauth(key, secret),)


def basic(key: str, secret: str) -> Auth:
    """The key as a user name, the secret as its password."""
    credentials = base64.b64encode(f"{key}:{secret}".encode()).decode()
    return lambda method, url, query: ({"Authorization": f"Basic {credentials}"}, query)


def oauth(key: str, secret: str, *, scheme: str = "") -> Auth:
    """A fresh one-legged signature in the query of each call, made for `scheme` or else for the one that is called."""

    def sign(method: str, url: str, query: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        address = urlsplit(url)._replace(query="", fragment="")
        target = address._replace(scheme=scheme or address.scheme).geturl()
        moment, nonce = int(time.time()), secrets.token_hex(16)
        return {}, signed_query(method, target, query, key=key, secret=secret, nonce=nonce, timestamp=moment)

    return sign


def signed_query(
    method: str, url: str, query: Mapping[str, str], *, key: str, secret: str, nonce: str, timestamp: int
) -> dict[str, str]:
    """The query with its OAuth 1.0a parameters and HMAC-SHA256 signature, without a token."""
    kept = {name: value for name, value in query.items() if not name.startswith("oauth_")}
    return {
        **kept,
        **oauth1.parameters(method, url, kept, key=key, secret=secret, nonce=nonce, timestamp=timestamp),
    }


def grant_url(settings: Mapping[str, str], *, state: str, callback_url: str, return_url: str) -> str:
    """The page on which the shop's owner consents. The shop hands `user_id` back unchanged (class-wc-auth.php)."""
    query = {
        "app_name": APP_NAME,
        "scope": "read_write",
        "user_id": state,
        "return_url": return_url,
        "callback_url": callback_url,
    }
    return f"{shop_url(settings)}/wc-auth/v1/authorize?{urlencode(query)}"


def state_of(body: bytes) -> str:
    """Our state in the shop's call; empty if there is none."""
    return str(_answer(body).get("user_id") or "")


def granted(settings: Mapping[str, str], body: bytes) -> dict[str, str]:
    """The settings with the new key in the shop's call. Raises `BadReply`."""
    found = _answer(body)
    key, secret = found.get("consumer_key"), found.get("consumer_secret")
    if not isinstance(key, str) or not isinstance(secret, str) or not key or not secret:
        raise BadReply("The shop's call holds no key or no secret.")
    return {**settings, "key": key, "secret": secret}


def _answer(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}
