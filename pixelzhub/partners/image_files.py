"""The files of a photo, each with the address at which it can be fetched."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage

from analytics.measure import original_path, thumbnail_path
from connectors.models import Image, ImageVersion
from pixelzhub.partners.files import file_address
from pixelzhub.retouch.models import Output

MOST = 50


def renditions_of(image: Image) -> list[dict[str, Any]]:
    """What the store shows, the store's own bytes where the hub keeps them, the small picture, and the finished files."""
    outputs = Output.objects.filter(merchant=image.merchant_id, job__image=image).order_by("-pk")
    return [
        {"kind": "live", "url": image.url, "sha256": image.sha256 or None},
        *_original(image),
        *_thumbnail(image),
        *(_output(output) for output in outputs[:MOST]),
    ]


def _original(image: Image) -> list[dict[str, Any]]:
    """The last bytes that the store itself put there; they are kept of photos that were sent or overwritten."""
    own = ImageVersion.objects.filter(image=image, changed_by=ImageVersion.By.STORE).first()
    sha256 = own.sha256 if own else image.sha256
    return _kept("original", sha256, original_path(image.merchant_id, sha256, image.url)) if sha256 else []


def _thumbnail(image: Image) -> list[dict[str, Any]]:
    sha256 = image.sha256
    return _kept("thumbnail", sha256, thumbnail_path(image.merchant_id, sha256)) if sha256 else []


def _kept(kind: str, sha256: str, file: str) -> list[dict[str, Any]]:
    return [{"kind": kind, "url": file_address(file), "sha256": sha256}] if default_storage.exists(file) else []


def _output(output: Output) -> dict[str, Any]:
    return {
        "kind": "output",
        "url": file_address(output.file),
        "sha256": output.sha256,
        "output_id": str(output.pk),
        "job_id": str(output.job_id),
        "bytes": output.bytes,
        "review": output.review,
    }
