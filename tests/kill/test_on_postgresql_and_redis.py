"""The same main job and the same kills on PostgreSQL and Redis, whose broker loses the tasks of a killed worker."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kill.demo_process import Demo
from tests.kill.test_kill import ORDERED, assert_done_once
from tests.postgresql import REQUIRED, own_database, reachable

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
pytestmark = [pytest.mark.services, pytest.mark.timeout(600), pytest.mark.xdist_group("installations")]


@pytest.fixture
def database() -> Iterator[str]:
    """A database of its own, dropped afterwards."""
    if not REQUIRED and not (reachable() and reachable(REDIS)):
        pytest.skip("PostgreSQL or Redis is not reachable (TEST_DATABASE_URL, TEST_REDIS_URL)")
    with own_database() as url:
        yield url


def test_main_job_survives_a_kill_at_every_edge(tmp_path: Path, database: str) -> None:
    environment = {"DATABASE_URL": database, "REDIS_URL": REDIS, "PIPELINE_PROBE": "tests.kill.plug.pull"}
    with Demo(tmp_path / "demo", size=48, **environment) as demo:
        report = demo.report(demo.once(ORDERED))
        ledger = demo.ledger()
    assert_done_once(report, ledger)
