"""/imports/{id}/log and /imports/template: what was wrong with each row, and the table to fill in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.import_log import log_csv, log_lines, log_name, template_csv
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.envelope import envelope
from pixelzhub.partners.frame.rendering import JSONRenderer
from pixelzhub.partners.frame.route import Route
from pixelzhub.partners.stores.imports import own_import


class CSVRenderer(JSONRenderer):
    """Says that CSV is to be had. The views write it themselves; an error is JSON even to who asked for CSV."""

    media_type = "text/csv"
    format = "csv"


class _AlsoCSV(Route):
    scopes: ClassVar = {"GET": Scope.IMPORTS_READ}

    def handle_exception(self, exc: Exception) -> Response:
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type
        answer: Response = super().handle_exception(exc)
        return answer


class ImportLog(_AlsoCSV):
    renderer_classes = [JSONRenderer, CSVRenderer]

    def get(self, request: Request, import_id: str) -> Any:
        row = own_import(request, import_id)
        if request.accepted_renderer.format == "csv":
            return _download(log_csv(row), log_name(row))
        lines = list(log_lines(row))
        return Response(envelope(lines, total=len(lines), page_size=len(lines), updated_at=row.finished_at))


class ImportTemplate(_AlsoCSV):
    renderer_classes = [CSVRenderer, JSONRenderer]

    def get(self, request: Request) -> Any:
        return _download(template_csv(), "import-template.csv")


def _download(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
