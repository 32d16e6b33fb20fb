"""The files of a photo, each with the address at which it can be fetched."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage

from analytics.measure import original_path, thumbnail_path
from connectors.models import Image, ImageVersion
from pixelzhub.partners.renditions.fitted import fitted
from pixelzhub.partners.renditions.routes import file_address
from pixelzhub.retouch.models import Output

MOST = 50


def renditions_of(image: Image, side: int | None = None) -> list[dict[str, Any]]:
    """What the store shows, the store's own bytes where the hub keeps them, the small picture, and the finished files.

    What the hub keeps fits into `side` px, if it is given; hash and bytes are those of the kept file then too.
    """
    outputs = Output.objects.filter(merchant=image.merchant_id, job__image=image).order_by("-pk")
    return [
        {"kind": "live", "url": image.url, "sha256": image.sha256 or None},
        *_original(image, side),
        *_thumbnail(image),
        *(_output(output, side) for output in outputs[:MOST]),
    ]


def _original(image: Image, side: int | None) -> list[dict[str, Any]]:
    """The last bytes that the store itself put there; they are kept of photos that were sent or overwritten."""
    own = ImageVersion.objects.filter(image=image, changed_by=ImageVersion.By.STORE).first()
    sha256 = own.sha256 if own else image.sha256
    return _kept("original", sha256, original_path(image.merchant_id, sha256, image.url), side) if sha256 else []


def _thumbnail(image: Image) -> list[dict[str, Any]]:
    sha256 = image.sha256
    return _kept("thumbnail", sha256, thumbnail_path(image.merchant_id, sha256)) if sha256 else []


def _kept(kind: str, sha256: str, file: str, side: int | None = None) -> list[dict[str, Any]]:
    if not default_storage.exists(file):
        return []
    return [{"kind": kind, "url": file_address(fitted(file, side)), "sha256": sha256}]


def _output(output: Output, side: int | None) -> dict[str, Any]:
    return {
        "kind": "output",
        "url": file_address(fitted(output.file, side)),
        "sha256": output.sha256,
        "output_id": str(output.pk),
        "job_id": str(output.job_id),
        "bytes": output.bytes,
        "review": output.review,
    }
