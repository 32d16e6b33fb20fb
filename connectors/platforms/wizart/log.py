"""The log of an import: a ZIP of text from outside, of which the first lines are shown."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

# A log tells of the few rows that the hub sent; what is larger is not a log.
MAX_ZIP_BYTES = 1_000_000
MAX_TEXT_BYTES = 1_000_000
MAX_FILES = 5
MAX_LINES = 10
LONGEST_LINE = 300
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# All that unpacking raises for broken data.
DAMAGED = (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, struct.error)
TOO_LARGE = "Its log is too large to be shown here; look it up in Wizart."
UNREADABLE = "Its log cannot be read; look it up in Wizart."


def shown_log(data: bytes) -> list[str]:
    """Up to ten lines of the log, and how many more there are; one line that says so if it cannot be read."""
    if len(data) > MAX_ZIP_BYTES:
        return [TOO_LARGE]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            texts = [_text(archive, info) for info in _files(archive)]
    except _TooLarge:
        return [TOO_LARGE]
    except DAMAGED:
        return [UNREADABLE]
    lines = [line for text in texts for raw in text.splitlines() if (line := _clean(raw))]
    more = len(lines) - MAX_LINES
    return lines[:MAX_LINES] + ([f"… and {more:,} more lines."] if more > 0 else [])


class _TooLarge(Exception):
    """A file that unpacks to more than a log has."""


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Plain files alone; an archive's own words about their size are not believed, but a large one is refused."""
    found = [info for info in archive.infolist() if not info.is_dir() and info.compress_type in READABLE][:MAX_FILES]
    if sum(info.file_size for info in found) > MAX_TEXT_BYTES:
        raise _TooLarge
    return found


def _text(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    with archive.open(info) as file:
        data = file.read(MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        raise _TooLarge
    return data.decode("utf-8-sig", "replace")


def _clean(line: str) -> str:
    """One line without control characters, at most as long as a merchant reads."""
    return "".join(letter if letter.isprintable() else " " for letter in line).strip()[:LONGEST_LINE]
