"""An API client of PrestaShop's Admin API: its ID and its secret are exchanged for a token that ends.

The hub needs it for what the webservice cannot write; all lists and every file go by the webservice's key.
https://devdocs.prestashop-project.org/9/admin-api/authorization_server/internal_authorization
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from connectors import tokens
from connectors.answers import error_body
from connectors.errors import AuthFailed, ConnectorError, NotFound
from connectors.http import Auth, Http
from connectors.platforms.prestashop.access import SENT_ON, assert_not_sent_on, basic, shop_url
from connectors.reply import Reply, error_for
from connectors.web_address import host_of

SCOPES = ("product_read", "product_write")
# A slice of a sync and a publication take less than the other half of its life, which is an hour unless changed.
RENEWED_AT = 0.5
NEEDED = (
    "It needs PrestaShop 9.0.3 or newer with a single shop, its module “PrestaShop API Resources”, and the Admin API"
    " switched on (Advanced Parameters, Admin API). Without it, leave the client ID empty."
)
HTTPS = "Use HTTPS protocol"
TRIES_AGAIN_BY_ITSELF = "The API client's token ran out meanwhile. It is asked for anew."


def has_client(settings: Mapping[str, str]) -> bool:
    """Whether an API client was entered."""
    return bool(settings.get("client_id", "").strip())


def base_url(settings: Mapping[str, str]) -> str:
    """Where the Admin API is."""
    return f"{shop_url(settings)}/admin-api/"


def entry(settings: Mapping[str, str]) -> Auth:
    """The token below /admin-api/, the webservice's key everywhere else."""
    key, below, token = basic(settings.get("key", "")), base_url(settings), settings.get("token", "")

    def sign(method: str, url: str, query: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        return ({"Authorization": f"Bearer {token}"}, query) if url.startswith(below) else key(method, url, query)

    return sign


def renew_at(settings: Mapping[str, str]) -> datetime:
    """When half of the token's life is over; at once for a token that another client got."""
    return tokens.renew_at(settings, _fingerprint(settings))


def renewed(settings: Mapping[str, str], http: Http) -> dict[str, str]:
    """The settings with the next token. Raises `AuthFailed`, `NotFound` if the shop has no Admin API."""
    if not settings.get("client_secret", "").strip():
        raise AuthFailed("An API client has an ID and a secret: enter its secret too, or leave the client ID empty.")
    form = {
        "grant_type": "client_credentials",
        "client_id": settings["client_id"].strip(),
        "client_secret": settings["client_secret"].strip(),
        # All at once: scopes that are not asked for are not in the token, whatever the client may have.
        "scope": " ".join(SCOPES),
    }
    reply = http.post(
        f"{base_url(settings)}access_token",
        data=urlencode(form).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        signed=False,
        repeatable=True,
        ok=(400, 401, 403, 404, 405, 426, *SENT_ON),
    )
    assert_not_sent_on(reply, base_url(settings))
    if reply.status >= 300:
        raise _refusal(reply)
    token, life_s = tokens.given(reply, "token")
    kept = tokens.kept(token, life_s, _fingerprint(settings), renewed_after_s=life_s * RENEWED_AT)
    return dict(settings) | kept


def words(reply: Reply) -> str:
    """What an error answer says: a text, OAuth's hint, or a problem's detail; empty if it is none of PrestaShop's."""
    found = error_body(reply, _worded)
    said = [found.get(name) for name in ("hint", "detail", "error_description", "title", "error")]
    return next((text[:500] for text in said if isinstance(text, str) and text), "")


def _worded(reply: Reply) -> Any:
    """A text alone is a hint."""
    found = reply.json()
    return {"hint": found} if isinstance(found, str) else found


def no_admin_api(url: str) -> NotFound:
    """For a shop at whose address there is none."""
    return NotFound(f"{url} has no Admin API that the hub can use. {NEEDED}")


def over_http(host: str) -> AuthFailed:
    """For a shop that lets nobody in without https (SSLMiddlewareListener.php)."""
    return AuthFailed(f"{host} opens its Admin API over https alone: enter the shop's address with https://.")


def _fingerprint(settings: Mapping[str, str]) -> str:
    client = (settings.get(name, "").strip() for name in ("client_id", "client_secret"))
    return tokens.fingerprint(shop_url(settings), *client)


def _refusal(reply: Reply) -> ConnectorError:
    """What a token that is not given means, in League's words (OAuthServerException.php)."""
    host, said = host_of(reply.url), words(reply)
    if said == HTTPS:
        return over_http(host)
    if reply.status in {404, 405}:
        return no_admin_api(reply.url.removesuffix("/admin-api/access_token"))
    if not said:
        return error_for(reply)
    return AuthFailed(
        f"{host} gives the API client no token: {said}. Compare its ID and secret, and that it is switched on and has"
        f" the scopes {' and '.join(SCOPES)} (PrestaShop: Advanced Parameters, Admin API)."
    )
