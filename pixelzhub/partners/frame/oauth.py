"""`Authorization: Bearer TOKEN` with an access token of OAuth 2.0 (RFC 6750); in an address or a body it is not looked at."""

from __future__ import annotations

from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from pixelzhub.accounts.callers import Caller
from pixelzhub.accounts.kinds import Kind
from pixelzhub.accounts.oauth import consented_to, find_access
from pixelzhub.accounts.oauth_server import ACCESS_PREFIX
from pixelzhub.partners.frame.keys import Partner, bearer_in, let_in


class OAuthAuthentication(BaseAuthentication):
    """Calls are counted and noted under the app, whichever of its tokens it shows."""

    def authenticate(self, request: Request) -> tuple[Partner, Caller] | None:
        sent = bearer_in(request)
        if not sent.startswith(ACCESS_PREFIX):
            return None
        access = find_access(sent)
        if access is None:
            raise AuthenticationFailed("This OAuth token is unknown or was revoked.")
        if access.is_expired():
            raise AuthenticationFailed("This OAuth token has expired.")
        # RFC 8707: a token that was asked for with another resource in mind opens nothing here.
        if not access.allows_audience(f"{settings.PUBLIC_URL}{request.path}"):
            raise AuthenticationFailed("This OAuth token is for another resource.")
        if not consented_to(access):
            raise AuthenticationFailed("Whoever let this app in is no owner any more.")
        app = access.application
        return let_in(request, Caller(Kind.OAUTH, app, app.client_id, access.scope.split()))

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Pixelz Hub"'
