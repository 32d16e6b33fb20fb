"""The house as the README and the design promise it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from connectors.registry import PLATFORMS, connector_class
from pixelzhub.pipeline import STEPS

ROOT = Path(__file__).resolve().parents[2]
CODE = [path for room in ("connectors", "analytics", "pixelzhub") for path in (ROOT / room).rglob("*.py")]
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base2", "misc"}


def test_every_platform_is_one_folder_and_one_line() -> None:
    folders = {path.name for path in (ROOT / "connectors" / "platforms").iterdir() if (path / "connector.py").exists()}
    assert folders == set(PLATFORMS)
    assert all(connector_class(platform).platform == platform for platform in PLATFORMS)


def test_files_say_what_they_hold() -> None:
    assert not [path for path in CODE if path.stem in FORBIDDEN_NAMES]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_has_a_docstring(path: Path) -> None:
    if path.read_text().strip() and "migrations" not in path.parts:
        assert ast.get_docstring(ast.parse(path.read_text())), path


def test_urgent_work_comes_first() -> None:
    names = [step.name for step in STEPS]
    assert names.index("publish") < names.index("submit") < names.index("measure")


def test_readme_is_short_enough_to_be_read() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 150
