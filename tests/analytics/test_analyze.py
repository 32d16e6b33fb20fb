"""`manage.py analyze`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from analytics.management.commands.analyze import Command
from tests.analytics.pixels.drawing import saved, textured


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One good picture, one on grey, one broken, one file that is no picture."""
    (tmp_path / "bags").mkdir()
    (tmp_path / "bags" / "good_1.jpg").write_bytes(saved(textured((1600, 1600), (0.06, 0.06, 0.94, 0.94)), "JPEG"))
    (tmp_path / "bags" / "grey_1.jpg").write_bytes(
        saved(textured((1600, 1600), (0.2, 0.2, 0.8, 0.8), (229, 229, 229)), "JPEG")
    )
    (tmp_path / "=broken.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "README.md").write_text("no picture")
    return tmp_path


def run(*arguments: str | Path) -> str:
    out = io.StringIO()
    call_command(Command(stdout=out, stderr=io.StringIO()), *map(str, arguments), "--workers", "1")
    return out.getvalue()


def test_analyze_prints_a_line_a_picture(folder: Path) -> None:
    broken, good, grey = run(folder, "--channel", "amazon").splitlines()
    assert "meets the rules" in good
    assert "amazon: Background is grey 229; amazon: Fills 60%, needs 85%" in grey
    assert "header is broken" in broken


def test_analyze_prints_json_and_csv(folder: Path) -> None:
    rows = json.loads(run(folder, "--format", "json"))
    assert [row["verdict"] for row in rows] == ["fix", "meets", "mend"]
    assert rows[2]["measurement"]["ground_rgb"] == [229, 229, 229]
    lines = list(csv.DictReader(io.StringIO(run(folder, "--format", "csv", "--channel", "amazon"))))
    assert [(line["verdict"], line["code"]) for line in lines] == [
        ("fix", "corrupt"),
        ("meets", ""),
        ("mend", "non_white_background"),
        ("mend", "small_subject"),
    ]


def test_analyze_refuses_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such file"):
        run(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="no pictures"):
        run(tmp_path)
