"""Origins as browsers send them (RFC 6454, section 6.2): scheme, host, and the port unless it is the usual one."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from pixelzhub.accounts.kinds import Kind
from pixelzhub.accounts.token_models import AllowedOrigin

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*")
MOST = 20


class WrongOrigin(ValueError):
    """Text that is no origin; says what one looks like."""


def origin_of(text: str) -> str:
    """The origin that a browser sends for what an owner wrote. Raises `WrongOrigin`."""
    try:
        parts = urlsplit(text.strip().rstrip("/"))
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError as error:
        raise _wrong(text) from error
    more = parts.path or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme != "https" or more or len(host) > 253 or not _HOST.fullmatch(host):
        raise _wrong(text)
    return f"https://{host}" if port in {None, 443} else f"https://{host}:{port}"


def origins_of(lines: str) -> list[str]:
    """Each origin of these lines once. Raises `WrongOrigin` for the first that is none, and for too many."""
    found = list(dict.fromkeys(origin_of(line) for line in lines.splitlines() if line.strip()))
    if len(found) > MOST:
        raise WrongOrigin(_("%(n)d origins are too many; one token takes %(most)d.") % {"n": len(found), "most": MOST})
    return found


def any_token_allows(origin: str) -> bool:
    """Whether any web token that is open now may be used by pages of this origin."""
    return AllowedOrigin.objects.filter(
        Q(token__expires_at=None) | Q(token__expires_at__gt=timezone.now()),
        origin=origin,
        token__kind=Kind.WEB,
        token__revoked_at=None,
    ).exists()


def _wrong(text: str) -> WrongOrigin:
    says = _("“%(text)s” is no origin; https://shop.example.com is one, with a port if need be. No path, no *.")
    return WrongOrigin(says % {"text": text.strip()[:120]})
