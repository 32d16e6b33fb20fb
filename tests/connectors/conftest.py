"""A harness for each platform of the registry: a test runs once for each platform that its fixture stands for.

`harness` and `over_http` stand for shops, which show photos; `listing` for all that list products, also without photos;
`reached` for all that are reached over the network; `paged` for those of them that list products.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import ReadsImages, ReadsProducts
from connectors.registry import PLATFORMS, connector_class
from tests.connectors.harness import Harness, OverHttp
from tests.sandbox_process import Sandbox


def harness_class(platform: str) -> Any:
    """The one harness in tests/connectors/<platform>/harness.py. A platform without one fails."""
    module = import_module(f"tests.connectors.{platform}.harness")
    kinds = (value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Harness))
    return next(kind for kind in kinds if getattr(kind, "platform", "") == platform)


def params(platforms: list[str]) -> list[Any]:
    """The platforms as parameters; behind one of them stand tables of the hub's own."""
    marks = {"partner": pytest.mark.django_db}
    return [pytest.param(one, marks=marks[one]) if one in marks else one for one in platforms]


SHOPS = [platform for platform in PLATFORMS if issubclass(connector_class(platform), ReadsImages)]
LISTING = [platform for platform in PLATFORMS if issubclass(connector_class(platform), ReadsProducts)]
REACHED = [platform for platform in PLATFORMS if issubclass(harness_class(platform), OverHttp)]


@pytest.fixture(scope="session")
def small_sandbox(tmp_path_factory: pytest.TempPathFactory, drawings: Path) -> Iterator[Sandbox]:
    """A sandbox of its own: these tests rearrange its products, and list them all, which asks for all their photos."""
    with Sandbox(tmp_path_factory.mktemp("small-sandbox"), size=48, drawings=drawings) as running:
        yield running


def _start(platform: str, request: pytest.FixtureRequest, folder: Path) -> Any:
    sandbox = request.getfixturevalue("small_sandbox") if platform == "sandbox" else None
    return harness_class(platform).start(sandbox, folder)


@pytest.fixture(params=params(SHOPS))
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    with _start(request.param, request, tmp_path) as running:
        yield running


@pytest.fixture(params=[platform for platform in SHOPS if platform in REACHED])
def over_http(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OverHttp]:
    with _start(request.param, request, tmp_path) as running:
        yield running


@pytest.fixture(params=params(LISTING))
def listing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    with _start(request.param, request, tmp_path) as running:
        yield running


@pytest.fixture(params=REACHED)
def reached(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OverHttp]:
    with _start(request.param, request, tmp_path) as running:
        yield running


@pytest.fixture(params=[platform for platform in LISTING if platform in REACHED])
def paged(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OverHttp]:
    with _start(request.param, request, tmp_path) as running:
        yield running
