"""Seconds from the demo's start to its ready line (aim: under 20, once the packages are there)."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.bench.said import say
from tests.kill.demo_process import Demo


def start() -> None:
    """From the command to the file that says that everything answers, on an empty folder."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Demo(Path(folder) / "demo", size=160):
        say(f"\n{'start':24}{time.monotonic() - began:8.1f} s from the demo's start until it is ready")
