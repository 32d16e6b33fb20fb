"""How fast webhooks are taken: requests a second against a bare view on the same server, and the p95 while workers work."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

from tests.bench.said import say
from tests.intake.server import ROOT, Intake, body_of, call, intake
from tests.postgresql import own_database, reachable

JOBS = 2000
CLIENTS = 4
ROUNDS = 8
CALLS = 600


def rates(database_url: str) -> None:
    """Both figures for one database; an empty address is SQLite."""
    name = "PostgreSQL" if database_url else "SQLite"
    with tempfile.TemporaryDirectory() as folder, intake(Path(folder), JOBS, database_url=database_url) as server:
        ratios, times = [], []
        for turn in range(ROUNDS + 1):
            ours, bare = _seconds(server, hooks=True), _seconds(server, hooks=False)
            if turn:
                ratios.append(bare / ours)
        with _worker(server):
            for _turn in range(ROUNDS):
                times += _round(server, hooks=True)
        p95 = statistics.quantiles(times, n=20)[18] * 1000
        ratio = statistics.median(ratios)
        say(f"{f'intake, {name}':24}{ratio:8.2f} of a bare view's rate; p95 {p95:.1f} ms beside a busy worker")


def _seconds(server: Intake, *, hooks: bool) -> float:
    began = time.perf_counter()
    _round(server, hooks=hooks)
    return time.perf_counter() - began


def _round(server: Intake, *, hooks: bool) -> list[float]:
    """The seconds of each call, from several clients at once."""
    times: list[float] = []
    threads = [threading.Thread(target=_calls, args=(server, hooks, number, times)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(times) < CALLS:
        sys.exit("A call was not answered with 200.")
    return times


def _calls(server: Intake, hooks: bool, client: int, times: list[float]) -> None:
    with closing(server.connect()) as connection:
        for n in range(CALLS // CLIENTS):
            number = (client * CALLS + n * 7) % len(server.hooks)
            path = server.hooks[number] if hooks else server.bare
            began = time.perf_counter()
            status = call(connection, path, body_of(number))
            times.append(time.perf_counter() - began)
            if status != 200:
                raise RuntimeError(f"{path} answered {status}")


class _worker:
    """`manage.py work` over the same database: it acts on the calls as they come."""

    def __init__(self, server: Intake) -> None:
        self.server = server

    def __enter__(self) -> None:
        command = [sys.executable, "manage.py", "work"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.server.environment | {"SWEEP_S": "1"}, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(6)

    def __exit__(self, *exc: object) -> None:
        os.kill(self.process.pid, signal.SIGTERM)
        self.process.wait(60)


def takes_calls() -> None:
    """On SQLite, and on PostgreSQL where one answers."""
    rates("")
    if reachable():
        with own_database() as address:
            rates(address)
    else:
        say("intake, PostgreSQL: not measured, none answers")
