"""A Medusa server for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.medusa.harness import MedusaHarness


@pytest.fixture
def medusa(tmp_path: Path) -> Iterator[MedusaHarness]:
    with MedusaHarness.start(None, tmp_path) as running:
        yield running
