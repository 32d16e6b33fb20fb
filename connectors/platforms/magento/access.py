"""How Magento is entered: by an integration's access token alone, or with all four of its secrets by OAuth 1.0a."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping

from connectors import oauth1
from connectors.http import Auth

#: with all of these a call is signed, so that the token itself need not be allowed as a Bearer
SIGNING = ("consumer_key", "consumer_secret", "token", "token_secret")
# Magento says "The consumer isn't authorized to access …" in each of these cases alike (observed on 2.4.7).
WHAT_TO_DO = (
    "Magento says the same of a token that it does not know, of an integration that lacks a right (Catalog, and"
    " Stores), and, since version 2.4.4, of every token that comes alone. Compare the token with System, Extensions,"
    " Integrations; give the integration all resources; then either switch on “Allow OAuth Access Tokens to be used"
    " as standalone Bearer tokens” (Stores, Configuration, Services, OAuth, Consumer Settings) or enter the"
    " integration's other three values too."
)


def shop_url(settings: Mapping[str, str]) -> str:
    """The shop's address as it was entered, with a scheme and without a slash at its end."""
    url = settings.get("url", "").strip().rstrip("/")
    return url if "://" in url or not url else f"https://{url}"


def way_in(settings: Mapping[str, str]) -> Auth:
    """How to sign calls: OAuth if all four secrets were entered, else the token as a Bearer."""
    given = {name: settings.get(name, "").strip() for name in SIGNING}
    if all(given.values()):
        return oauth(**given)
    return bearer(given["token"])


def bearer(token: str) -> Auth:
    """The token as it is."""
    return lambda method, url, query: ({"Authorization": f"Bearer {token}"}, query)


def oauth(*, consumer_key: str, consumer_secret: str, token: str, token_secret: str) -> Auth:
    """A fresh signature in the header of each call (Framework/Oauth/Helper/Request.php, `_processHeader`)."""

    def sign(method: str, url: str, query: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        parameters = oauth1.parameters(
            method,
            url,
            query,
            key=consumer_key,
            secret=consumer_secret,
            token=token,
            token_secret=token_secret,
            nonce=secrets.token_hex(16),
            timestamp=int(time.time()),
        )
        return {"Authorization": header(parameters)}, query

    return sign


def header(parameters: Mapping[str, str]) -> str:
    """The value of the Authorization header."""
    pairs = (f'{oauth1.escaped(name)}="{oauth1.escaped(value)}"' for name, value in parameters.items())
    return f"OAuth {', '.join(pairs)}"
