"""The folder of one upload store: `catalogue.json` and the photos below `files/`."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import NotRequired, TypedDict

import orjson

from connectors.errors import BadAddress, BadReply, NotFound

SCHEME = "upload:"


class ImageEntry(TypedDict):
    """`name` is the merchant's own; `imported_sha256` is what the merchant handed in last, `sha256` what is there now."""

    id: str
    file: str
    name: str
    alt: str
    source: str
    sha256: str
    imported_sha256: str
    created_at: str


class VariantEntry(TypedDict):
    id: str
    name: str
    sku: str
    ean: str
    image_id: str | None


class ProductEntry(TypedDict):
    """`key` is how an import finds it again: by SKU, or by where its photos lie."""

    id: str
    key: str
    name: str
    sku: str
    ean: str
    category_ids: list[str]
    tags: NotRequired[list[str]]
    updated_at: str
    images: list[ImageEntry]
    variants: list[VariantEntry]


class CategoryEntry(TypedDict):
    id: str
    name: str
    parent_id: str | None


class Document(TypedDict):
    name: str
    last_id: int
    categories: list[CategoryEntry]
    products: list[ProductEntry]


class Folder:
    """Reads and writes one store's folder. Whatever is in it was put there by the hub."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def create(self, name: str) -> None:
        """An empty store. One that is there already stays as it is."""
        (self.path / "files").mkdir(parents=True, exist_ok=True)
        if not self._catalogue.exists():
            self._write({"name": name, "last_id": 0, "categories": [], "products": []})

    def read(self) -> Document:
        """The catalogue. Raises `NotFound` for a folder that is no store, `BadReply` for a broken one."""
        try:
            found: Document = orjson.loads(self._catalogue.read_bytes())
        except (OSError, TypeError) as error:
            raise NotFound(f"There is no upload store at {self.path}.") from error
        except (ValueError, RecursionError) as error:
            raise BadReply("The store's catalogue.json is not JSON.") from error
        for name in ("categories", "products"):
            entries = found.get(name) if isinstance(found, dict) else None
            if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
                raise BadReply(f"The store's catalogue.json has no list of {name}.")
        return found

    @contextmanager
    def changing(self) -> Iterator[Document]:
        """The catalogue, written back whole at the end; one writer at a time. An exception leaves it as it was."""
        with (self.path / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            document = self.read()
            yield document
            self._write(document)

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
        return self.path / "catalogue.json"

    def _write(self, document: Document) -> None:
        _write_whole(self._catalogue, orjson.dumps(document))


def new_id(document: Document) -> str:
    """The next id of this store, for whatever kind of thing."""
    document["last_id"] += 1
    return str(document["last_id"])


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
