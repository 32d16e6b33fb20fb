"""What a file that no reader opened seems to be, in the words of the person who has to mend it."""

from __future__ import annotations

READABLE = (
    (b"\xff\xd8", "a JPEG"),
    (b"\x89PNG", "a PNG"),
    (b"GIF8", "a GIF"),
    (b"II*\0", "a TIFF"),
    (b"MM\0*", "a TIFF"),
    (b"BM", "a BMP"),
)
FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"%!PS", "a PostScript file"),
    (b"8BPS", "a Photoshop file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\0\0\x01\0", "an icon file"),
)
FTYP = {b"avif": ("an AVIF", True), b"avis": ("an AVIF", True)} | dict.fromkeys(
    (b"heic", b"heix", b"hevc", b"mif1", b"msf1"), ("a HEIC photo", False)
)
HEAD = 1024


def kind_of(data: bytes) -> tuple[str, bool]:
    """What the bytes start like, and whether that is a format that is read."""
    return _by_magic(data) or _by_container(data) or _by_markup(data) or ("an unknown kind of file", False)


def _by_magic(data: bytes) -> tuple[str, bool] | None:
    for kinds, readable in ((READABLE, True), (FOREIGN, False)):
        for magic, name in kinds:
            if data.startswith(magic):
                return name, readable
    return None


def _by_container(data: bytes) -> tuple[str, bool] | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "a WebP", True
    if data[4:8] == b"ftyp":
        return FTYP.get(data[8:12], ("a video or an unknown photo format", False))
    return None


def _by_markup(data: bytes) -> tuple[str, bool] | None:
    head = data[:HEAD].lower()
    if b"<svg" in head:
        return "an SVG drawing", False
    if b"<html" in head or b"<!doctype html" in head:
        return "a web page (HTML)", False
    if head.lstrip().startswith((b"<?xml", b"{", b"[")):
        return "a text document", False
    return None
