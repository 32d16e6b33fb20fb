"""JSON:API documents: the library's, with what version 1.1 adds to their top."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from rest_framework import renderers
from rest_framework_json_api.renderers import JSONRenderer

MEDIA_TYPE = "application/vnd.api+json"
DESCRIBED_BY = "/api/docs/"


class _Top(renderers.JSONRenderer):
    """Stands behind the library's renderer, which hands it whole documents."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        links = {**data.pop("links", {}), "describedby": f"{settings.PUBLIC_URL}{DESCRIBED_BY}"}
        return orjson.dumps({"jsonapi": {"version": "1.1"}, "links": links, **data}, option=orjson.OPT_UTC_Z)


class DocumentRenderer(JSONRenderer, _Top):
    media_type = MEDIA_TYPE
    charset = None
