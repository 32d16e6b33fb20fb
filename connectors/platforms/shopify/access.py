"""How Shopify is entered: the shop's domain, a pasted token, an app's own credentials, or consent by OAuth."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from connectors import tokens
from connectors.answers import error_body
from connectors.contract import GrantCall
from connectors.errors import AuthFailed, BadAddress, BadReply, Temporary
from connectors.http import Auth, Http

#: Where a shop is. Not a setting, so that no form can send a key elsewhere; tests put their double here.
ORIGIN = "https://{shop}"
SCOPES = ("read_products", "write_products", "read_files", "write_files")
# `sanitizeShop` of Shopify/shopify-app-js, packages/apps/shopify-api/lib/utils/shop-validator.ts
SHOP = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9\-_]*\.myshopify\.com")
ADMIN = re.compile(r"(?:https?://)?admin\.shopify\.com/store/([a-zA-Z0-9][a-zA-Z0-9\-_]*)(?:[/?#].*)?")
NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9\-_]*")
# HMAC_TIMESTAMP_PERMITTED_CLOCK_TOLERANCE_SEC in the same library's utils/hmac-validator.ts
TOLERANCE_S = 90
RENEWED_AT = 0.8


def shop_of(settings: Mapping[str, str]) -> str:
    """The shop's domain, from its name, its domain or an address of its admin. Raises `BadAddress`."""
    entered = settings.get("url", "").strip()
    if found := ADMIN.fullmatch(entered):
        return f"{found[1].lower()}.myshopify.com"
    domain = entered.partition("://")[2] or entered
    domain = re.split(r"[/?#]", domain, maxsplit=1)[0]
    if NAME.fullmatch(domain):
        domain += ".myshopify.com"
    if not SHOP.fullmatch(domain):
        raise BadAddress(f"“{domain[:100]}” is not a Shopify domain. It looks like your-shop.myshopify.com.")
    return domain.lower()


def base_url(settings: Mapping[str, str]) -> str:
    return ORIGIN.format(shop=shop_of(settings))


def token_of(settings: Mapping[str, str]) -> str:
    """The key to call with; an app's own credentials win over a pasted token, which they replace."""
    pasted = settings.get("token", "")
    return (settings.get("access_token", "") or pasted) if has_app(settings) else pasted


def has_app(settings: Mapping[str, str]) -> bool:
    return bool(settings.get("client_id") and settings.get("client_secret"))


def auth(settings: Mapping[str, str]) -> Auth:
    token = token_of(settings)
    return lambda method, url, query: ({"X-Shopify-Access-Token": token}, query)


# ---- consent -----------------------------------------------------------------------------------------------------


def grant_url(settings: Mapping[str, str], *, state: str, callback_url: str) -> str:
    """The page on which the shop's owner lets the app in."""
    if not has_app(settings):
        raise AuthFailed("Enter the app's client ID and client secret first.")
    query = {
        "client_id": settings["client_id"],
        "scope": ",".join(SCOPES),
        "redirect_uri": callback_url,
        "state": state,
    }
    return f"{base_url(settings)}/admin/oauth/authorize?{urlencode(query)}"


def granted(settings: Mapping[str, str], call: GrantCall, http: Http) -> dict[str, str]:
    """The settings with the key that the code stands for. Raises `AuthFailed` for a call that is not this shop's."""
    query = call.query
    if not _is_signed(query, settings.get("client_secret", "")):
        raise AuthFailed("The call's signature is not Shopify's.")
    if not _is_fresh(query.get("timestamp", "")):
        raise AuthFailed("The call is too old. Start connecting anew.")
    if not SHOP.fullmatch(query.get("shop", "")) or query["shop"].lower() != shop_of(settings):
        raise AuthFailed("The call is from another shop than the one that you are connecting.")
    if not query.get("code"):
        raise BadReply("Shopify's call holds no code.")
    # Without `expiring` Shopify gives a key that its API refuses from 2027 on (offline access tokens, shopify.dev).
    found = _exchanged(settings, http, {"code": query["code"], "expiring": "1"})
    return _kept({name: value for name, value in settings.items() if name != "token"}, found)


def signature(query: Mapping[str, str], secret: str) -> str:
    """Hex HMAC-SHA256 over the sorted query without its own signature."""
    signed = sorted((name, value) for name, value in query.items() if name not in {"hmac", "signature"})
    text = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in signed)
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _is_signed(query: Mapping[str, str], secret: str) -> bool:
    given = query.get("hmac", "")
    return bool(secret) and hmac.compare_digest(signature(query, secret).encode(), given.encode())


def _is_fresh(timestamp: str) -> bool:
    return timestamp.isdecimal() and abs(time.time() - int(timestamp)) <= TOLERANCE_S


def check_scopes(installation: Any) -> None:
    """Raises `AuthFailed` naming the permissions that lack. Who may write may read."""
    if not isinstance(installation, Mapping):
        raise BadReply("Shopify's answer does not say what the app may do (currentAppInstallation).")
    granted = {str(one.get("handle")) for one in installation.get("accessScopes") or ()}
    granted |= {scope.replace("write_", "read_", 1) for scope in granted}
    lacking = [scope for scope in SCOPES if scope not in granted]
    if lacking:
        raise AuthFailed(f"The app lacks the scopes {', '.join(lacking)}. Add them to it and install it again.")


# ---- keys that end -----------------------------------------------------------------------------------------------


def renew_at(settings: Mapping[str, str]) -> datetime | None:
    """When the key has lived 80 % of its life; None for a pasted one and for one that has no end."""
    if not has_app(settings):
        return None
    if not settings.get("access_token"):
        return tokens.AT_ONCE
    moment = settings.get("renew_at", "")
    return datetime.fromisoformat(moment) if moment else None


def renewed(settings: Mapping[str, str], http: Http) -> dict[str, str]:
    """The settings with the next key: by the refresh token after a consent, else by the app's own credentials."""
    refresh = settings.get("refresh_token", "")
    grant = {"grant_type": "refresh_token", "refresh_token": refresh} if refresh else {}
    return _kept(settings, _exchanged(settings, http, grant or {"grant_type": "client_credentials"}))


def _kept(settings: Mapping[str, str], found: Mapping[str, Any]) -> dict[str, str]:
    values = {name: value for name, value in settings.items() if name not in {"renew_at", "refresh_token"}}
    values["access_token"] = str(found["access_token"])
    if found.get("refresh_token"):
        values["refresh_token"] = str(found["refresh_token"])
    if life_s := tokens.life_in(found.get("expires_in")):
        values["renew_at"] = tokens.moment_in(life_s * RENEWED_AT)
    return values


def _exchanged(settings: Mapping[str, str], http: Http, grant: Mapping[str, str]) -> Mapping[str, Any]:
    body = {"client_id": settings.get("client_id", ""), "client_secret": settings.get("client_secret", ""), **grant}
    url = f"{base_url(settings)}/admin/oauth/access_token"
    # A refresh token works until the next one is used, so a lost answer may be asked for again; a code is spent.
    reply = http.post(url, json=body, signed=False, ok=(400, 401, 403, 404), repeatable="code" not in grant)
    if reply.status == 404:
        raise BadAddress(f"There is no Shopify store at {shop_of(settings)}.")
    if reply.status >= 400:
        raise AuthFailed(_refusal(str(error_body(reply).get("error") or "")))
    found = reply.json()
    if not isinstance(found, Mapping) or not isinstance(found.get("access_token"), str) or not found["access_token"]:
        raise Temporary("Shopify answered without a key.")
    return found


def _refusal(code: str) -> str:
    """What is wrong in words; codes of OAuth (RFC 6749, section 5.2) and `shop_not_permitted` of client credentials."""
    if code == "invalid_grant":
        return "The consent for this shop has ended. Connect it anew."
    if code == "invalid_client":
        return "Shopify does not know this client ID and client secret."
    if code == "shop_not_permitted":
        return "The app belongs to another organisation than the shop. Make it in the shop's own Dev Dashboard."
    shown = f" ({code})" if re.fullmatch(r"[a-z_]{1,60}", code) else ""
    return f"Shopify does not accept the app's client ID and secret{shown}. Is the app installed on this shop?"
