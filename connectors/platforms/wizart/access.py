"""How Wizart is entered: a user's name and password and a client's two keys give a token that lasts a year.

https://wizart.atlassian.net/wiki/spaces/WDP/pages/1744994307/API+authentication+and+authorization
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from connectors import tokens
from connectors.answers import error_body
from connectors.errors import AuthFailed, ConnectorError, NotFound
from connectors.http import Http
from connectors.platforms.wizart.answers import LONGEST, SENT_ON, refusal, words
from connectors.reply import Reply, error_for
from connectors.web_address import host_of

TOKEN = "oauth/token"  # noqa: S105 - a path
# What the token is given for; another value asks for another token.
GIVEN = ("client_id", "client_secret", "username", "password")
SECRET = ("client_secret", "password")
# Of a year. A token that was taken back heals itself by then, and a call a day costs nothing.
RENEWED_AFTER_S = 24 * 3600.0
API_PAGES = ("/v2.1", "/v2", "/api", "/oauth/token")


def pim_url(settings: Mapping[str, str]) -> str:
    """The address as it was entered, with a scheme and without what leads to the API."""
    url = settings.get("url", "").strip().partition("#")[0].partition("?")[0].rstrip("/")
    for page in API_PAGES:
        url = url.removesuffix(page).rstrip("/")
    return url if "://" in url or not url else f"https://{url}"


def renew_at(settings: Mapping[str, str]) -> datetime:
    """A day after the last token came; at once for a token that was given for something else."""
    return tokens.renew_at(settings, _fingerprint(settings))


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
    token, life_s = tokens.given(reply)
    wait_s = min(life_s / 2, RENEWED_AFTER_S)
    return dict(settings) | tokens.kept(token, life_s, _fingerprint(settings), renewed_after_s=wait_s)


def _given(settings: Mapping[str, str]) -> dict[str, str]:
    """A password may begin or end with a space; what is copied from a mail must not."""
    return {name: value if name == "password" else value.strip() for name in GIVEN if (value := settings.get(name, ""))}


def _fingerprint(settings: Mapping[str, str]) -> str:
    given = _given(settings)
    return tokens.fingerprint(pim_url(settings), *(given.get(name, "") for name in GIVEN))


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
    found = error_body(reply)
    kind, description = found.get("error"), found.get("error_description")
    said = description if isinstance(description, str) and description else words(reply)
    for name in SECRET:
        if value := settings.get(name, "").strip():
            said = said.replace(value, "…")
    return kind if isinstance(kind, str) else "", said[:LONGEST]
