"""Apps of a merchant: made, with a secret that is shown once; and the access tokens that open the partner API."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken

from pixelzhub.accounts.credential import digest_of
from pixelzhub.accounts.models import Membership, Merchant, Role
from pixelzhub.accounts.oauth_models import App
from pixelzhub.accounts.scopes import checked

MOST_ADDRESSES = 10
# RFC 8252, section 8.3: a program on a person's own machine listens there, without TLS.
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_PLAIN = re.compile(r"[!-~]{1,500}")


class WrongAddress(ValueError):
    """A redirect URI that people cannot be sent to; says what one looks like."""


def addresses_of(lines: str) -> list[str]:
    """The redirect URIs of these lines, each once. Raises `WrongAddress`."""
    found = list(dict.fromkeys(line.strip() for line in lines.splitlines() if line.strip()))
    for address in found:
        if not _can_be_sent_to(address):
            says = _("“%(text)s” cannot be used; https://erp.example.com/back can. No #, no *, no name or password.")
            raise WrongAddress(says % {"text": address[:200]})
    if len(found) > MOST_ADDRESSES:
        says = _("%(n)d addresses are too many; one app takes %(most)d.")
        raise WrongAddress(says % {"n": len(found), "most": MOST_ADDRESSES})
    return found


def create_app(
    *, merchant: Merchant, name: str, scopes: Iterable[str], addresses: Iterable[str] = (), confidential: bool = True
) -> tuple[App, str]:
    """A new app: the row, and its secret, which exists nowhere else; none for an app that cannot keep one.

    Raises `UnknownScope`.
    """
    secret = generate_client_secret()
    app = App(
        merchant=merchant,
        name=name,
        scopes=checked(scopes),
        redirect_uris=" ".join(addresses),
        client_type=App.CLIENT_CONFIDENTIAL if confidential else App.CLIENT_PUBLIC,
        # The library asks for one way; `allows_grant_type` decides.
        authorization_grant_type=App.GRANT_AUTHORIZATION_CODE,
        client_secret=secret,
    )
    app.save()
    return app, secret if confidential else ""


def find_access(token: str) -> AccessToken | None:
    """An access token with its app, by one indexed query, whether it has expired or not."""
    rows = AccessToken.objects.filter(token_checksum=digest_of(token)).select_related("application").order_by()
    return next(iter(rows), None)


def consented_to(access: AccessToken) -> bool:
    """Whether whoever consented is an owner still; an app that came by itself needs nobody."""
    if access.user_id is None:
        return True
    owners = Membership.objects.filter(merchant=access.application.merchant_id, role=Role.OWNER, user__is_active=True)
    return owners.filter(user=access.user_id).exists()


def _can_be_sent_to(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = _PLAIN.fullmatch(address) and not set(address) & set("#*\\") and "@" not in parts.netloc
    return bool(plain and host and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)))
