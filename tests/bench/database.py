"""Databases of their own for subjects that need another than the bench's SQLite, and what a process on one prints."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.bench.said import say

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@contextmanager
def own_postgresql() -> Iterator[dict[str, str]]:
    """The environment for a process on a PostgreSQL database that is dropped afterwards; empty where none answers."""
    parts = urlsplit(SERVER)
    with socket.socket() as probe:
        if probe.connect_ex((parts.hostname or "", parts.port or 5432)) != 0:
            say("PostgreSQL: not measured, none answers (TEST_DATABASE_URL)")
            yield {}
            return
    name = f"hub_bench_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(SERVER, autocommit=True) as connection, tempfile.TemporaryDirectory() as folder:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"DATA_DIR": folder, "DATABASE_URL": parts._replace(path=f"/{name}").geturl()}
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def printed_by(module: str, photos: int, environment: dict[str, str]) -> Any:
    """The JSON on the last line that `python -m module photos` prints."""
    environment = os.environ | {"HUB_ENV": "test", "DJANGO_SETTINGS_MODULE": "pixelzhub.settings"} | environment
    command = [sys.executable, "-m", module, str(photos)]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])
