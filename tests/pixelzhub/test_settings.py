"""The product refuses to start with an unsafe setting and says which."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "HUB_ENV": "production",
    "SECRET_KEY": "s" * 60,
    "FIELD_KEYS": "ZGVtby1vbmx5LWtleS1wcm90ZWN0aW5nLW5vdGhpbmc=",
    "ALLOWED_HOSTS": "hub.example.com",
    "PUBLIC_URL": "https://hub.example.com",
}


def check(**changed: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in {"HUB_ENV", "DATA_DIR", "DJANGO_SETTINGS_MODULE"}}
    command = [sys.executable, "-c", "import pixelzhub.settings"]
    return subprocess.run(command, cwd=ROOT, env={**environment, **SAFE, **changed}, capture_output=True, text=True)


def test_safe_settings_start() -> None:
    assert check().returncode == 0


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"DEBUG": "1"}, "DEBUG"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
    ],
)
def test_unsafe_setting_is_named(changed, name) -> None:
    refused = check(**changed)
    assert refused.returncode != 0
    assert name in refused.stderr
