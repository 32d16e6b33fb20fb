"""What the library is told of the hub's OAuth 2.0: which ways to a token there are, and which scopes an app may ask for."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from oauth2_provider.scopes import BaseScopes
from oauthlib.oauth2.rfc6749.endpoints import AuthorizationEndpoint, RevocationEndpoint, TokenEndpoint
from oauthlib.oauth2.rfc6749.grant_types import AuthorizationCodeGrant, ClientCredentialsGrant, RefreshTokenGrant
from oauthlib.oauth2.rfc6749.tokens import BearerToken

from pixelzhub.accounts.scopes import Scope

ACCESS_PREFIX = "pxo_"
REFRESH_PREFIX = "pxr_"
CHARACTERS = 30


def access_token(_request: Any) -> str:
    """A new access token."""
    return ACCESS_PREFIX + secrets.token_urlsafe(CHARACTERS)


def refresh_token(_request: Any) -> str:
    """A new refresh token."""
    return REFRESH_PREFIX + secrets.token_urlsafe(CHARACTERS)


class Server(AuthorizationEndpoint, TokenEndpoint, RevocationEndpoint):
    """Authorization code, client credentials and refresh: what is not here, such as the password grant, cannot be had."""

    def __init__(
        self,
        request_validator: Any,
        token_expires_in: int | None = None,
        token_generator: Callable[[Any], str] | None = None,
        refresh_token_generator: Callable[[Any], str] | None = None,
        **_more: Any,
    ) -> None:
        code = AuthorizationCodeGrant(request_validator)
        ways = {
            "authorization_code": code,
            "client_credentials": ClientCredentialsGrant(request_validator),
            "refresh_token": RefreshTokenGrant(request_validator),
        }
        bearer = BearerToken(request_validator, token_generator, token_expires_in, refresh_token_generator)
        AuthorizationEndpoint.__init__(
            self, default_response_type="code", response_types={"code": code}, default_token_type=bearer
        )
        TokenEndpoint.__init__(
            self, default_grant_type="authorization_code", grant_types=ways, default_token_type=bearer
        )
        RevocationEndpoint.__init__(self, request_validator)


class AppScopes(BaseScopes):
    """An app may ask for what its owner allowed it, and gets all of that if it names nothing."""

    def get_all_scopes(self) -> dict[str, str]:
        return {scope.value: str(scope.label) for scope in Scope}

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return list(Scope.values) if application is None else list(application.scopes)

    def get_default_scopes(self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        return self.get_available_scopes(application)
