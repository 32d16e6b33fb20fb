"""Direct upload: addresses that Pixelz opens for the bytes of an image (pixelz-ai-tools, 2026; not in the document)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from connectors.errors import BadReply
from pixelzhub.pixelz import reading
from pixelzhub.pixelz.reading import Raw


@dataclass(frozen=True, slots=True)
class UploadAddress:
    """Where to put the bytes of one image, and the address to send to Pixelz afterwards. Both open without a key."""

    upload_url: str = field(repr=False)
    download_url: str = field(repr=False)


def upload_addresses(answer: Any) -> list[UploadAddress]:
    """The bare array that RequestPresignUrls answers. Raises `BadReply`."""
    if not isinstance(answer, list) or not all(isinstance(raw, Mapping) for raw in answer):
        raise BadReply("Pixelz's answer holds no addresses to upload to.")
    return [UploadAddress(_address(raw, "UploadUrl"), _address(raw, "DownloadUrl")) for raw in answer]


def _address(raw: Raw, name: str) -> str:
    url = reading.required(raw, name)
    try:
        is_absolute = urlsplit(url).scheme in {"http", "https"} and bool(urlsplit(url).hostname)
    except ValueError:
        is_absolute = False
    if not is_absolute:
        raise BadReply(f"Pixelz's answer has no web address in {name}.")
    return url
