"""Starting what the demo needs, in order, and saying in one line what to do when it cannot start."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from django.conf import settings

from pixelzhub.supervisor import Child

FREE_BYTES = 200 * 1024**2
START_S = 60.0


class CannotStart(Exception):
    """One line that says what is wrong and what to do."""


def lock_folder(folder: Path) -> IO[str]:
    """The folder, made, writable, with room, and ours alone. Raises `CannotStart`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "demo.lock").open("a")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lock.write("")
    except BlockingIOError:
        raise CannotStart(
            f"A demo already runs in {folder}. Stop it first, or choose another folder: --data DIR"
        ) from None
    except OSError as error:
        full = error.errno == errno.ENOSPC
        reason = "the disk is full" if full else error.strerror or "it cannot be written"
        raise CannotStart(f"Cannot use {folder}: {reason}. Choose another folder: --data DIR") from None
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES:
        raise CannotStart(f"Only {free // 1024**2} MB are free at {folder}; the demo needs 200 MB. Make room first.")
    return lock


def check_port(address: str, what: str) -> None:
    """Raises `CannotStart` if someone else listens there."""
    port = urlsplit(address).port or 80
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(
                f"Port {port} ({what}) is in use. Choose another one: PORT={port + 100} make demo"
            ) from None


def sandbox_child(folder: Path, address: str, catalogue: str | None, turnaround_s: float, size: int | None) -> Child:
    command = [sys.executable, "-m", "pixelzhub.sandbox", "--port", str(urlsplit(address).port)]
    command += ["--data", str(folder / "sandbox"), "--turnaround", str(turnaround_s)]
    command += ["--catalogue", catalogue] if catalogue else []
    command += ["--size", str(size)] if size else []
    return Child("sandbox", command, log=str(folder / "logs" / "sandbox.log"))


def web_child(folder: Path, address: str) -> Child:
    granian = str(Path(sys.executable).parent / "granian")
    command = [granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(urlsplit(address).port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "pixelzhub.wsgi:application"]
    return Child("web", command, log=str(folder / "logs" / "web.log"))


def worker_child(folder: Path) -> Child:
    return Child("worker", [sys.executable, "manage.py", "work"], log=str(folder / "logs" / "worker.log"))


def wait_for(address: str, child: Child, *, until: Callable[[], bool] | None = None) -> None:
    """Until the address answers (or `until` holds). Raises `CannotStart` when the child dies first."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if until is not None and until():
            return
        if until is None and answers(address):
            return
        if not child.is_alive:
            raise CannotStart(f"The {child.name} did not start: {_last_words(child)}")
        time.sleep(0.1)
    raise CannotStart(f"The {child.name} did not answer within {START_S:.0f} s; see {child.log}")


def answers(address: str) -> bool:
    """True for any answer of a running server, a refusal included."""
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - an address of our own making
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def read_json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def write_json(path: Path, values: dict[str, Any]) -> None:
    """Whole or not at all: whoever waits for the file reads it complete."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(values, indent=2) + "\n")
    os.replace(fresh, path)


def _last_words(child: Child) -> str:
    lines = Path(child.log).read_text(errors="replace").strip().splitlines() if child.log else []
    return lines[-1][:300] if lines else "it said nothing"


def public_url() -> str:
    url: str = settings.PUBLIC_URL
    return url
