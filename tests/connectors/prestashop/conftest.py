"""Running doubles for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.prestashop.client_harness import ClientHarness
from tests.connectors.prestashop.harness import PrestaShopHarness


@pytest.fixture
def presta(tmp_path: Path) -> Iterator[PrestaShopHarness]:
    with PrestaShopHarness.start(None, tmp_path) as running:
        yield running


@pytest.fixture
def nine(tmp_path: Path) -> Iterator[ClientHarness]:
    """A PrestaShop 9 with an API client."""
    with ClientHarness.start(None, tmp_path) as running:
        assert isinstance(running, ClientHarness)
        yield running
