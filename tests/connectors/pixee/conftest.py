"""A Pixee PIM for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.pixee.harness import PixeeHarness


@pytest.fixture
def pixee(tmp_path: Path) -> Iterator[PixeeHarness]:
    with PixeeHarness.start(None, tmp_path) as running:
        yield running
