"""Whatever is killed, and whenever: everything is delivered once and published once."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pixelzhub.pipeline import STEPS
from tests.kill.demo_process import Demo, group_of

# One after the other: each is a whole installation, and two at once would test the machine instead.
pytestmark = [pytest.mark.kill, pytest.mark.timeout(600), pytest.mark.xdist_group("installations")]
ORDERED = 4
#: steps of the main job; accounts are read again every ten minutes, photos are judged again when rules change, and
#: imports, rejections and PIMs have runs of their own
OTHERS = {"refresh_accounts", "imports", "reject", "judge", "forward", "send_messages", "analyze"}
STEPS_OF_THE_JOB = {step.name for step in STEPS} - OTHERS


def assert_done_once(report: dict[str, Any], ledger: dict[str, Any]) -> None:
    assert report["errors"] == []
    assert report["ordered"] == report["delivered"] == ORDERED
    assert report["published"] == report["verified"] == report["approved"] > 0
    assert report["undone"] == 1
    assert set(Counter(row["customerImageId"] for row in ledger["accepted"]).values()) == {1}
    writes = Counter(row["path"] for row in ledger["shop_writes"] if row["method"] == "PUT")
    assert sum(writes.values()) == report["published"] + report["undone"]


def wait_for(path: Path, *, seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < until, f"{path.name} was not reached"
        time.sleep(0.02)


@pytest.fixture
def begun(migrated: Path, drawings: Path) -> dict[str, Any]:
    """What an installation is spared to make, because no test here is about it."""
    return {"migrated": migrated, "drawings": drawings, "size": 48}


def test_killed_before_and_after_every_step(tmp_path: Path, begun: dict[str, Any]) -> None:
    with Demo(tmp_path / "demo", PIPELINE_PROBE="tests.kill.plug.pull", **begun) as demo:
        report = demo.report(demo.once(ORDERED))
        ledger = demo.ledger()
    killed = {path.name for path in demo.plug.iterdir()}
    assert_done_once(report, ledger)
    assert {f"killed-{name}-{moment}" for name in STEPS_OF_THE_JOB for moment in ("before", "after")} <= killed


def test_killed_workers_and_clusters_are_replaced(tmp_path: Path, begun: dict[str, Any]) -> None:
    with Demo(tmp_path / "demo", PIPELINE_PROBE="tests.kill.plug.note", **begun) as demo:
        job = demo.once(ORDERED)
        wait_for(demo.plug / "before-measure")
        os.kill(demo.worker("measure", "before"), signal.SIGKILL)  # a busy worker
        wait_for(demo.plug / "after-start_syncs")
        os.kill(demo.worker("start_syncs"), signal.SIGKILL)  # an idle one, which may take the queue's lock with it
        wait_for(demo.plug / "after-submit")
        cluster = group_of(demo.worker("submit"))
        os.kill(cluster, signal.SIGKILL)  # the cluster's main process; its children live on
        wait_for(demo.plug / "after-collect")
        os.killpg(group_of(demo.worker("collect")), signal.SIGKILL)  # the whole group
        report = demo.report(job)
        ledger = demo.ledger()
    assert_done_once(report, ledger)
    assert "starting it again" in (demo.folder / "logs" / "worker.log").read_text()
