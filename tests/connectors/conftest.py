"""A harness for each platform of the registry: tests that take `harness` or `over_http` run once for each."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from connectors.registry import PLATFORMS
from tests.connectors.harness import Harness, OverHttp
from tests.sandbox_process import Sandbox


def harness_class(platform: str) -> Any:
    """The one harness in tests/connectors/<platform>/harness.py. A platform without one fails."""
    module = import_module(f"tests.connectors.{platform}.harness")
    kinds = (value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Harness))
    return next(kind for kind in kinds if getattr(kind, "platform", "") == platform)


OVER_HTTP = [platform for platform in PLATFORMS if issubclass(harness_class(platform), OverHttp)]


@pytest.fixture(scope="session")
def small_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox of its own: these tests rearrange its products, and list them all, which draws all their photos."""
    with Sandbox(tmp_path_factory.mktemp("small-sandbox"), size=48) as running:
        yield running


def _start(platform: str, request: pytest.FixtureRequest, folder: Path) -> Any:
    sandbox = request.getfixturevalue("small_sandbox") if platform == "sandbox" else None
    return harness_class(platform).start(sandbox, folder)


@pytest.fixture(params=list(PLATFORMS))
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    with _start(request.param, request, tmp_path) as running:
        yield running


@pytest.fixture(params=OVER_HTTP)
def over_http(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OverHttp]:
    with _start(request.param, request, tmp_path) as running:
        yield running
