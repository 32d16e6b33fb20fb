"""A Wizart account for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.wizart.harness import WizartHarness


@pytest.fixture
def wizart(tmp_path: Path) -> Iterator[WizartHarness]:
    with WizartHarness.start(None, tmp_path) as running:
        yield running
