"""Where apps get their tokens and give them back, so often a minute from one address: each try costs a slow hash."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, JsonResponse
from oauth2_provider.views import RevokeTokenView, TokenView

TOO_OFTEN = {"error": "temporarily_unavailable", "error_description": "Too many calls. Try again in a minute."}


class Token(TokenView):
    """Gives tokens for codes, secrets and refresh tokens; of the library's ways, that by a device's code is left out."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not ratelimit.consume(request, action="oauth_token"):
            return _too_often()
        answer: HttpResponse = self.authorization_flow_token_response(request)
        return answer


class Revoke(RevokeTokenView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not ratelimit.consume(request, action="oauth_token"):
            return _too_often()
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer


def _too_often() -> HttpResponse:
    return JsonResponse(TOO_OFTEN, status=429, headers={"Retry-After": "60"})
