"""A Saleor shop for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.saleor.harness import SaleorHarness


@pytest.fixture
def saleor(tmp_path: Path) -> Iterator[SaleorHarness]:
    with SaleorHarness.start(None, tmp_path) as running:
        yield running
