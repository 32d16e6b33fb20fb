"""Many files in worker processes: one that kills its reader costs no other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from analytics.pixels.pool import measure_files
from tests.analytics.pixels.drawing import product, saved


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Good, broken, good, missing."""
    bodies = {"a.jpg": saved(product((300, 300)), "JPEG"), "b.jpg": b"broken", "c.png": saved(product((300, 300)))}
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    return [*(tmp_path / name for name in bodies), tmp_path / "missing.jpg"]


def test_pool_answers_for_each_file_in_order(files: list[Path]) -> None:
    answers = list(measure_files(files, workers=2))
    assert [path for path, _ in answers] == files
    assert [measured.error for _, measured in answers] == ["", "unsupported_format", "", "unsupported_format"]
    assert "No such file" in answers[3][1].reason


@pytest.mark.skipif(sys.platform != "linux", reason="the fifo that stalls a reader needs Linux")
def test_pool_goes_on_when_a_file_kills_its_worker(files: list[Path], tmp_path: Path) -> None:
    fifo = tmp_path / "stalls.jpg"
    os.mkfifo(fifo)
    answers = dict(measure_files([files[0], fifo, files[2]], workers=1, seconds=2))
    assert [answers[path].error for path in (files[0], files[2])] == ["", ""]
    assert "died" in answers[fifo].reason
