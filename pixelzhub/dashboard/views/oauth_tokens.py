"""Where apps get their tokens and give them back, so often a minute from one address: each try costs a slow hash."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.decorators import method_decorator
from oauth2_provider.views import RevokeTokenView, TokenView

TOO_OFTEN = {"error": "temporarily_unavailable", "error_description": "Too many calls. Try again in a minute."}


def held_back(post: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse whoever asks too often."""

    @wraps(post)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if ratelimit.consume(request, action="oauth_token"):
            return post(request, *args, **kwargs)
        return JsonResponse(TOO_OFTEN, status=429, headers={"Retry-After": "60"})

    return counted


@method_decorator(held_back, name="post")
class Token(TokenView):
    """Gives tokens for codes, secrets and refresh tokens; of the library's ways, that by a device's code is left out."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = self.authorization_flow_token_response(request)
        return answer


@method_decorator(held_back, name="post")
class Revoke(RevokeTokenView):
    """Takes tokens back."""
