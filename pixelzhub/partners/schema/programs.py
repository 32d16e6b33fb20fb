"""Programs that a partner can copy: the very files of the folder beside this one, which the tests run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("examples")
LANGUAGES = {".sh": "curl", ".py": "Python (httpx)", ".mjs": "JavaScript (fetch)"}


@dataclass(frozen=True, slots=True)
class Program:
    """One file."""

    language: str
    file: str
    text: str


@cache
def examples() -> dict[str, tuple[Program, ...]]:
    """What a program does -> the programs that do it, one a language; the same until the process ends."""
    found: dict[str, list[Program]] = {}
    for ending, language in LANGUAGES.items():
        for path in sorted(FOLDER.glob(f"*{ending}")):
            found.setdefault(path.stem, []).append(Program(language, path.name, path.read_text().strip()))
    return {name: tuple(programs) for name, programs in found.items()}
