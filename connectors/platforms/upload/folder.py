"""The folder of one upload store: its catalogue, and the photos below `files/`."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath

from connectors.errors import BadAddress, NotFound
from connectors.platforms.upload import catalogue
from connectors.platforms.upload.catalogue import Catalogue, ProductEntry

SCHEME = "upload:"


class Folder:
    """Reads and writes one store's folder. Whatever is in it was put there by the hub."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def create(self, name: str) -> None:
        """An empty store. One that is there already stays as it is."""
        (self.path / "files").mkdir(parents=True, exist_ok=True)
        catalogue.create(self._catalogue, name)

    def reading(self) -> AbstractContextManager[Catalogue]:
        """The catalogue as it is now. Raises `NotFound` for a folder that is no store, `BadReply` for a broken one."""
        return catalogue.turn_at(self._found(), to_write=False)

    def changing(self) -> AbstractContextManager[Catalogue]:
        """The catalogue to be changed; one writer at a time. An exception leaves it as it was."""
        return catalogue.turn_at(self._found(), to_write=True)

    def products(self) -> Iterator[ProductEntry]:
        """One after the other: a part of them in memory, each part a turn of its own, so that no writer waits for long."""
        after = "0"
        while True:
            with self.reading() as catalogue:
                part = catalogue.products(after=after)
            if not part:
                return
            yield from part
            after = part[-1]["id"]

    def keep(self, data: bytes, name: str, digest: str = "") -> str:
        """Write a photo under its content's hash and answer with its place: new bytes get a new address.

        `digest` is that hash, if it is known.
        """
        digest = digest or hashlib.sha256(data).hexdigest()
        place = f"files/{digest[:2]}/{digest}/{safe_name(name)}"
        # Plain text instead of `Path`, which costs a third of the time of an archive of small photos.
        target = f"{self.path}/{place}"
        if not os.path.exists(target):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            _write_whole(target, data)
        return place

    def picture(self, url: str) -> bytes:
        """The bytes of an `upload:` address. Raises `BadAddress` for a place outside `files/`."""
        root = (self.path / "files").resolve()
        try:
            target = (self.path / url.removeprefix(SCHEME)).resolve()
            inside = url.startswith(SCHEME) and target.is_relative_to(root)
        except (OSError, ValueError, RuntimeError):
            inside = False
        if not inside:
            raise BadAddress(f"“{url[:200]}” is not a photo of this store.")
        try:
            return target.read_bytes()
        except OSError as error:
            raise NotFound(f"The photo {target.name} is no longer in the store.") from error

    def is_writable(self) -> bool:
        return os.access(self.path, os.W_OK | os.X_OK) and os.access(self.path / "files", os.W_OK | os.X_OK)

    @property
    def _catalogue(self) -> Path:
        return self.path / "catalogue.sqlite3"

    def _found(self) -> Path:
        formerly = self.path / "catalogue.json"
        if formerly.exists():
            catalogue.take_over(formerly, self._catalogue)
        if not self._catalogue.exists():
            raise NotFound(f"There is no upload store at {self.path}.")
        return self._catalogue


def safe_name(name: str) -> str:
    """A file name of at most 100 plain characters, with its ending."""
    path = PurePosixPath(name.replace("\\", "/"))
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-.")[:90] or "photo"
    return stem + re.sub(r"[^a-z0-9.]", "", path.suffix.lower())[:10]


def _write_whole(target: str | Path, data: bytes) -> None:
    """A file that is there in full or not at all, even after a kill."""
    part = f"{os.path.dirname(target)}/.{secrets.token_hex(8)}.part"
    with open(part, "wb") as file:
        file.write(data)
    os.replace(part, target)
