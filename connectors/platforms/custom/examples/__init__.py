"""Worked descriptions to start from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
TITLES = {
    "json_shop": "A shop with JSON",
    "xml_shop": "A shop with XML",
    "soap_shop": "A shop with SOAP",
    "django_oscar": "django-oscar",
}


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    title: str
    text: str


def examples() -> list[Example]:
    """In the order in which an editor offers them."""
    return [Example(name, title, (FOLDER / f"{name}.yaml").read_text("utf-8")) for name, title in TITLES.items()]
