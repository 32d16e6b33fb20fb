"""How BigCommerce is entered: the store's hash, a token of a store-level API account, or consent by OAuth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from connectors.answers import error_body
from connectors.contract import GrantCall
from connectors.errors import AuthFailed, BadAddress, BadReply
from connectors.http import Auth, Http
from connectors.reply import Reply

#: Where a store's API and the consent are. Not settings, so that no form can send a key elsewhere; tests put their
#: double here.
API = "https://api.bigcommerce.com/stores/{store}/"
LOGIN = "https://login.bigcommerce.com"
#: A store's own lasting address, whatever its domain (`control_panel_base_url`, bigcommerce/docs store_information.v2).
HOME = "https://store-{store}.mybigcommerce.com"
SCOPES = ("store_v2_products", "store_v2_information_read_only")

HASH = re.compile(r"[a-z0-9]{3,40}")
API_PATH = re.compile(r"(?:https?://)?(?:api\.bigcommerce\.com/)?/?stores/([a-z0-9]+)(?:[/?#].*)?")
# Further storefronts of the same store are store-abc123-2.
PANEL = re.compile(r"(?:https?://)?store-([a-z0-9]+)(?:-\d+)?\.mybigcommerce\.com(?:[:/?#].*)?")


def store_of(settings: Mapping[str, str]) -> str:
    """The store's hash, from itself, the API path or an address of the control panel. Raises `BadAddress`."""
    entered = settings.get("url", "").strip().lower()
    for pattern in (API_PATH, PANEL):
        if found := pattern.fullmatch(entered):
            return found[1]
    if HASH.fullmatch(entered):
        return entered
    raise BadAddress(
        f"“{entered.partition('?')[0][:100]}” names no BigCommerce store. The control panel's address does:"
        " store-abc123.mybigcommerce.com, or only abc123."
    )


def base_url(settings: Mapping[str, str]) -> str:
    """Empty while the store is unknown, which it is until its owner has consented."""
    return API.format(store=store_of(settings)) if settings.get("url", "").strip() else ""


def auth(settings: Mapping[str, str]) -> Auth:
    token = settings.get("token", "")
    return lambda method, url, query: ({"X-Auth-Token": token}, query)


# ---- consent -----------------------------------------------------------------------------------------------------


def grant_url(settings: Mapping[str, str], *, state: str, callback_url: str) -> str:
    """The page on which the store's owner lets the app in (bigcommerce/omniauth-bigcommerce, `authorize_url`)."""
    if not settings.get("client_id") or not settings.get("client_secret"):
        raise AuthFailed("Enter the app's client ID and client secret first.")
    query = {
        "client_id": settings["client_id"],
        "redirect_uri": callback_url,
        "response_type": "code",
        "scope": " ".join(SCOPES),
        "state": state,
    }
    if settings.get("url", "").strip():
        query["context"] = f"stores/{store_of(settings)}"
    return f"{LOGIN}/oauth2/authorize?{urlencode(query)}"


def granted(settings: Mapping[str, str], call: GrantCall, http: Http, *, callback_url: str) -> dict[str, str]:
    """The settings with the key that the code stands for; it has no end (bigcommerce/docs, apps/guide/auth.mdx).

    The call itself is not signed: what BigCommerce says to the exchange, which takes the client secret, counts.
    """
    if not call.query.get("code"):
        raise BadReply("BigCommerce's call holds no code.")
    store = _store_in(call.query)
    if settings.get("url", "").strip() and store_of(settings) != store:
        raise AuthFailed("The call is from another store than the one that you are connecting.")
    found = _exchanged(settings, call.query, http, callback_url)
    if _store_in(found) != store:
        raise AuthFailed("BigCommerce gave the key of another store than the one that was asked for.")
    _check_scopes(str(found.get("scope") or ""))
    return {**settings, "url": store, "token": str(found["access_token"])}


def _store_in(values: Mapping[str, Any]) -> str:
    """The hash in a `context`, which is stores/abc123."""
    found = re.fullmatch(r"stores/([a-z0-9]+)", str(values.get("context") or ""))
    if not found:
        raise BadReply("BigCommerce's call does not say which store it is from.")
    return found[1]


def _exchanged(
    settings: Mapping[str, str], query: Mapping[str, str], http: Http, callback_url: str
) -> Mapping[str, Any]:
    body = {
        "client_id": settings.get("client_id", ""),
        "client_secret": settings.get("client_secret", ""),
        "code": query["code"],
        "context": query["context"],
        "scope": query.get("scope", ""),
        "grant_type": "authorization_code",
        "redirect_uri": callback_url,
    }
    reply = http.post(f"{LOGIN}/oauth2/token", json=body, signed=False, ok=(400, 401, 403, 404, 422))
    if reply.status >= 400:
        raise AuthFailed(f"BigCommerce does not give a key for this consent ({reply.status}). {_reason(reply)}")
    found = reply.json()
    if not isinstance(found, Mapping) or not isinstance(found.get("access_token"), str) or not found["access_token"]:
        raise BadReply("BigCommerce answered without a key.")
    return found


def _reason(reply: Reply) -> str:
    """The code of the refusal (RFC 6749, section 5.2) if there is one; nothing else of it is repeated."""
    code = str(error_body(reply).get("error") or "")
    shown = f" It says {code}." if re.fullmatch(r"[a-z_]{1,60}", code) else ""
    return f"Check the client ID, the client secret and the app's auth callback URL.{shown}"


def _check_scopes(scope: str) -> None:
    """Raises `AuthFailed` naming what lacks. Who may write may read."""
    given = set(scope.split())
    given |= {f"{one}_read_only" for one in given}
    if lacking := [one for one in SCOPES if one not in given]:
        raise AuthFailed(f"The app lacks the scopes {', '.join(lacking)}. Add them in the Developer Portal, then anew.")
