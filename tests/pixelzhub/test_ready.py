"""/healthz and /readyz."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
def test_ready_when_database_and_files_are_there() -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}
    assert Client().get("/readyz").json() == {"ready": True, "missing": []}


@pytest.mark.django_db
def test_demo_is_ready_only_when_its_file_says_so(settings, tmp_path) -> None:
    settings.HUB_ENV, settings.DATA_DIR = "demo", tmp_path
    assert Client().get("/readyz").status_code == 503
    (tmp_path / "demo.json").write_text("{}")
    assert Client().get("/readyz").status_code == 200
