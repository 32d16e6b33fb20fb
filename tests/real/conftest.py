"""Tests on real programs run when they are asked for: `pytest -m real`."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "real: installs and starts a real shop program; run with -m real")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "real" in config.getoption("-m"):
        return
    unasked = [item for item in items if item.get_closest_marker("real")]
    config.hook.pytest_deselected(items=unasked)
    items[:] = [item for item in items if item not in set(unasked)]
