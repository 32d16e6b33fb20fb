"""/healthz: the process answers. /readyz: it can do its work, or says what is missing."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations, files and, in a demo, the demo itself are there."""
    missing = [name for name, check in _CHECKS.items() if not check()]
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)


def _database() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _files() -> bool:
    try:
        default_storage.exists("readyz")
    except OSError:
        return False
    return True


def _demo() -> bool:
    return settings.HUB_ENV != "demo" or (settings.DATA_DIR / "demo.json").exists()


_CHECKS = {"database": _database, "files": _files, "demo": _demo}
