"""The partner API's first route: does my key work, and what may it do?"""

from __future__ import annotations

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pixelzhub.accounts.models import ApiKey
from pixelzhub.partners.keys import HasScope


class Status(APIView):
    permission_classes = [HasScope]
    scope = ApiKey.Scope.READ

    def get(self, request: Request) -> Response:
        key: ApiKey = request.auth  # type: ignore[assignment]
        return Response(
            {
                "status": "ok",
                "version": "1.0",
                "api_key_name": key.name,
                "api_key_scopes": key.scopes,
                "timestamp": timezone.now().isoformat(),
            }
        )
