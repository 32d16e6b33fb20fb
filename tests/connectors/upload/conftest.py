"""An empty upload store."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.imports import create_upload_store
from connectors.models import Store


@pytest.fixture
def store(merchant, settings, tmp_path: Path) -> Store:
    settings.MEDIA_ROOT = tmp_path
    return create_upload_store(merchant, "My photos")
