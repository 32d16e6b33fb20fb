"""How Shopware is entered: an integration's two keys are exchanged for a token that lasts ten minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from connectors import tokens
from connectors.errors import AuthFailed, NotFound, RateLimited
from connectors.http import Http
from connectors.platforms.shopware.answers import SENT_ON, first_error, sent_on, words
from connectors.reply import Reply, error_for, retry_after
from connectors.web_address import host_of

# What people copy from the address of the admin: /admin#/sw/dashboard/index, /admin/, /api/.
ADMIN_PAGES = ("/admin", "/api")
# A slice of a sync and a publication take less than the other half of its life.
RENEWED_AT = 0.5
TRIES_AGAIN_BY_ITSELF = "The key ran out while the store was being read. It is asked for anew."


def shop_url(settings: Mapping[str, str]) -> str:
    """The shop's address as it was entered, with a scheme and without what leads to its admin."""
    url = settings.get("url", "").strip().partition("#")[0].partition("?")[0].rstrip("/")
    for page in ADMIN_PAGES:
        url = url.removesuffix(page).rstrip("/")
    return url if "://" in url or not url else f"https://{url}"


def renew_at(settings: Mapping[str, str]) -> datetime:
    """When half of the token's life is over; at once for a token that other keys were exchanged for."""
    return tokens.renew_at(settings, _fingerprint(settings))


def renewed(settings: Mapping[str, str], http: Http) -> dict[str, str]:
    """The settings with the next token. Client credentials give no refresh token: the keys are sent again."""
    body = {
        "grant_type": "client_credentials",
        "client_id": settings.get("key", "").strip(),
        "client_secret": settings.get("secret", "").strip(),
    }
    reply = http.post(
        "oauth/token",
        json=body,
        headers={"Accept": "application/json"},
        signed=False,
        repeatable=True,
        ok=(400, 401, 403, 404, 405, 429, *SENT_ON),
    )
    if reply.status >= 300:
        _refuse(reply, asked=http.base_url)
    token, life_s = tokens.given(reply)
    kept = tokens.kept(token, life_s, _fingerprint(settings), renewed_after_s=life_s * RENEWED_AT)
    return dict(settings) | kept


def _fingerprint(settings: Mapping[str, str]) -> str:
    keys = (settings.get(name, "").strip() for name in ("key", "secret"))
    return tokens.fingerprint(shop_url(settings), *keys)


def _refuse(reply: Reply, *, asked: str) -> None:
    """Raise what a token that is not given means."""
    host, error = host_of(reply.url), first_error(reply)
    if reply.status in SENT_ON:
        raise sent_on(reply, asked=asked)
    if reply.status == 429:
        # AuthThrottledException.php: the seconds stand in the body alone.
        wait = retry_after(reply.headers)
        raise RateLimited(
            f"{host} asks the hub to slow down. {words(reply)}".strip(),
            retry_after=_seconds(error) if wait is None else wait,
        )
    if not error:
        # Not Shopware's words: another program, or a password before a shop that is not open yet.
        path = urlsplit(reply.url).path.removesuffix("/api/oauth/token")
        raise NotFound(f"There is no Shopware 6 at {host}{path}.") if reply.status in {404, 405} else error_for(reply)
    if reply.status in {400, 401}:
        # League's invalid_client (code 4), which says the same of an unknown key and of a wrong secret.
        raise AuthFailed(
            f"{host} does not accept the access key ID and the secret access key (“{words(reply)}”). Compare them with"
            " Settings, System, Integrations."
        )
    kind = AuthFailed if reply.status == 403 else NotFound
    raise kind(f"{host} gives the hub no key: {words(reply)}")


def _seconds(error: Mapping[str, Any]) -> float | None:
    meta = error.get("meta")
    parameters = meta.get("parameters") if isinstance(meta, Mapping) else None
    found = parameters.get("seconds") if isinstance(parameters, Mapping) else None
    return float(found) if isinstance(found, (int, float)) else None
