"""What SQLite cannot show: transactions that run at once. And the same search on PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.analytics.twins.two_at_once import ROUNDS

pytestmark = [pytest.mark.services, pytest.mark.timeout(180), pytest.mark.xdist_group("postgresql")]


def test_two_workers_at_once_lose_no_link_and_make_no_group_twice(postgresql: str, tmp_path: Path) -> None:
    environment = os.environ | {"DATABASE_URL": postgresql, "DATA_DIR": str(tmp_path), "HUB_ENV": "test"}
    environment |= {"DJANGO_SETTINGS_MODULE": "pixelzhub.settings", "PGOPTIONS": "-c synchronous_commit=off"}
    command = [sys.executable, "-m", "tests.analytics.twins.two_at_once"]
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {"2": ROUNDS, "3": ROUNDS}
