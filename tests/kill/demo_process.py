"""A whole demo as processes of its own, and the main job driven beside it."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from pixelzhub.environment import free_port
from tests.drawn_shop import hang

ROOT = Path(__file__).resolve().parents[2]
FAST = {"LEASE_S": "4", "SWEEP_S": "1", "PIXELZ_ASK_AGAIN_S": "2", "PIXELZ_POLL_S": "3"}


class Demo:
    """Use as a context manager: started, ready, and ended with everything that it started.

    It makes all from nothing, but for a database that is `migrated` already, and photos that are among the `drawings`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        size: int = 24,
        migrated: Path | None = None,
        drawings: Path | None = None,
        **environment: str,
    ) -> None:
        self.folder, self.port = folder, free_port(neighbours=1)
        self.plug = folder / "plug"
        self.plug.mkdir(parents=True)
        if migrated:
            shutil.copy(migrated, folder / "hub.sqlite3")
        if drawings:
            hang(drawings, folder / "sandbox")
        clean = {k: v for k, v in os.environ.items() if k not in {"HUB_ENV", "DATA_DIR", "DJANGO_SETTINGS_MODULE"}}
        self.environment = {**clean, **FAST, "PLUG_FOLDER": str(self.plug), **environment}
        self.command = [sys.executable, "manage.py", "demo", "--data", str(folder), "--port", str(self.port)]
        self.command += ["--size", str(size), "--turnaround", "1"]

    def __enter__(self) -> Demo:
        self.output = (self.folder / "demo.log").open("wb")
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environment, stdout=self.output, stderr=self.output, start_new_session=True
        )
        until = time.monotonic() + 120
        while not (self.folder / "demo.json").exists():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "demo.log").read_text())
            time.sleep(0.1)
        return self

    def __exit__(self, *exc: object) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(60)
        finally:
            self.output.close()

    def once(self, limit: int) -> subprocess.Popen[str]:
        """Start the main job beside the demo; `report` reads what it says."""
        command = [sys.executable, "manage.py", "demo", "--once", "--data", str(self.folder)]
        command += ["--limit", str(limit), "--json"]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def report(self, job: subprocess.Popen[str], *, seconds: float = 400) -> dict[str, Any]:
        said, _ = job.communicate(timeout=seconds)
        last = [line for line in said.splitlines() if line.startswith("{")]
        assert last, said
        found: dict[str, Any] = json.loads(last[-1])
        return found

    def ledger(self) -> dict[str, Any]:
        """What the sandbox saw: accepted images and writes to the shop."""
        address = json.loads((self.folder / "demo.json").read_text())["sandbox"].removeprefix("http://")
        connection = http.client.HTTPConnection(address, timeout=10)
        connection.request("GET", "/control.json")
        found: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return found

    def worker(self, step: str, moment: str = "after") -> int:
        """The process that came to this edge of a step."""
        return int((self.plug / f"{moment}-{step}").read_text())


def group_of(pid: int) -> int:
    return os.getpgid(pid)
