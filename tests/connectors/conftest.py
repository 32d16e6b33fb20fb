"""A harness for each platform of the registry: tests that take `harness` or `over_http` run once for each."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from connectors.registry import PLATFORMS
from tests.connectors.harness import Harness, OverHttp


def harness_class(platform: str) -> Any:
    """The one harness in tests/connectors/<platform>/harness.py. A platform without one fails."""
    module = import_module(f"tests.connectors.{platform}.harness")
    kinds = (value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Harness))
    return next(kind for kind in kinds if getattr(kind, "platform", "") == platform)


OVER_HTTP = [platform for platform in PLATFORMS if issubclass(harness_class(platform), OverHttp)]


def _start(platform: str, request: pytest.FixtureRequest, folder: Path) -> Any:
    sandbox = request.getfixturevalue("sandbox_process") if platform == "sandbox" else None
    return harness_class(platform).start(sandbox, folder)


@pytest.fixture(params=list(PLATFORMS))
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    with _start(request.param, request, tmp_path) as running:
        yield running


@pytest.fixture(params=OVER_HTTP)
def over_http(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OverHttp]:
    with _start(request.param, request, tmp_path) as running:
        yield running
