"""A Vendure server for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.vendure.harness import VendureHarness


@pytest.fixture
def vendure(tmp_path: Path) -> Iterator[VendureHarness]:
    with VendureHarness.start(None, tmp_path) as running:
        yield running
