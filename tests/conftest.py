"""What every test may use: a merchant with a store, a stranger, clients, and the sandbox as a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from pixelzhub.accounts.models import Membership, Merchant, User
from tests import builders
from tests.sandbox_process import Sandbox


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("sandbox"), turnaround=0.5, size=96) as running:
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
