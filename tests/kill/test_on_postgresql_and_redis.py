"""The same main job and the same kills on PostgreSQL and Redis, whose broker loses the tasks of a killed worker."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.kill.demo_process import Demo
from tests.kill.test_kill import ORDERED, assert_done_once

DATABASE = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
REQUIRED = os.environ.get("TEST_SERVICES") == "required"
pytestmark = [pytest.mark.services, pytest.mark.timeout(600), pytest.mark.xdist_group("installations")]


def reachable(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((parts.hostname or "", parts.port or 0)) == 0


@pytest.fixture
def database() -> Iterator[str]:
    """A database of its own, dropped afterwards."""
    if not REQUIRED and not (reachable(DATABASE) and reachable(REDIS)):
        pytest.skip("PostgreSQL or Redis is not reachable (TEST_DATABASE_URL, TEST_REDIS_URL)")
    name = f"hub_test_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(DATABASE, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlsplit(DATABASE)._replace(path=f"/{name}").geturl()
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_main_job_survives_a_kill_at_every_edge(tmp_path: Path, database: str) -> None:
    environment = {"DATABASE_URL": database, "REDIS_URL": REDIS, "PIPELINE_PROBE": "tests.kill.plug.pull"}
    with Demo(tmp_path / "demo", size=48, **environment) as demo:
        report = demo.report(demo.once(ORDERED))
        ledger = demo.ledger()
    assert_done_once(report, ledger)
