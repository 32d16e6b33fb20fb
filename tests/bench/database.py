"""Databases of their own for subjects that need another than the bench's SQLite, and what a process on one prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.said import say
from tests.postgresql import own_database, reachable

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def own_postgresql() -> Iterator[dict[str, str]]:
    """The environment for a process on a PostgreSQL database that is dropped afterwards; empty where none answers."""
    if not reachable():
        say("PostgreSQL: not measured, none answers (TEST_DATABASE_URL)")
        yield {}
        return
    with own_database() as url, tempfile.TemporaryDirectory() as folder:
        yield {"DATA_DIR": folder, "DATABASE_URL": url}


def printed_by(module: str, photos: int, environment: dict[str, str]) -> Any:
    """The JSON on the last line that `python -m module photos` prints."""
    environment = os.environ | {"HUB_ENV": "test", "DJANGO_SETTINGS_MODULE": "pixelzhub.settings"} | environment
    command = [sys.executable, "-m", module, str(photos)]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])
