"""When the demo cannot start it says in one line what to do."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

from pixelzhub.environment import free_port

ROOT = Path(__file__).resolve().parents[2]


def demo(*arguments: str) -> str:
    """What `manage.py demo` says when it refuses."""
    environment = {k: v for k, v in os.environ.items() if k not in {"HUB_ENV", "DATA_DIR", "DJANGO_SETTINGS_MODULE"}}
    command = [sys.executable, "manage.py", "demo", *arguments]
    refused = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert refused.returncode != 0
    return refused.stderr.strip().splitlines()[-1]


def test_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = demo("--data", str(tmp_path), "--port", str(taken.getsockname()[1]))
    assert "is in use" in said
    assert "PORT=" in said


def test_demo_that_runs_here_already(tmp_path: Path) -> None:
    with (tmp_path / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = demo("--data", str(tmp_path), "--port", str(free_port()))
    assert "already runs" in said


def test_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert "Choose another folder" in demo("--data", str(tmp_path / "file" / "demo"), "--port", str(free_port()))


def test_catalogue_that_is_not_there(tmp_path: Path) -> None:
    assert "There is no folder" in demo("--data", str(tmp_path), "--catalogue", str(tmp_path / "photos"))
