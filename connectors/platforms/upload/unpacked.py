"""Photos out of the archive or from the web into the store's folder, and a list of them that outlives a kill."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import orjson

from connectors.errors import ConnectorError
from connectors.http import Http
from connectors.platforms.upload.folder import Folder
from connectors.platforms.upload.planned import PlannedPhoto
from connectors.platforms.upload.problems import NotReadable

DOWNLOADS_AT_ONCE = 8
BEGINNINGS = {
    b"\xff\xd8\xff": ".jpg",
    b"\x89PNG\r\n\x1a\n": ".png",
    b"GIF8": ".gif",
    b"II*\0": ".tif",
    b"MM\0*": ".tif",
    b"BM": ".bmp",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A photo whose bytes lie in the store's folder; or, with a `problem`, one that could not be had."""

    file: str = ""
    name: str = ""
    sha256: str = ""
    size: int = 0
    problem: str = ""


class Unpacked:
    """The photos of one plan that were looked at, a line each, in the plan's order."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def count(self) -> int:
        """How many there are. A line that a kill cut off is taken away first."""
        self.path.touch()
        with self.path.open("r+b") as file:
            lines = whole = 0
            for line in file:
                if line.endswith(b"\n"):
                    lines, whole = lines + 1, whole + len(line)
            file.truncate(whole)
        return lines

    def add(self, photos: Iterable[Loaded]) -> None:
        lines = [orjson.dumps([one.file, one.name, one.sha256, one.size, one.problem]) + b"\n" for one in photos]
        with self.path.open("ab") as file:
            file.write(b"".join(lines))

    def __iter__(self) -> Iterator[Loaded]:
        with self.path.open("rb") as file:
            for line in file:
                yield Loaded(*orjson.loads(line))

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)


def unpack(photos: Sequence[PlannedPhoto], http: Http, folder: Folder | None) -> list[Loaded]:
    """Each photo, in their order; without a `folder` they are only looked at."""
    if all(photo.member for photo in photos):
        return [_load(photo, http, folder) for photo in photos]
    with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
        return list(pool.map(lambda photo: _load(photo, http, folder), photos))


def _load(photo: PlannedPhoto, http: Http, folder: Folder | None) -> Loaded:
    try:
        data = photo.member.read() if photo.member else http.get(photo.source, signed=False).content
        ending = _ending(data)
    except (ConnectorError, NotReadable) as error:
        return Loaded(problem=str(error))
    name, digest = _name(photo.source, ending), hashlib.sha256(data).hexdigest()
    file = folder.keep(data, name, digest) if folder else ""
    return Loaded(file, name, digest, len(data))


def _ending(data: bytes) -> str:
    """The ending that fits the bytes. Raises `NotReadable` for what does not begin as a photo does."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    if data[4:12] in {b"ftypavif", b"ftypavis"}:
        return ".avif"
    for beginning, ending in BEGINNINGS.items():
        if data.startswith(beginning):
            return ending
    raise NotReadable("The file is no photo." if data else "The file is empty.")


def _name(source: str, ending: str) -> str:
    """The merchant's own file name; an address without one gets its photo's ending."""
    path = PurePosixPath(unquote(urlsplit(source).path, errors="replace") if "://" in source else source)
    return path.name if path.suffix else f"{path.name or 'photo'}{ending}"
