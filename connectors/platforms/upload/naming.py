"""Which photo of the archive a row means, and which product an EAN belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from connectors.platforms.upload.archive import normal
from connectors.platforms.upload.problems import WrongCell

ACCEPTED = "the name of one photo of the archive, or a web address"


class Naming:
    """Finds photos by their path, or by their name alone where one photo has it."""

    def __init__(self, pictures: Iterable[str]) -> None:
        self._by_path = {normal(name): name for name in pictures}
        self._by_name: dict[str, list[str]] = {}
        for name in self._by_path.values():
            self._by_name.setdefault(normal(PurePosixPath(name).name), []).append(name)
        self._named: set[str] = set()
        self._eans: dict[str, tuple[str, int]] = {}

    def find(self, text: str) -> str:
        """The one photo that is meant. Raises `WrongCell`."""
        found = self._fitting(text)
        if len(found) != 1:
            reason = f"fits {len(found)} files of the archive" if found else "is not in the archive"
            wrong = f"The photo “{text[:200]}” {reason}."
            raise WrongCell(wrong, column="image", value=text, accepted=ACCEPTED)
        self._named.add(found[0])
        return found[0]

    def note(self, texts: Iterable[str]) -> None:
        """A row that is left out named these: they are not told a second time."""
        self._named.update(name for text in texts for name in self._fitting(text))

    def unnamed(self) -> list[str]:
        """Photos that no row names."""
        return [name for name in self._by_path.values() if name not in self._named]

    def claim(self, ean: str, key: str, line: int) -> None:
        """Raises `WrongCell` for an EAN that another product has."""
        owner, first = self._eans.setdefault(ean, (key, line)) if ean else (key, line)
        if owner != key:
            wrong = f"Row {first} has the EAN {ean} for another product."
            raise WrongCell(wrong, column="ean", value=ean, accepted="each EAN for one SKU")

    def _fitting(self, text: str) -> list[str]:
        path = normal(text).removeprefix("./")
        if path in self._by_path:
            return [self._by_path[path]]
        return self._by_name.get(PurePosixPath(path).name, [])


def product_key(sku: str, name: str) -> str:
    """How the next import finds a listed product again."""
    return f"sku:{sku.casefold()}" if sku else f"name:{name.casefold()}"
