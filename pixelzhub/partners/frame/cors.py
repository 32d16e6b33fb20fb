"""Calls from pages of other origins (fetch.spec.whatwg.org, section 3.2): those that a web token is bound to, no other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import patch_vary_headers

from pixelzhub.accounts.callers import Caller
from pixelzhub.accounts.origins import any_token_allows
from pixelzhub.partners.frame.envelope import failure
from pixelzhub.partners.frame.rendering import once_rendered

View = Callable[..., HttpResponseBase]

# A web token only reads.
METHODS = "GET, HEAD"
SENT = "Authorization, If-None-Match, X-Request-ID"
SHOWN = (
    "Deprecation, ETag, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, Sunset, X-Request-ID"
)
# Seconds for which a browser need not ask again; a token that is revoked opens nothing all the same.
MAX_AGE = "600"


def open_to_pages(view: View) -> View:
    """The view for pages too: a browser's question before a call is answered, and a page that may read an answer does."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        origin = request.headers.get("Origin")
        if request.method == "OPTIONS" and origin and "Access-Control-Request-Method" in request.headers:
            return _preflight(origin)
        answer = view(request, *args, **kwargs)
        # DRF leaves what authentication gave on the request that Django made.
        return once_rendered(answer, partial(_let_page_read, getattr(request, "auth", None)))

    return opened


def _let_page_read(caller: object, answer: HttpResponseBase) -> None:
    patch_vary_headers(answer, ["Origin"])
    if isinstance(caller, Caller) and caller.origin:
        answer["Access-Control-Allow-Origin"] = caller.origin
        answer["Access-Control-Expose-Headers"] = SHOWN


def _preflight(origin: str) -> HttpResponse:
    """A browser shows no token here, so that the origin alone decides: any open web token's will do."""
    if not any_token_allows(origin):
        answer: HttpResponse = JsonResponse(failure([f"No web token is for pages of {origin[:270]}."]), status=403)
    else:
        answer = HttpResponse(status=204)
        answer["Access-Control-Allow-Origin"] = origin
        answer["Access-Control-Allow-Methods"] = METHODS
        answer["Access-Control-Allow-Headers"] = SENT
        answer["Access-Control-Max-Age"] = MAX_AGE
    patch_vary_headers(answer, ["Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"])
    return answer
