"""`manage.py analyze`."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from analytics.management.commands.analyze import Command
from tests.analytics.pixels.drawing import photo, saved, textured


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
    broken, good, grey = run(folder, "--channel", "amazon").splitlines()[:3]
    assert "meets the rules" in good
    assert "amazon: Background is grey 229; amazon: Fills 60%, needs 85%" in grey
    assert "header is broken" in broken


def test_analyze_prints_json(folder: Path) -> None:
    told = json.loads(run(folder, "--format", "json", "--channel", "amazon"))
    broken, good, grey = told["files"]
    assert [file["verdict"] for file in told["files"]] == ["fix", "meets", "mend"]
    assert broken["issues"] == ["corrupt"]
    assert (broken["width"], broken["bytes"], broken["metrics"]["error"]) == (0, 3, "corrupt")
    assert (good["path"], good["format"], good["width"]) == (str(folder / "bags" / "good_1.jpg"), "JPEG", 1600)
    assert good["sha256"] == hashlib.sha256((folder / "bags" / "good_1.jpg").read_bytes()).hexdigest()
    assert grey["metrics"]["ground_rgb"] == [229, 229, 229]
    assert told["images_per_second"] > 0
    assert told["seconds"] > 0


def test_findings_in_json_have_numbers_and_what_mends_them(folder: Path) -> None:
    told = json.loads(run(folder, "--format", "json", "--channel", "amazon"))
    ground = next(f for f in told["files"][2]["findings"] if f["code"] == "non_white_background")
    assert (ground["value"], ground["channel"], ground["severity"]) == (229, "amazon", "blocker")
    assert (ground["confidence"], ground["fix"]) == ("certain", "mend")
    assert isinstance(ground["limit"], int | float)
    assert {f["confidence"] for file in told["files"] for f in file["findings"]} <= {"certain", "likely", "hint"}


def test_every_pair_of_duplicates_is_told_once_in_order(tmp_path: Path) -> None:
    shot = textured((900, 900), (0.1, 0.1, 0.9, 0.9))
    for name in ("b.jpg", "a.jpg", "c.jpg"):
        (tmp_path / name).write_bytes(saved(shot, "JPEG"))
    (tmp_path / "d.jpg").write_bytes(saved(shot.resize((600, 600)), "JPEG", quality=70))
    for name in ("x.jpg", "y.jpg"):
        (tmp_path / name).write_bytes(saved(photo((500, 500), seed=5), "JPEG", quality=80 if name == "x.jpg" else 90))
    for name in ("blank.jpg", "empty.jpg"):
        (tmp_path / name).write_bytes(
            saved(Image.new("RGB", (700, 700 if name == "blank.jpg" else 800), "white"), "JPEG")
        )
    told = json.loads(run(tmp_path / "d.jpg", tmp_path, "--format", "json"))
    assert [file["path"][-5:] for file in told["files"]][:3] == ["d.jpg", "a.jpg", "b.jpg"]
    assert [(pair["kind"], Path(pair["a"]).name, Path(pair["b"]).name) for pair in told["duplicates"]] == [
        ("same_bytes", "a.jpg", "b.jpg"),
        ("same_bytes", "a.jpg", "c.jpg"),
        ("same_photo", "a.jpg", "d.jpg"),
        ("same_bytes", "b.jpg", "c.jpg"),
        ("same_photo", "b.jpg", "d.jpg"),
        ("same_photo", "c.jpg", "d.jpg"),
        ("same_photo", "x.jpg", "y.jpg"),
    ]
    assert "the same file twice" in run(tmp_path)


def test_equal_bytes_under_a_wrong_extension_are_told_so(tmp_path: Path) -> None:
    for name in ("right.jpg", "wrong.png"):
        (tmp_path / name).write_bytes(saved(photo((600, 600)), "JPEG"))
    right, wrong = json.loads(run(tmp_path, "--format", "json"))["files"]
    assert "wrong_extension" not in right["issues"]
    assert "wrong_extension" in wrong["issues"]
    assert {name for name in right["metrics"] if right["metrics"][name] != wrong["metrics"][name]} == {"extension"}


def test_analyze_prints_csv(folder: Path) -> None:
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
