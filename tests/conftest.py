"""What every test may use: a merchant with a store, a stranger, clients, and the sandbox as a process of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from pixelzhub.accounts.models import Membership, Merchant, User
from tests import builders
from tests.made_once import draw, made_once, migrate
from tests.postgresql import REQUIRED, own_database, reachable
from tests.sandbox_process import Sandbox


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database without rows of anyone's, to be copied."""
    return made_once(tmp_path_factory, "migrated.sqlite3", lambda file: migrate(f"sqlite:///{file}"))


@pytest.fixture(scope="session")
def migrated_on_postgresql() -> Iterator[str]:
    """The name of such a database on PostgreSQL, which nobody may be connected to."""
    if not REQUIRED and not reachable():
        pytest.skip("PostgreSQL is not reachable (TEST_DATABASE_URL)")
    with own_database() as address:
        migrate(address)
        yield urlsplit(address).path.removeprefix("/")


@pytest.fixture
def postgresql(migrated_on_postgresql: str) -> Iterator[str]:
    """The address of a migrated database on PostgreSQL, dropped afterwards."""
    with own_database(migrated_on_postgresql) as address:
        yield address


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, request: pytest.FixtureRequest
) -> None:
    """On SQLite the test database of this process is there already, as a copy of the migrated one."""
    if connection.vendor == "sqlite":
        shutil.copy(request.getfixturevalue("migrated"), connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """What was copied is kept, and not made anew."""
    return connection.vendor == "sqlite" or bool(request.config.getoption("reuse_db"))


@pytest.fixture(scope="session")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The photos that drawn shops of up to 96 sell, for sandboxes to begin with."""
    return made_once(tmp_path_factory, "drawings", lambda folder: draw(folder, 96))


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory, drawings: Path) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("sandbox"), turnaround=0.5, size=96, drawings=drawings) as running:
        yield running


@pytest.fixture
def sandbox(sandbox_process: Sandbox, settings) -> Iterator[Sandbox]:
    """The sandbox, reachable for the hub's own code; its faults are off again afterwards."""
    settings.ALLOWED_PRIVATE_HOSTS = frozenset({sandbox_process.host})
    settings.PIXELZ_API_URL = f"{sandbox_process.url}/pixelz/REST.svc/"
    settings.PIXELZ_FILES_URL = f"{sandbox_process.url}/pixelz/files/"
    yield sandbox_process
    sandbox_process.calm()


@pytest.fixture
def merchant(db) -> Merchant:
    return builders.make_merchant("Luma")


@pytest.fixture
def owner(merchant) -> User:
    return merchant.memberships.get().user


@pytest.fixture
def client(owner) -> Client:
    """A browser of the merchant's owner."""
    found = Client()
    found.force_login(owner)
    return found


@pytest.fixture
def stranger(db) -> Client:
    """A browser of someone who works for another merchant."""
    other = builders.make_merchant("Stranger")
    found = Client()
    found.force_login(other.memberships.get().user)
    return found


@pytest.fixture
def viewer(merchant) -> Client:
    user = builders.make_user("viewer@example.com")
    Membership.objects.create(merchant=merchant, user=user, role="viewer")
    found = Client()
    found.force_login(user)
    return found
