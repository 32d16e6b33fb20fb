"""Many jobs while everything goes wrong: lost answers, errors, doubled webhooks, workers that are killed again and again."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixelzhub.environment import demo_environment
from tests.kill.demo_process import ROOT, Demo

TROUBLE = {"drop_after_accept": 0.2, "error_rate": 0.1, "duplicate_webhooks": True}
CALM = {"drop_after_accept": 0, "error_rate": 0, "duplicate_webhooks": False}
STEPS = ("submit", "follow", "collect", "accept_deliveries", "open_orders")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the hub's jobs by state, and how often the sandbox accepted each of the hub's ids."""

    states: Counter[str]
    accepted: Counter[str]
    kills: int
    seconds: float

    @property
    def paid_once(self) -> bool:
        return set(self.accepted.values()) <= {1} and len(self.accepted) == self.states.total()


def chaos(
    folder: Path,
    jobs: int,
    *,
    pause_s: float,
    patience_s: float,
    turnaround_s: float = 2.0,
    migrated: Path | None = None,
) -> Outcome:
    """Order `jobs` photos and kill a worker every `pause_s` seconds until all are delivered or the time is over."""
    with Demo(folder, size=24, migrated=migrated, PIPELINE_PROBE="tests.kill.plug.note") as demo:
        control(demo, {"render": False, "turnaround_s": turnaround_s, "account": {"balance": "1000000.00"}})
        control(demo, TROUBLE)
        began, kills = time.monotonic(), 0
        _order(demo, jobs)
        while time.monotonic() - began < patience_s and not _all_back(_states(folder), jobs):
            time.sleep(pause_s)
            kills += _kill_a_worker(demo)
        seconds = time.monotonic() - began
        accepted = demo.ledger()["accepted"]
    many = {row["customer_image_id"] for row in _rows(folder, "SELECT customer_image_id FROM retouch_job")}
    counted = Counter(row["customerImageId"] for row in accepted if row["customerImageId"] in many)
    others = [row for row in accepted if row["customerImageId"] not in many]
    counted.update(f"unknown {row['ticket']}" for row in others)
    return Outcome(_states(folder), counted, kills, seconds)


def control(demo: Demo, wanted: dict[str, Any]) -> None:
    """Tell the sandbox which faults to show."""
    address = json.loads((demo.folder / "demo.json").read_text())["sandbox"].removeprefix("http://")
    with closing(http.client.HTTPConnection(address, timeout=30)) as connection:
        connection.request("POST", "/control.json", json.dumps(wanted), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()


def _order(demo: Demo, jobs: int) -> None:
    addresses = json.loads((demo.folder / "demo.json").read_text())
    environment = demo.environment | demo_environment(demo.folder, web=addresses["web"], sandbox=addresses["sandbox"])
    subprocess.run(
        [sys.executable, "-m", "tests.kill.order_many", str(jobs)],
        cwd=ROOT, env=environment | {"DJANGO_SETTINGS_MODULE": "pixelzhub.settings"}, check=True,
    )  # fmt: skip


def _kill_a_worker(demo: Demo) -> int:
    """SIGKILL a process that worked on one of the steps lately; 0 if none is there."""
    marks = [demo.plug / f"before-{step}" for step in random.sample(STEPS, len(STEPS))]
    for mark in marks:
        with suppress(FileNotFoundError, ValueError, ProcessLookupError):
            os.kill(int(mark.read_text()), signal.SIGKILL)
            mark.unlink()
            return 1
    return 0


def _all_back(states: Counter[str], jobs: int) -> bool:
    return states["delivered"] == jobs


def _states(folder: Path) -> Counter[str]:
    rows = _rows(folder, "SELECT state, count(*) AS n FROM retouch_job GROUP BY state")
    return Counter({row["state"]: row["n"] for row in rows})


def _rows(folder: Path, sql: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(f"file:{folder / 'hub.sqlite3'}?mode=ro", uri=True, timeout=30)) as database:
        database.row_factory = sqlite3.Row
        return database.execute(sql).fetchall()
