"""A Shopware store for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.shopware.harness import ShopwareHarness


@pytest.fixture
def shopware(tmp_path: Path) -> Iterator[ShopwareHarness]:
    with ShopwareHarness.start(None, tmp_path) as running:
        yield running
