"""A server of another program, as a process of its own that ends with the tests."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: git passes it over; what is installed once stays for the next run
INSTALLED = ROOT / "var" / "real"
START_S = 120.0
END_S = 10.0


class Process:
    """Use as a context manager: started, its line `ready` seen in its output, ended with all that it started.

    It is told the end of the tests by its stdin, too: a killed test run leaves nothing behind.
    """

    def __init__(
        self, command: Sequence[str], *, folder: Path, log: Path, ready: str, start_s: float = START_S, **env: str
    ) -> None:
        self.command, self.folder, self.log, self.ready, self.start_s = command, folder, log, ready, start_s
        self.environment = env

    def __enter__(self) -> Process:
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, env=_clean() | self.environment, stdin=subprocess.PIPE,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(END_S)
        except ProcessLookupError:
            self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(END_S)

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def _wait(self) -> None:
        until = time.monotonic() + self.start_s
        while self.ready not in self.said():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{self.command[0]} did not start: {self.said()[-2000:]}")
            time.sleep(0.1)


def _clean() -> Mapping[str, str]:
    """What a program needs to run, and nothing of the hub's own settings."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
