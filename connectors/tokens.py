"""Tokens that a store gives for keys and that end: what a store's settings hold of one, and when the next is due."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.errors import BadReply
from connectors.http import Auth
from connectors.reply import Reply
from connectors.web_address import host_of

# 10 years: however long a store says that its token lasts, datetime takes it.
MOST_LIFE_S = 315_360_000.0
# When a token is due that is not there.
AT_ONCE = datetime.fromtimestamp(0, UTC)


def bearer(settings: Mapping[str, str]) -> Auth:
    """The token as it is; without one the store answers that it is missing."""
    token = settings.get("token", "")
    return lambda method, url, query: ({"Authorization": f"Bearer {token}"}, query)


def fingerprint(*given: str) -> str:
    """Of the address and all that a token was given for: a merchant who enters others must not get in by the old one."""
    return hashlib.sha256("\n".join(given).encode()).hexdigest()


def renew_at(settings: Mapping[str, str], of: str) -> datetime:
    """When the next token is due; at once for none, or for one that was given for something else than `of`."""
    moment = settings.get("renew_at", "")
    if not moment or not settings.get("token") or settings.get("token_of") != of:
        return AT_ONCE
    return datetime.fromisoformat(moment)


def has_ended(settings: Mapping[str, str]) -> bool:
    """Whether the token's time is over by our own clock."""
    end = settings.get("token_end", "")
    return bool(end) and datetime.fromisoformat(end) <= datetime.now(UTC)


def given(reply: Reply, what: str = "key") -> tuple[str, float]:
    """The token in an OAuth answer (RFC 6749, section 5.1), and its life in seconds. Raises `BadReply`."""
    found: Any = reply.json()
    token = found.get("access_token") if isinstance(found, Mapping) else None
    life_s = life_in(found.get("expires_in")) if isinstance(found, Mapping) else 0.0
    if not isinstance(token, str) or not token or not life_s:
        raise BadReply(f"{host_of(reply.url)} answered without a {what}.")
    return token, life_s


def life_in(said: Any) -> float:
    """The seconds that a store says its token lasts, at most `MOST_LIFE_S`; 0 for what is no life, such as NaN."""
    return float(min(said, MOST_LIFE_S)) if isinstance(said, (int, float)) and said > 0 else 0.0


def kept(token: str, life_s: float, of: str, *, renewed_after_s: float) -> dict[str, str]:
    """What the settings hold of a token that was just given for `of`."""
    return {"token": token, "token_of": of, "token_end": moment_in(life_s), "renew_at": moment_in(renewed_after_s)}


def moment_in(seconds: float) -> str:
    """So many seconds from now, as settings hold it."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
