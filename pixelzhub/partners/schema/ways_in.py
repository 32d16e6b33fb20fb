"""How a program shows who it is: the security schemes of the document, and which of them a call takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from pixelzhub.accounts.kinds import Kind
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.kinds import accepted_kinds
from pixelzhub.partners.frame.route import Route

# Kind -> the schemes by which one of it may be sent.
SCHEMES: Mapping[Kind, tuple[str, ...]] = {
    Kind.API_KEY: ("bearer", "apiKey"),
    Kind.OAUTH: ("oauth",),
    **dict.fromkeys((Kind.WEB, Kind.ANDROID, Kind.IOS, Kind.DIRECT), ("token",)),
}


def taken_by(view: type[Route], method: str) -> list[str]:
    """The schemes that a call takes, each once."""
    return list(dict.fromkeys(scheme for kind in accepted_kinds(view, method) for scheme in SCHEMES[kind]))


def ways_in() -> dict[str, Any]:
    """The schemes, as components of the document."""
    token_address = settings.PUBLIC_URL + reverse("oauth2_provider:token")
    common = {"tokenUrl": token_address, "scopes": {scope.value: str(scope.label) for scope in Scope}}
    code = {"authorizationUrl": settings.PUBLIC_URL + reverse("oauth2_provider:authorize"), "refreshUrl": token_address}
    return {
        "bearer": {"type": "http", "scheme": "bearer", "description": "An API key: `Authorization: Bearer KEY`."},
        "apiKey": {
            "type": "apiKey",
            "in": "header",
            "name": "X-API-Key",
            "description": "An API key: `X-API-Key: KEY`.",
        },
        "oauth": {
            "type": "oauth2",
            "description": "An OAuth 2.0 token: `Authorization: Bearer TOKEN`. The code flow needs PKCE with S256.",
            "flows": {"authorizationCode": code | common, "clientCredentials": common},
        },
        "token": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "A token for pages and apps, which only reads: `Authorization: TOKEN`, without “Bearer”.",
        },
    }
