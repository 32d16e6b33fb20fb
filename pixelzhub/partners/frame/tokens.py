"""`Authorization: TOKEN`, as it is and without “Bearer”: the tokens of pages and apps. One in an address is not looked at."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from pixelzhub.accounts.callers import Caller
from pixelzhub.accounts.kinds import Kind
from pixelzhub.accounts.tokens import PREFIX, find_token
from pixelzhub.partners.frame.keys import Partner, bearer_in, let_in, refusal


class TokenAuthentication(BaseAuthentication):
    """A web token opens for pages of its own origins only.

    A call without `Origin` is taken too: curl sends none, and neither does a browser for a page of the hub's own origin. Whoever
    holds a token can leave the header out anyway; what an origin keeps out is other people's pages in a visitor's browser.
    """

    def authenticate(self, request: Request) -> tuple[Partner, Caller] | None:
        if bearer_in(request).startswith(PREFIX):
            raise AuthenticationFailed("Send this token as “Authorization: TOKEN”, without “Bearer”.")
        sent = request.headers.get("Authorization", "").strip()
        if not sent.startswith(PREFIX):
            return None
        origin = request.headers.get("Origin")
        token, allowed = find_token(sent, origin) or (None, False)
        if token is None or not token.is_open:
            raise AuthenticationFailed(refusal(token, token.named if token else "token"))
        if token.kind == Kind.WEB and origin and not allowed:
            raise PermissionDenied(f"This web token is not for pages of {origin[:270]}.")
        readable = origin if token.kind == Kind.WEB else None
        return let_in(request, Caller(Kind(token.kind), token, token.digest, token.scopes, readable))

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Pixelz Hub"'
