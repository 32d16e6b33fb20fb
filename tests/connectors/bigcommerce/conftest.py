"""A BigCommerce store for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.bigcommerce.harness import BigCommerceHarness


@pytest.fixture
def big(tmp_path: Path) -> Iterator[BigCommerceHarness]:
    with BigCommerceHarness.start(None, tmp_path) as running:
        yield running
