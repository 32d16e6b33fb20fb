"""How Wizart is entered: a user's name and password and a client's two keys give a token that lasts a year.

https://wizart.atlassian.net/wiki/spaces/WDP/pages/1744994307/API+authentication+and+authorization
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.errors import AuthFailed, BadReply, ConnectorError, NotFound
from connectors.http import Auth, Http, Reply, error_for, host_of
from connectors.platforms.wizart.answers import LONGEST, SENT_ON, refusal, words

TOKEN = "oauth/token"  # noqa: S105 - a path
# What the token is given for; another value asks for another token.
GIVEN = ("client_id", "client_secret", "username", "password")
SECRET = ("client_secret", "password")
# Of a year. A token that was taken back heals itself by then, and a call a day costs nothing.
RENEWED_AFTER = timedelta(days=1)
API_PAGES = ("/v2.1", "/v2", "/api", "/oauth/token")


def pim_url(settings: Mapping[str, str]) -> str:
    """The address as it was entered, with a scheme and without what leads to the API."""
    url = settings.get("url", "").strip().partition("#")[0].partition("?")[0].rstrip("/")
    for page in API_PAGES:
        url = url.removesuffix(page).rstrip("/")
    return url if "://" in url or not url else f"https://{url}"


def bearer(settings: Mapping[str, str]) -> Auth:
    """The token as it is; without one Wizart answers that nobody is logged in."""
    token = settings.get("token", "")
    return lambda method, url, query: ({"Authorization": f"Bearer {token}"}, query)


def renew_at(settings: Mapping[str, str]) -> datetime:
    """A day after the last token came; at once for a token that was given for something else."""
    moment = settings.get("renew_at", "")
    if not moment or not settings.get("token") or settings.get("token_of") != _fingerprint(settings):
        return datetime.fromtimestamp(0, UTC)
    return datetime.fromisoformat(moment)


def renewed(settings: Mapping[str, str], http: Http) -> dict[str, str]:
    """The settings with the next token. No refresh token is documented: name, password and keys are sent again."""
    body = {"grant_type": "password", **_given(settings)}
    reply = http.post(
        TOKEN,
        json=body,
        headers={"Accept": "application/json"},
        signed=False,
        repeatable=True,
        ok=(400, 401, 403, 404, 405, 422, *SENT_ON),
    )
    if reply.status >= 300:
        raise _refused(reply, settings, asked=http.base_url)
    return dict(settings) | _kept(settings, reply)


def _given(settings: Mapping[str, str]) -> dict[str, str]:
    """A password may begin or end with a space; what is copied from a mail must not."""
    return {name: value if name == "password" else value.strip() for name in GIVEN if (value := settings.get(name, ""))}


def _kept(settings: Mapping[str, str], reply: Reply) -> dict[str, str]:
    found: Any = reply.json()
    token = found.get("access_token") if isinstance(found, Mapping) else None
    life = found.get("expires_in") if isinstance(found, Mapping) else None
    if not isinstance(token, str) or not token or not isinstance(life, (int, float)) or life <= 0:
        raise BadReply(f"{host_of(reply.url)} answered without a key.")
    wait = min(timedelta(seconds=life / 2), RENEWED_AFTER)
    return {
        "token": token,
        "token_of": _fingerprint(settings),
        "renew_at": (datetime.now(UTC) + wait).isoformat(),
    }


def _fingerprint(settings: Mapping[str, str]) -> str:
    """Of the address and all that is given: a merchant who enters something else must not get in by the old token."""
    given = "\n".join((pim_url(settings), *(_given(settings).get(name, "") for name in GIVEN)))
    return hashlib.sha256(given.encode()).hexdigest()


def _refused(reply: Reply, settings: Mapping[str, str], *, asked: str) -> ConnectorError:
    """What a token that is not given means."""
    host, kind, said = host_of(reply.url), *_explained(reply, settings)
    if reply.status in SENT_ON:
        return refusal(reply, asked=asked)
    if reply.status in {404, 405}:
        return NotFound(f"There is no Wizart PIM at {asked.rstrip('/').partition('://')[2]}.")
    if not said:
        return error_for(reply)
    if kind == "invalid_client":
        return AuthFailed(f"{host} does not accept the client ID and the client secret (“{said}”).")
    if kind in {"invalid_grant", "invalid_credentials"}:
        return AuthFailed(f"{host} does not accept the user name and the password (“{said}”).")
    return AuthFailed(f"{host} gives the hub no key: {said}")


def _explained(reply: Reply, settings: Mapping[str, str]) -> tuple[str, str]:
    """The kind of error and the words of an OAuth answer (RFC 6749, section 5.2), without what was sent."""
    try:
        found = reply.json()
    except BadReply:
        return "", ""
    if not isinstance(found, Mapping):
        return "", ""
    kind, description = found.get("error"), found.get("error_description")
    said = description if isinstance(description, str) and description else words(reply)
    for name in SECRET:
        if value := settings.get(name, "").strip():
            said = said.replace(value, "…")
    return kind if isinstance(kind, str) else "", said[:LONGEST]
