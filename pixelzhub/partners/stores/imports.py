"""/imports: tables and photos handed in by a program, and how far each is, in the words of Wizart's PIM."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.http import Http404
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.imports import cancel_import
from connectors.models import Import
from pixelzhub import pipeline
from pixelzhub.accounts import audit
from pixelzhub.accounts.scopes import Scope
from pixelzhub.deliveries.from_catalogue import import_finished
from pixelzhub.partners.frame.asking import NotNow, choice, own_row_by_uuid
from pixelzhub.partners.frame.envelope import envelope
from pixelzhub.partners.frame.keys import key_of, merchant_of
from pixelzhub.partners.frame.listing import listed
from pixelzhub.partners.frame.route import Route
from pixelzhub.partners.stores.import_files import handed_in


class Imports(Route):
    scopes: ClassVar = {"GET": Scope.IMPORTS_READ, "POST": Scope.IMPORTS_WRITE}
    parser_classes = [MultiPartParser]

    def get(self, request: Request) -> Response:
        rows = Import.objects.filter(merchant=merchant_of(request)).defer("problems")
        if status := choice(request, "status", Import.State.values):
            rows = rows.filter(state=status)

        def told(found: Sequence[Import]) -> list[dict[str, Any]]:
            return [_told(request, row) for row in found]

        return listed(request, rows, told, _changed)

    def post(self, request: Request) -> Response:
        row = handed_in(request)
        audit.record(row.merchant, str(key_of(request)), "import.handed_in", row.filename)
        pipeline.nudge()
        return Response(envelope(_told(request, row)), status=201)


class LastImport(Route):
    scopes: ClassVar = {"GET": Scope.IMPORTS_READ}

    def get(self, request: Request) -> Response:
        row = Import.objects.filter(merchant=merchant_of(request)).order_by("-pk").first()
        if row is None:
            raise Http404
        return _answer(request, row)


class OneImport(Route):
    scopes: ClassVar = {"GET": Scope.IMPORTS_READ, "DELETE": Scope.IMPORTS_WRITE}

    def get(self, request: Request, import_id: str) -> Response:
        return _answer(request, own_import(request, import_id))

    def delete(self, request: Request, import_id: str) -> Response:
        """Stop it; what is in stays. Its status is `failure` then, with the reason “Cancelled.”."""
        row = own_import(request, import_id)
        if not cancel_import(row, str(key_of(request)), finished=import_finished):
            raise NotNow(f"The import is finished: {row.state}. Only one that is in progress can be cancelled.")
        audit.record(row.merchant, str(key_of(request)), "import.cancelled", row.filename)
        pipeline.nudge()
        return _answer(request, row)


def own_import(request: Request, import_id: str) -> Import:
    """An import of the key's merchant by its importId; another one's is not there. Raises `Http404`."""
    rows = Import.objects.filter(merchant=merchant_of(request)).select_related("store", "merchant")
    return own_row_by_uuid(rows, import_id, "import_id")


def _answer(request: Request, row: Import) -> Response:
    return Response(envelope(_told(request, row), updated_at=_changed(row)))


def _changed(row: Import) -> datetime:
    return row.finished_at or row.created_at


def _told(request: Request, row: Import) -> dict[str, Any]:
    """`reason` says why it stopped; after a dry run `imported` is how many rows would have come in."""
    return {
        "importId": str(row.import_id),
        "status": row.state,
        "state": "finished" if row.is_finished else "in_progress",
        "reason": row.last_error or None,
        "dry_run": row.dry_run,
        "store_id": str(row.store_id),
        "files": row.filename,
        "rows": {
            "total": row.rows_total,
            "imported": row.rows_imported,
            "skipped": row.rows_skipped,
            "failed": row.rows_failed,
        },
        "bytes": {"total": row.bytes_total, "done": row.bytes_done},
        "log_url": request.build_absolute_uri(f"/api/v1/imports/{row.import_id}/log"),
        "created_at": row.created_at,
        "finished_at": row.finished_at,
    }
