"""What a merchant handed in, read as hostile: names, sizes and kinds are checked before a byte is unpacked."""

from __future__ import annotations

import lzma
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

from connectors.platforms.upload.problems import NotReadable, Problem

MAX_ENTRIES = 100_000
MAX_FILE_BYTES = 100 * 1000**2
MAX_TOTAL_BYTES = 2 * 1000**3
# A photo hardly shrinks; a file of zeros shrinks a thousandfold. Small ones may do as they like.
MAX_RATIO, RATIO_FROM_BYTES = 200, 1_000_000
MAX_DIRECTORY_BYTES = 32 * 1000**2
MAX_NAME = 500

PICTURES = {".jpg", ".jpeg", ".jpe", ".png", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".avif"}
TABLES = {".csv", ".tsv", ".txt", ".xlsx"}
ARCHIVES = {".zip", ".rar", ".7z", ".gz", ".tar", ".tgz"}
WORKBOOKS = {".xls", ".ods", ".numbers"}
# What operating systems put into archives by themselves.
LITTER = {"__macosx", "thumbs.db", "desktop.ini", ".ds_store"}

# All that unpacking raises for broken or unknown data: the four methods of compression have no common error.
DAMAGED = (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside an archive."""

    archive: zipfile.ZipFile
    info: zipfile.ZipInfo

    def read(self) -> bytes:
        """The bytes. Raises `NotReadable` for a broken file and for one that is larger than it says."""
        try:
            with self.archive.open(self.info) as file:
                data = file.read(MAX_FILE_BYTES + 1)
        except DAMAGED as error:
            raise NotReadable("The file is damaged in the archive.") from error
        if len(data) > MAX_FILE_BYTES:
            raise NotReadable(f"The file has more than {MAX_FILE_BYTES / 1e6:.0f} MB.")
        return data


@dataclass(slots=True)
class HandedIn:
    """The photos by their path, the tables, and what had to be left out."""

    pictures: dict[str, Member] = field(default_factory=dict)
    tables: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    total_bytes: int = 0


def read_handed_in(files: Iterable[tuple[str, IO[bytes]]]) -> HandedIn:
    """Look into the files that were handed in together. Raises `NotReadable`."""
    found = HandedIn()
    for name, file in files:
        if PurePosixPath(name).suffix.lower() in TABLES:
            found.tables[name] = _table(name, file)
        else:
            _look_into(name, file, found)
    if len(found.tables) > 1:
        raise NotReadable(f"There are {len(found.tables)} tables: {', '.join(sorted(found.tables))}. Hand in one.")
    return found


def normal(name: str) -> str:
    """A path as it is compared: macOS takes letters and their accents apart."""
    return unicodedata.normalize("NFC", name.replace("\\", "/")).casefold()


def _look_into(name: str, file: IO[bytes], found: HandedIn) -> None:
    if PurePosixPath(name).suffix.lower() in WORKBOOKS:
        raise NotReadable(f"{name} is a workbook of a kind that is not read. Save the sheet as .xlsx or CSV.")
    _check_directory(name, file)
    try:
        archive = zipfile.ZipFile(file)
        entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise NotReadable(f"{name} is neither a ZIP nor a table.") from error
    if len(entries) > MAX_ENTRIES:
        raise NotReadable(f"{name} holds {len(entries):,} files; the hub takes up to {MAX_ENTRIES:,}.")
    for info in _of_interest(entries):
        if problem := _problem_with(info):
            found.problems.append(Problem(problem, info.filename[:MAX_NAME]))
        else:
            _take(archive, info, found)


def _check_directory(name: str, file: IO[bytes]) -> None:
    """The directory is read into memory as a whole, so its size is looked at first (APPNOTE.TXT, section 4.3.16)."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 16:
        raise NotReadable(f"{name} is neither a ZIP nor a table.")
    (directory,) = struct.unpack_from("<I", tail, at + 12)
    if tail[max(0, at - 76) : at].startswith(b"PK\x06\x06"):
        # The 64-bit record counts where there is one (sections 4.3.14 and 4.3.15); its locator has 20 bytes.
        (directory,) = struct.unpack_from("<Q", tail, at - 76 + 40)
    if directory > MAX_DIRECTORY_BYTES:
        raise NotReadable(f"{name} lists more files than the hub takes ({MAX_ENTRIES:,}).")


def _of_interest(entries: Iterable[zipfile.ZipInfo]) -> Iterator[zipfile.ZipInfo]:
    for info in entries:
        parts = [part.lower() for part in PurePosixPath(info.filename.replace("\\", "/")).parts]
        litter = any(part in LITTER or (part.startswith(".") and part != "..") for part in parts)
        if not info.is_dir() and not litter:
            yield info


def _problem_with(info: zipfile.ZipInfo) -> str:
    """Why this entry is left out; empty if it can be read."""
    path = PurePosixPath(info.filename.replace("\\", "/"))
    suffix = path.suffix.lower()
    if not path.parts or path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", info.filename):
        return "The name leads out of the archive."
    if len(info.filename) > MAX_NAME:
        return f"The name has {len(info.filename):,} characters; the hub takes up to {MAX_NAME}."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "It is a link, not a file."
    if info.flag_bits & 0x1:
        return "It is locked with a password."
    if info.file_size > MAX_FILE_BYTES:
        return f"It has {info.file_size / 1e6:,.0f} MB; the hub takes up to {MAX_FILE_BYTES / 1e6:.0f} MB a file."
    if info.file_size > RATIO_FROM_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        ratio = info.file_size // max(info.compress_size, 1)
        return f"It unpacks to {ratio:,} times its size; the hub takes up to {MAX_RATIO} times."
    if suffix in ARCHIVES:
        return "An archive inside the archive is not opened."
    if suffix in WORKBOOKS:
        return "Workbooks of this kind are not read. Save the sheet as .xlsx or CSV."
    return "" if suffix in PICTURES | TABLES else f"“{suffix or path.name}” is no kind of photo that the hub takes."


def _take(archive: zipfile.ZipFile, info: zipfile.ZipInfo, found: HandedIn) -> None:
    found.total_bytes += info.file_size
    if found.total_bytes > MAX_TOTAL_BYTES:
        raise NotReadable(f"The files unpack to more than {MAX_TOTAL_BYTES / 1e9:.0f} GB in all.")
    name = info.filename.replace("\\", "/")
    if PurePosixPath(name).suffix.lower() in TABLES:
        found.tables[name] = Member(archive, info).read()
    elif name in found.pictures:
        found.problems.append(Problem("The archive holds this name twice; the first one counts.", name))
    else:
        found.pictures[name] = Member(archive, info)


def _table(name: str, file: IO[bytes]) -> bytes:
    data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise NotReadable(f"{name} has more than {MAX_FILE_BYTES / 1e6:.0f} MB.")
    return data
