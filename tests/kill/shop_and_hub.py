"""A sandbox shop, the web server that it fetches from, and supervised workers that can be killed: each a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, BinaryIO

from pixelzhub.environment import demo_environment, free_port
from tests.sandbox_process import ROOT, Sandbox


class ShopAndHub:
    """Use as a context manager; `catalogue` is the folder of photos that the shop sells. Ended with all that it started."""

    def __init__(self, folder: Path, catalogue: Path, **environment: str) -> None:
        self.folder = folder
        (folder / "sandbox").mkdir(parents=True)
        self.sandbox = Sandbox(folder / "sandbox", catalogue=catalogue)
        self.extra = {"DJANGO_SETTINGS_MODULE": "tests.kill.settings", "SWEEP_S": "1"} | environment
        self.web = f"http://127.0.0.1:{free_port()}"
        self.running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> ShopAndHub:
        self.sandbox.__enter__()
        self.log: BinaryIO = (self.folder / "hub.log").open("wb")
        made = demo_environment(self.folder, web=self.web, sandbox=self.sandbox.url)
        self.environment = {**os.environ, **made, **self.extra}
        return self

    def __exit__(self, *exc: object) -> None:
        for process in reversed(self.running):
            process.terminate()
        for process in reversed(self.running):
            process.wait(60)
        self.log.close()
        self.sandbox.__exit__()

    def do(self, *arguments: str) -> None:
        """One command beside the others, to its end."""
        command = [sys.executable, *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=self.log, stderr=self.log)

    def serve(self) -> None:
        """The product's web server, as the product starts it."""
        granian = str(Path(sys.executable).parent / "granian")
        port = self.web.rpartition(":")[2]
        command = [granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", port, "--workers", "1"]
        self._start([*command, "--blocking-threads", "4", "--no-ws", "pixelzhub.wsgi:application"])
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError), closing(self.connect()) as connection:
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "hub.log").read_text(errors="replace")[-3000:])

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", int(self.web.rpartition(":")[2]), timeout=60)

    def work(self, *arguments: str) -> None:
        """Supervised workers; `--queue fast` for one queue alone."""
        self.worker_arguments = arguments
        self.worker = self._start([sys.executable, "manage.py", "work", *arguments])

    def kill_workers(self) -> None:
        """SIGKILL to the supervisor's group and the groups of its clusters, all at once; then a new supervisor."""
        for group in {self.worker.pid, *_groups_below(self.worker.pid)}:
            os.killpg(group, signal.SIGKILL)
        self.worker.wait(30)
        self.running.remove(self.worker)
        self.work(*self.worker_arguments)

    def gallery_pages(self) -> list[dict[str, Any]]:
        """Every product with its photos, as the shop's API lists them now."""
        found: list[dict[str, Any]] = []
        cursor = ""
        with closing(http.client.HTTPConnection(self.sandbox.host, timeout=30)) as connection:
            while True:
                headers = {"Authorization": f"Bearer {self.sandbox.shop['token']}"}
                connection.request("GET", f"/shop/api/products?page_size=250&cursor={cursor}", headers=headers)
                page = json.loads(connection.getresponse().read())
                found += page["products"]
                if not page["next_cursor"]:
                    return found
                cursor = page["next_cursor"]

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )
        self.running.append(process)
        return process


def _groups_below(pid: int) -> set[int]:
    """The process groups of everything that this process started, and of what that started."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,pgid="], capture_output=True, text=True, check=True)
    rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    below, groups = {pid}, set()
    for _depth in range(5):
        found = [(child, group) for child, parent, group in rows if parent in below]
        below |= {child for child, _group in found}
        groups |= {group for _child, group in found}
    return groups - {os.getpgrp()}
