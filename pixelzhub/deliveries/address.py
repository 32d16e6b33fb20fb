"""Where messages may go: a web address on the open internet, without a password in it."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from connectors.errors import BadAddress, Temporary
from connectors.http import public_address
from connectors.web_address import checked_url

MOST_CHARACTERS = 500


def checked_address(url: str) -> str:
    """The address itself. Raises `BadAddress` for one that the hub does not send to; asks the name server.

    What is allowed now may lead elsewhere later: the address that is connected to is checked at each sending.
    """
    if len(url) > MOST_CHARACTERS:
        raise BadAddress(_("The address has %(n)d characters; up to 500 are accepted.") % {"n": len(url)})
    parts = urlsplit(checked_url(url))
    if parts.username or parts.password:
        raise BadAddress(_("The address holds a user or a password; the signature tells who sends."))
    port = parts.port or (443 if parts.scheme == "https" else 80)
    # A name server that does not answer just now is no reason to refuse: sending checks again.
    with suppress(Temporary):
        public_address(str(parts.hostname), port, settings.ALLOWED_PRIVATE_HOSTS)
    return url
