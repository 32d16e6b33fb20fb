"""What SQLite cannot show: transactions that run at once. And the same search on PostgreSQL."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.analytics.twins.two_at_once import ROUNDS

DATABASE = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
REQUIRED = os.environ.get("TEST_SERVICES") == "required"
pytestmark = [pytest.mark.services, pytest.mark.timeout(180)]


@pytest.fixture
def database() -> Iterator[str]:
    """A database of its own, dropped afterwards."""
    parts = urlsplit(DATABASE)
    with socket.socket() as probe:
        probe.settimeout(2)
        if not REQUIRED and probe.connect_ex((parts.hostname or "", parts.port or 5432)) != 0:
            pytest.skip("PostgreSQL is not reachable (TEST_DATABASE_URL)")
    name = f"hub_twins_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(DATABASE, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield parts._replace(path=f"/{name}").geturl()
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_two_workers_at_once_lose_no_link_and_make_no_group_twice(database: str, tmp_path: Path) -> None:
    environment = os.environ | {"DATABASE_URL": database, "DATA_DIR": str(tmp_path), "HUB_ENV": "test"}
    environment |= {"DJANGO_SETTINGS_MODULE": "pixelzhub.settings", "PGOPTIONS": "-c synchronous_commit=off"}
    command = [sys.executable, "-m", "tests.analytics.twins.two_at_once"]
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {"2": ROUNDS, "3": ROUNDS}
