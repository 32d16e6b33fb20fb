"""One sandbox for all tests of Pixelz's own calls: each of them makes the images, contacts and templates it needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pixelzhub.sandbox.listener import Listener
from tests.pixelzhub.sandbox.pixelz.rest import Rest
from tests.sandbox_process import Sandbox


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("pixelz"), turnaround=0.4, size=4) as sandbox:
        sandbox.control(account={"balance": "100000.00"})
        yield sandbox


@pytest.fixture(params=["json", "xml"])
def rest(request: pytest.FixtureRequest, running: Sandbox) -> Rest:
    """The API in one of its two formats, without the oddities of the document's samples."""
    running.control(quirks=False)
    return Rest(running, wire=request.param)


@pytest.fixture
def api(running: Sandbox) -> Rest:
    """The API in JSON, as documented."""
    return Rest(running)


@pytest.fixture
def photo_url(photo: bytes) -> Iterator[str]:
    with Listener(body=photo) as files:
        yield f"{files.url}/photo.jpg"
