"""Child processes that are started together, watched, restarted and ended together, without orphans."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

POLL_S = 0.2
PR_SET_PDEATHSIG = 1
RESTART_WAIT_S = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)


@dataclass(slots=True)
class Child:
    """One process, which leads a group of its own. `is_stuck` says that it lives but no longer works."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    is_stuck: Callable[[], bool] = lambda: False
    on_start: Callable[[], None] = lambda: None
    restarts: bool = True
    log: str = ""
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    start_at: float = 0.0

    def start(self) -> None:
        self.on_start()
        # The log is opened by the child's name and appended to: a restart keeps what the last one said.
        with open(self.log, "ab") if self.log else contextlib.nullcontext() as log:
            self.process = subprocess.Popen(
                list(self.command),
                env={**os.environ, **self.environment},
                start_new_session=True,
                preexec_fn=_die_with_parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def terminate(self) -> None:
        if self.process is not None and self.is_alive:
            self.process.terminate()

    def kill_group(self) -> None:
        """Clear the whole group: after a killed leader its children live on and go on taking work."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Runs children until told to stop. `every` holds functions to call each so many seconds."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], None], grace_s: float = 20.0) -> None:
        self.children = list(children)
        self.say = say
        self.grace_s = grace_s
        self.stopping = False
        self._every: list[tuple[float, Callable[[], None], list[float]]] = []

    def every(self, seconds: float, function: Callable[[], None]) -> None:
        self._every.append((seconds, function, [0.0]))

    def start(self) -> None:
        for child in self.children:
            child.start()

    def run(self) -> None:
        """Watch until SIGINT or SIGTERM, then end everything."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        try:
            while not self.stopping:
                self.look()
                time.sleep(POLL_S)
        finally:
            self.stop()

    def _on_signal(self, *_: object) -> None:
        self.stopping = True

    def look(self) -> None:
        """One round: report and restart what died or hangs, call what is due."""
        now = time.monotonic()
        for child in self.children:
            if child.is_alive and child.is_stuck():
                self.say(f"{child.name} no longer works; starting it again")
                child.kill_group()
            if not child.is_alive:
                self._revive(child, now)
        for seconds, function, last in self._every:
            if now - last[0] >= seconds:
                last[0] = now
                function()

    def _revive(self, child: Child, now: float) -> None:
        if child.process is not None:
            code = child.process.returncode
            child.kill_group()
            child.process = None
            child.start_at = now + RESTART_WAIT_S[min(child.deaths, len(RESTART_WAIT_S) - 1)]
            child.deaths += 1
            self.say(f"{child.name} ended ({_cause(code)})" + ("; starting it again" if child.restarts else ""))
        if child.restarts and now >= child.start_at:
            child.start()

    def stop(self) -> None:
        """SIGTERM to all, a while to finish, then SIGKILL to the groups."""
        for child in self.children:
            child.terminate()
        until = time.monotonic() + self.grace_s
        while any(child.is_alive for child in self.children) and time.monotonic() < until:
            time.sleep(0.05)
        for child in self.children:
            child.kill_group()


def _cause(code: int | None) -> str:
    return f"exit code {code}" if code is None or code >= 0 else f"killed by {signal.Signals(-code).name}"


def _die_with_parent() -> None:
    """Linux: ask for SIGTERM when the parent dies, so that even a killed supervisor leaves nothing behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
