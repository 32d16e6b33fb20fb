"""A PostgreSQL database of its own for a test or a bench, where a server answers."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg

SERVER = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
# Set where the services must be there: tests that need them then fail, and are not skipped.
REQUIRED = os.environ.get("TEST_SERVICES") == "required"


def reachable(url: str = SERVER) -> bool:
    """Whether a server listens there."""
    parts = urlsplit(url)
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((parts.hostname or "", parts.port or 5432)) == 0


@contextmanager
def own_database(template: str = "template1") -> Iterator[str]:
    """The address of a database, dropped afterwards: empty, or a copy of another one that nobody is connected to."""
    name = f"hub_test_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
