"""Answers as JSON, and what is done with one when it is complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from django.http import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from rest_framework.renderers import BaseRenderer


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else orjson.dumps(data, option=orjson.OPT_UTC_Z)


def once_rendered(answer: HttpResponseBase, mark: Callable[[HttpResponseBase], None]) -> HttpResponseBase:
    """The answer, marked when it is complete: until it is rendered a 304 may take its place."""
    if isinstance(answer, SimpleTemplateResponse):
        answer.add_post_render_callback(mark)
    else:
        mark(answer)
    return answer
