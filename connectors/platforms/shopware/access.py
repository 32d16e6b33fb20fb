"""How Shopware is entered: an integration's two keys are exchanged for a token that lasts ten minutes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from connectors.errors import AuthFailed, BadReply, NotFound, RateLimited
from connectors.http import Auth, Http, Reply, error_for, host_of, retry_after
from connectors.platforms.shopware.answers import SENT_ON, first_error, sent_on, words

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


def bearer(settings: Mapping[str, str]) -> Auth:
    """The token as it is; without one the shop answers that it is missing."""
    token = settings.get("token", "")
    return lambda method, url, query: ({"Authorization": f"Bearer {token}"}, query)


def has_ended(settings: Mapping[str, str]) -> bool:
    """Whether the token's time is over by our own clock."""
    end = settings.get("token_end", "")
    return bool(end) and datetime.fromisoformat(end) <= datetime.now(UTC)


def renew_at(settings: Mapping[str, str]) -> datetime:
    """When half of the token's life is over; at once for a token that other keys were exchanged for."""
    moment = settings.get("renew_at", "")
    if not moment or not settings.get("token") or settings.get("token_of") != _fingerprint(settings):
        return datetime.fromtimestamp(0, UTC)
    return datetime.fromisoformat(moment)


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
    return dict(settings) | _kept(settings, reply)


def _kept(settings: Mapping[str, str], reply: Reply) -> dict[str, str]:
    found: Any = reply.json()
    token = found.get("access_token") if isinstance(found, Mapping) else None
    life = found.get("expires_in") if isinstance(found, Mapping) else None
    if not isinstance(token, str) or not token or not isinstance(life, (int, float)) or life <= 0:
        raise BadReply(f"{host_of(reply.url)} answered without a key.")
    now = datetime.now(UTC)
    return {
        "token": token,
        "token_of": _fingerprint(settings),
        "token_end": (now + timedelta(seconds=life)).isoformat(),
        "renew_at": (now + timedelta(seconds=life * RENEWED_AT)).isoformat(),
    }


def _fingerprint(settings: Mapping[str, str]) -> str:
    """Of the address and both keys: a merchant who enters others must not get in by the old token."""
    given = "\n".join((shop_url(settings), settings.get("key", "").strip(), settings.get("secret", "").strip()))
    return hashlib.sha256(given.encode()).hexdigest()


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
