"""The bytes behind the shop's pictures: drawn on first demand, read from a folder, or copied from an address."""

from __future__ import annotations

import hashlib
import io
import json
import urllib.request
from concurrent.futures import Future
from pathlib import Path
from threading import Lock
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from pixelzhub.sandbox.drawing import draw, recipe_from
from pixelzhub.sandbox.folder import MIMES
from pixelzhub.sandbox.pool import Pool

MAX_BYTES = 50 * 1024 * 1024
TIMEOUT_S = 20
THUMBNAIL_PX = 320
AHEAD = 64


class NotAnImage(Exception):
    """What was found at an address is no picture that a shop would take; the text says why."""


class Files:
    """Everything is kept on disk under names that are never written twice."""

    def __init__(self, folder: Path, pool: Pool) -> None:
        self.folder = folder
        self.pool = pool
        self._lock = Lock()
        self._drawing: dict[str, Future[None]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def read(self, source: dict[str, Any]) -> bytes:
        """The bytes of a source as it stands in the database."""
        if "file" in source:
            return Path(source["file"]).read_bytes()
        if "kept" in source:
            return (self.folder / str(source["kept"])).read_bytes()
        return self._drawn(source["draw"])

    def keep(self, data: bytes) -> dict[str, Any]:
        """Copy bytes into the shop and answer with their source."""
        name = hashlib.sha256(data).hexdigest()
        write_whole(self.folder / name, data)
        return {"kept": name}

    def draw_ahead(self, source: dict[str, Any]) -> None:
        """Begin to draw a picture that somebody will ask for soon, unless enough are waiting already."""
        if "draw" in source and len(self._drawing) < AHEAD and not self._place(source["draw"]).exists():
            self._begin(source["draw"])

    def thumbnail(self, source: dict[str, Any], key: str) -> bytes:
        """A small JPEG, made once."""
        path = self.folder / f"thumb-{key}.jpg"
        if not path.exists():
            write_whole(path, _thumbnail(self.read(source)))
        return path.read_bytes()

    def _drawn(self, recipe: dict[str, Any]) -> bytes:
        path = self._place(recipe)
        if not path.exists():
            self._begin(recipe).result()
        return path.read_bytes()

    def _begin(self, recipe: dict[str, Any]) -> Future[None]:
        """One drawing of each recipe at a time, however many ask for it."""
        path = self._place(recipe)
        with self._lock:
            under_way = self._drawing.get(path.name)
            if under_way is None:
                under_way = self.pool.submit(draw_to, recipe, path)
                self._drawing[path.name] = under_way
                under_way.add_done_callback(lambda _: self._drawing.pop(path.name, None))
            return under_way

    def _place(self, recipe: dict[str, Any]) -> Path:
        name = hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()[:24]
        return self.folder / f"drawn-{name}"


def draw_to(recipe: dict[str, Any], path: Path) -> None:
    """Draw a photo into a file, if it is not there yet; runs in a worker process."""
    if not path.exists():
        write_whole(path, draw(recipe_from(recipe)))


def write_whole(path: Path, data: bytes) -> None:
    """A file that is either there in full or not at all, even after a kill."""
    part = path.with_name(f"{path.name}.{hashlib.sha256(data).hexdigest()[:8]}.part")
    part.write_bytes(data)
    part.replace(path)


def fetch(url: str) -> bytes:
    """Copy what is at an address. Raises `NotAnImage` when there is nothing or too much."""
    if not url.startswith(("http://", "https://")):
        raise NotAnImage(f"{url[:200]} is not a web address.")
    request = urllib.request.Request(url, headers={"User-Agent": "HearthAndField/1.0"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            data = bytes(answer.read(MAX_BYTES + 1))
    except (OSError, ValueError) as error:
        raise NotAnImage(f"Nothing could be downloaded from {url[:200]} ({error}).") from error
    if len(data) > MAX_BYTES:
        raise NotAnImage(f"The file at {url[:200]} has more than {MAX_BYTES} bytes.")
    return data


def inspect(data: bytes) -> tuple[int, int, str]:
    """Width and height in px and the type of a picture. Raises `NotAnImage`."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            if image.format not in MIMES:
                raise NotAnImage(f"{image.format} pictures are not taken.")
            return image.width, image.height, MIMES[image.format]
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError) as error:
        raise NotAnImage("The file is not a picture that can be opened.") from error


def _thumbnail(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        image.draft("RGB", (THUMBNAIL_PX * 2, THUMBNAIL_PX * 2))
        turned = ImageOps.exif_transpose(image).convert("RGBA")
    turned.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    flat = Image.new("RGB", turned.size, "white")
    flat.paste(turned, mask=turned.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=85)
    return out.getvalue()
