"""The picture that shows Pixelz which colour a product really has: kept only if it opens as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files import File
from django.utils.translation import gettext as _

from analytics.measure import keep_file, thumbnail_path
from analytics.reader import Reader, ReaderDied
from connectors.gallery import sha256_of

MOST_BYTES = 20_000_000
SECONDS = 20.0
SUFFIXES = {"JPEG": "jpg", "PNG": "png", "TIFF": "tif", "WEBP": "webp"}


class NotAPicture(Exception):
    """What was handed in is no picture that Pixelz takes; nothing was kept."""


@dataclass(frozen=True, slots=True)
class ColorReference:
    """The picture's digest, under which its thumbnail is shown, and where the file is kept."""

    sha256: str
    file: str


def keep_color_reference(merchant_id: int, file: File[bytes]) -> ColorReference:
    """Open the picture in a process of its own and keep it with the merchant's files. Raises `NotAPicture`."""
    if file.size > MOST_BYTES:
        text = _("Colour reference: the file has %(size)s MB; %(most)s MB are taken at most.")
        raise NotAPicture(text % {"size": f"{file.size / 1e6:.1f}", "most": MOST_BYTES // 1_000_000})
    data, filename = file.read(), PurePosixPath(file.name or "").name
    try:
        with Reader(seconds=SECONDS) as reader:
            measurement, thumb = reader.read(data, filename)
    except ReaderDied as died:
        raise NotAPicture(_("Colour reference: %(reason)s") % {"reason": died}) from died
    suffix = SUFFIXES.get(measurement.format)
    if measurement.error or not thumb or suffix is None:
        taken = ", ".join(SUFFIXES)
        raise NotAPicture(
            _("Colour reference: this is no picture that can be opened. %(taken)s can.") % {"taken": taken}
        )
    digest = sha256_of(data)
    path = f"{merchant_id}/colours/{digest}.{suffix}"
    keep_file(path, data)
    keep_file(thumbnail_path(merchant_id, digest), thumb)
    return ColorReference(digest, path)
