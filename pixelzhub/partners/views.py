"""The partner API's first routes: does my key work, and what may it do?"""

from __future__ import annotations

from typing import ClassVar

from django.http import Http404
from django.utils import timezone
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.envelope import envelope, moment
from pixelzhub.partners.frame.keys import key_of
from pixelzhub.partners.frame.route import Route

VERSION = "1.0"


class Status(Route):
    scopes: ClassVar = {"GET": Scope.PRODUCTS_READ}

    def get(self, request: Request) -> Response:
        caller = key_of(request)
        data = {
            "status": "ok",
            "version": VERSION,
            "api_key_name": caller.name,
            "api_key_scopes": caller.scopes,
            "timestamp": moment(timezone.now().replace(microsecond=0)),
        }
        return Response(envelope(data))


class Nothing(Route):
    """Every other address of the API: an error in the envelope, not a page for people."""

    authentication_classes = ()
    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        raise Http404
