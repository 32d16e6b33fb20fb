"""What is made once in a run and only read or copied by its tests: migrated databases, and the drawn shop's photos."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The file or folder of this name that all processes of the run share; the first one that asks makes it."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    made, half = shared / name, shared / f"half-{name}"
    with (shared / f"{name}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not made.exists():
            make(half)
            half.rename(made)
    return made


def migrate(address: str) -> None:
    """Make the tables of the database at this address, in a process of its own, as an operator does it."""
    environment = os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "pixelzhub.settings"}
    _run(["manage.py", "migrate", "--verbosity", "0"], environment)


def draw(folder: Path, photos: int) -> None:
    """Draw the first photos of the drawn shop."""
    _run(["-m", "tests.drawn_shop", str(folder), str(photos)], dict(os.environ))


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
