"""Runs inside the workers under test: notes which process works, and pulls the plug once at each edge of each step."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def note(step: str, moment: str) -> None:
    """Write down which process works on this step, so that a test can kill it."""
    folder = Path(os.environ["PLUG_FOLDER"])
    (folder / f"{moment}-{step}").write_text(str(os.getpid()))


def pull(step: str, moment: str) -> None:
    """SIGKILL this process the first time that it comes to this edge."""
    mark = Path(os.environ["PLUG_FOLDER"]) / f"killed-{step}-{moment}"
    if not mark.exists():
        mark.write_text(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGKILL)
