"""What every route of the partner API has in common: who may, how often, and what each answer carries."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ClassVar

import structlog
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import conditional_page
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.cors import open_to_pages
from pixelzhub.partners.frame.keys import HasScope
from pixelzhub.partners.frame.kinds import KindAccepted
from pixelzhub.partners.frame.rendering import once_rendered
from pixelzhub.partners.frame.throttle import KeyThrottle
from pixelzhub.partners.frame.versions import version_headers

# What a caller may call a request: it stands in logs.
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Route(APIView):
    """A view of the partner API. `scopes` names the scope that each method needs."""

    permission_classes = [KindAccepted, HasScope]
    throttle_classes = [KeyThrottle]
    scopes: ClassVar[dict[str, Scope]] = {}

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:  # type: ignore[override]
        """With an `ETag`, and 304 for whoever has the answer already; for pages of other origins too."""
        view: Callable[..., HttpResponseBase] = conditional_page(super().as_view(**initkwargs))
        return open_to_pages(_carrying(view))

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        asked = request.headers.get("X-Request-ID", "")
        self.request_id = asked if REQUEST_ID.fullmatch(asked) else uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request=self.request_id)
        return super().initialize_request(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        limits = getattr(request, "rate_limit", {})
        carried = {"X-Request-ID": self.request_id, "Cache-Control": "private, no-cache", **limits, **version_headers()}
        request._request.carried_headers = carried  # type: ignore[attr-defined]
        structlog.contextvars.unbind_contextvars("request")
        return answer


def _carrying(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view whose answers have the headers of every answer, also where a 304 takes the place of one."""

    @wraps(view)
    def carrying(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        return once_rendered(answer, partial(_mark, request))

    return carrying


def _mark(request: HttpRequest, answer: HttpResponseBase) -> None:
    for name, value in getattr(request, "carried_headers", {}).items():
        answer[name] = value
