"""The sandbox that this folder's tests share, and the clients that speak to it as the hub does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.http import Http
from connectors.platforms.sandbox.connector import SandboxConnector
from pixelzhub.pixelz.client import Credentials, Pixelz
from tests.sandbox_process import Sandbox


def connector_to(running: Sandbox) -> SandboxConnector:
    http = Http(running.shop["url"], auth=SandboxConnector.auth(running.shop), allowed_private=[running.host], tries=1)
    return SandboxConnector(running.shop, http)


def pixelz_of(running: Sandbox, *, developer: str = "") -> Pixelz:
    who = Credentials(running.pixelz["contactEmail"], running.pixelz["contactAPIkey"], developer)
    return Pixelz(who, url=running.pixelz["url"], allowed_private=[running.host], timeout=10)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, drawings: Path) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("own"), turnaround=0.4, size=24, drawings=drawings) as sandbox:
        # Its own limit of calls is tested by name; the other tests may ask as fast as they can.
        sandbox.first_faults["shop_rate"] = 10_000.0
        sandbox.calm()
        yield sandbox


@pytest.fixture(autouse=True)
def no_faults(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "running" in request.fixturenames:
        request.getfixturevalue("running").calm()


@pytest.fixture
def shop(running: Sandbox) -> SandboxConnector:
    return connector_to(running)


@pytest.fixture
def pixelz(running: Sandbox) -> Iterator[Pixelz]:
    with pixelz_of(running) as client:
        yield client


@pytest.fixture
def photo(tmp_path: Path) -> bytes:
    """A small valid JPEG of its own."""
    import io
    import os

    from PIL import Image

    out = io.BytesIO()
    Image.frombytes("RGB", (8, 8), os.urandom(192)).resize((600, 400)).save(out, "JPEG")
    return out.getvalue()
