"""How a described store is entered: a fixed key, or a token that the hub asks for and renews."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from connectors import tokens
from connectors.errors import AuthFailed, BadReply, Refused
from connectors.http import Auth, Http
from connectors.platforms.custom import rules, values
from connectors.platforms.custom.answers import document
from connectors.platforms.custom.masking import secrets_in, shown_secrets
from connectors.platforms.custom.parts import Description
from connectors.platforms.custom.sending import Prepared, below, header_line, prepared
from connectors.platforms.custom.templates import fill_text
from connectors.reply import Reply
from connectors.web_address import host_of

TOKEN_LIFE_S = 3600
# A token is renewed when this part of its life is over.
RENEWED_AT = 0.75
REFUSED = (400, 401, 403)


def names(settings: Mapping[str, str]) -> dict[str, Any]:
    """What every request of a description may use."""
    return {**{f"secret.{name}": value for name, value in secrets_in(settings).items()},
            "token": settings.get("token", "")}  # fmt: skip


def auth(description: Description, settings: Mapping[str, str]) -> Auth:
    """Signs calls as the description says; a secret that was not entered is an `AuthFailed` on the first call."""
    how, known = description.auth, names(settings)

    def sign(method: str, url: str, query: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        headers = {name: header_line(fill_text(str(value), known)) for name, value in how.get("also", {}).items()}
        more, further = _credentials(how, known)
        return headers | more, query | further

    return sign


def _credentials(how: Mapping[str, Any], known: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    match how["type"]:
        case "basic":
            return {"Authorization": _basic(fill_text(how["username"], known), fill_text(how["password"], known))}, {}
        case "bearer":
            return {"Authorization": f"Bearer {header_line(fill_text(how['token'], known))}"}, {}
        case "none":
            return {}, {}
    if how.get("in") == "body":
        return {}, {}  # requests carry it themselves, as {{token}} or {{secret.…}}
    # A token goes where a bearer's does, unless the description says otherwise.
    usual = "{{token}}" if "name" in how else "Bearer {{token}}"
    name, value = how.get("name", "Authorization"), fill_text(how.get("value", usual), known)
    return ({}, {name: value}) if how.get("in") == "query" else ({name: header_line(value)}, {})


def _basic(username: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"


# ---- tokens that end -----------------------------------------------------------------------------------------------


def renew_at(description: Description, settings: Mapping[str, str]) -> datetime | None:
    """When the next token is due: at once for none, or for one that other secrets were exchanged for."""
    return tokens.renew_at(settings, _fingerprint(settings)) if description.renews else None


def renewed(description: Description, settings: Mapping[str, str], http: Http) -> dict[str, str]:
    """The settings with a fresh token. Raises `AuthFailed` if the store gives none for these secrets."""
    reply = login(description, settings).send(
        http,
        signed=False,
        repeatable=True,
        check=partial(check_login, description, shown_secrets(settings)),
        ok=range(400, 600),
    )
    token, life_s = token_in(description, reply)
    return {**settings, **tokens.kept(token, life_s, _fingerprint(settings), renewed_after_s=life_s * RENEWED_AT)}


def check_login(description: Description, secrets: Sequence[str], reply: Reply) -> None:
    """Raise what it means that no token is given.

    A rule that makes a 400 fail was written for other calls: here it says that the secrets are wrong.
    """
    if reply.status not in REFUSED:
        rules.judge(description, reply, secrets)
        return
    if any(reply.status in rule.statuses for rule in description.rules):
        _judge_refusal(description, secrets, reply)
    raise AuthFailed(f"{host_of(reply.url)} gives no token for these secrets ({reply.status}).")


def _judge_refusal(description: Description, secrets: Sequence[str], reply: Reply) -> None:
    try:
        rules.judge(description, reply, secrets)
    except Refused as error:
        raise AuthFailed(str(error)) from error


def login(description: Description, settings: Mapping[str, str]) -> Prepared:
    """The call that gets a token."""
    how, known = description.auth, {**names(settings), "token": ""}
    if how["type"] == "login_token":
        return prepared(how["request"], known, description.base_url)
    client, secret = fill_text(how["client_id"], known), fill_text(how["client_secret"], known)
    form = {"grant_type": "client_credentials"} | ({"scope": how["scope"]} if how.get("scope") else {})
    by_form = how.get("send", "form") == "form"
    headers = {} if by_form else {"Authorization": _basic(client, secret)}
    body = {**form, "client_id": client, "client_secret": secret} if by_form else form
    headers |= {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    url = how["token_url"] if "://" in how["token_url"] else below(description.base_url, how["token_url"])
    return Prepared("POST", url, {}, headers, data=urlencode(body).encode())


def token_in(description: Description, reply: Reply) -> tuple[str, float]:
    """The token and its life in seconds. Raises `BadReply`."""
    how = description.auth
    life: Any = how.get("life_s", TOKEN_LIFE_S)
    if how["type"] == "login_token":
        found = document(reply, xml=description.xml, lists=description.lists)
        token = values.text(how["token"].of(found), "The token")
    else:
        found = reply.json()
        found = found if isinstance(found, Mapping) else {}
        token = values.text(found.get("access_token"), "The token")
        life = found.get("expires_in") or life
    if not token:
        raise BadReply(f"{host_of(reply.url)} answered without a token.")
    try:
        # By way of text: a whole number can be too large for float itself.
        return token, max(tokens.life_in(float(str(life))), 1.0)
    except ValueError as error:
        raise BadReply(f"{host_of(reply.url)} does not say how long its token lasts.") from error


def _fingerprint(settings: Mapping[str, str]) -> str:
    # Both have many lines: without a sign that is in neither, one could end where the other begins.
    return tokens.fingerprint(f"{settings.get('description', '')}\0{settings.get('secrets', '')}")
