"""Kept photos that fit the device they are shown on: each is made when it is first asked for, and kept beside its source."""

from __future__ import annotations

import re
import threading

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from analytics.pixels.header import MAX_BYTES
from pixelzhub.partners.renditions.fitting import CannotFit, fit

# Px of the longer side, for pages and for phones.
WEB, PHONE = 1600, 1080
_FITTED = re.compile(rf"(?P<source>.+)\.(?P<side>{WEB}|{PHONE})\.webp")
# One at a time in each web process: a page that shows fifty photos does not start fifty processes.
_making = threading.Lock()
# Whoever waits longer is given the photo as it is.
PATIENCE_S = 10


def fitted(file: str, side: int | None) -> str:
    """The name of a kept file's copy that fits into `side` px; the file's own without a side."""
    # Beginning with the source's name, so that it is erased with it.
    return f"{file}.{side}.webp" if side else file


def file_behind(name: str) -> str | None:
    """The stored file to serve under a name of `fitted`, which is made now if need be; None if there is nothing.

    A source that cannot be made to fit is served as it is.
    """
    found = _FITTED.fullmatch(name)
    if found is None or default_storage.exists(name):
        return _unless_empty(name, found)
    if not default_storage.exists(found["source"]):
        return None
    if not _making.acquire(timeout=PATIENCE_S):
        return found["source"]
    try:
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(_copy_of(found["source"], int(found["side"]))))
    finally:
        _making.release()
    return _unless_empty(name, found)


def _unless_empty(name: str, found: re.Match[str] | None) -> str | None:
    """An empty copy says that none can be made."""
    if not default_storage.exists(name):
        return None
    return name if found is None or default_storage.size(name) else found["source"]


def _copy_of(source: str, side: int) -> bytes:
    if default_storage.size(source) > MAX_BYTES:
        return b""
    with default_storage.open(source) as file:
        data: bytes = file.read()
    try:
        return fit(data, side)
    except CannotFit:
        return b""
