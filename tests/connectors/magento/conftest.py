"""A Magento store for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.magento.harness import MagentoHarness


@pytest.fixture
def magento(tmp_path: Path) -> Iterator[MagentoHarness]:
    with MagentoHarness.start(None, tmp_path) as running:
        yield running
